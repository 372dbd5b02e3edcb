internal import Postgres
internal import Support
internal import Testing

@Suite("log.append", .timeLimit(.minutes(2)))
struct AppendTests {
    typealias Outcome = LogBatch.Outcome

    @Test("appends in the order of the batch, several events a command, and moves the head")
    func appends() async throws {
        try await withLog { service in
            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 1, events: [("a", 1), ("b", 1), ("a", 2)], keys: [7])
            batch.command(LogBatch.acme, id: 2, events: [("c", 1)])
            let first = try await batch.append(on: service)
            #expect(
                first == [
                    Outcome(command: 1, outcome: 1, first: 0, last: 2),
                    Outcome(command: 2, outcome: 1, first: 3, last: 3),
                ])
            var next = LogBatch()
            next.command(LogBatch.acme, id: 3, events: [("a", 3)])
            let second = try await next.append(on: service)
            #expect(second == [Outcome(command: 1, outcome: 1, first: 4, last: 4)])
            let log = try await service.line(
                """
                select string_agg(position || ':' || stream_id || version || ':' || convert_from(entry, 'UTF8')
                    || coalesce(encode(sealed, 'hex'), '-'), ' ' order by position) from log.event
                """)
            #expect(
                log == """
                    0:a1:{"stream":"a","version":1}ff 1:b1:{"stream":"b","version":1}ff 2:a2:{"stream":"a","version":2}- \
                    3:c1:{"stream":"c","version":1}ff 4:a3:{"stream":"a","version":3}ff
                    """)
            let head = try await service.line(
                "select next_position::text from log.head where workspace_id = (\(Self.acme))")
            #expect(head == "5")
            let keys = try await service.line("select count(*)::text from vault.key")
            #expect(keys == "1")
        }
    }

    @Test("every command of a batch has its own outcome, and what is not appended changes nothing")
    func mixed() async throws {
        try await withLog { service in
            var before = LogBatch()
            before.command(LogBatch.acme, id: 1, events: [("a", 1), ("a", 2)], takes: [0x10])
            _ = try await before.append(on: service)

            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 1, events: [("a", 1), ("a", 2)], takes: [0x10])
            batch.command(LogBatch.acme, id: 2, events: [("b", 1)])
            batch.command(LogBatch.acme, id: 3, events: [("new", 1), ("a", 2)], takes: [0x30], keys: [3])
            batch.command(LogBatch.acme, id: 4, events: [("d", 1)], takes: [0x40, 0x10], keys: [4])
            batch.command(PostgresUUID(high: 0, low: 404), id: 5, events: [("e", 1)], takes: [0x50], keys: [5])
            batch.command(LogBatch.acme, id: 6, events: [("f", 1)])
            let outcomes = try await batch.append(on: service)
            #expect(
                outcomes == [
                    Outcome(command: 1, outcome: 2, first: 0, last: 1, receipt: Array("receipt 1".utf8)),
                    Outcome(command: 2, outcome: 1, first: 2, last: 2),
                    Outcome(command: 3, outcome: 4, name: "a", number: 2),
                    Outcome(command: 4, outcome: 5, name: "a", number: 0, key: [0x10]),
                    Outcome(command: 5, outcome: 6), Outcome(command: 6, outcome: 1, first: 3, last: 3),
                ])
            let counts = try await service.line(
                """
                select concat_ws(' ', (select count(*) from log.event), (select count(*) from log.command),
                    (select count(*) from log.claim), (select count(*) from vault.key), (select sum(next_position) from log.head))
                """)
            #expect(counts == "4 3 1 0 4")
        }
    }

    @Test("an id that was used is the original's outcome in any later batch, and an error for another request")
    func sameID() async throws {
        try await withLog { service in
            var original = LogBatch()
            original.command(LogBatch.acme, id: 1, events: [("a", 1)])
            _ = try await original.append(on: service)
            var later = LogBatch()
            later.command(LogBatch.acme, id: 2, events: [("a", 2)])
            // Its stream has moved on: that it is known comes first.
            later.command(LogBatch.acme, id: 1, events: [("b", 9)])
            let again = try await later.append(on: service)
            #expect(again[1] == Outcome(command: 2, outcome: 2, first: 0, last: 0, receipt: Array("receipt 1".utf8)))
            var another = LogBatch()
            another.command(LogBatch.acme, id: 1, fingerprint: 2, events: [("c", 1)])
            // In another workspace the id is another command.
            another.command(LogBatch.other, id: 1, fingerprint: 2, events: [("c", 1)])
            let outcomes = try await another.append(on: service)
            #expect(outcomes.map(\.outcome) == [3, 1])
        }
    }

    struct Versions: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let events: [(String, Int32)]
        let outcome: Int32
        var actual: Int64?
    }

    @Test("a stream that stands at version 2", arguments: versions)
    func version(_ example: Versions) async throws {
        try await withLog { service in
            var before = LogBatch()
            before.command(LogBatch.acme, id: 1, events: [("a", 1), ("a", 2)])
            _ = try await before.append(on: service)
            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 2, events: example.events)
            let outcome = try await batch.append(on: service)
            #expect(outcome.map(\.outcome) == [example.outcome] && outcome.map(\.number) == [example.actual])
        }
    }

    static let versions = [
        Versions(testDescription: "goes on with 3", events: [("a", 3)], outcome: 1),
        Versions(testDescription: "goes on with 3 and 4", events: [("a", 3), ("a", 4)], outcome: 1),
        Versions(testDescription: "does not go back", events: [("a", 2)], outcome: 4, actual: 2),
        Versions(testDescription: "does not begin again", events: [("a", 1)], outcome: 4, actual: 2),
        Versions(testDescription: "does not leap", events: [("a", 4)], outcome: 4, actual: 2),
        Versions(
            testDescription: "does not let another begin in the middle", events: [("b", 2)], outcome: 4, actual: 0),
    ]

    @Test("a claim is held by the stream that took it until it is released, and only in its workspace")
    func claims() async throws {
        try await withLog { service in
            var first = LogBatch()
            first.command(LogBatch.acme, id: 1, events: [("x", 1)])
            first.command(LogBatch.acme, id: 2, events: [("a", 1)], takes: [0x01])
            first.command(LogBatch.other, id: 3, events: [("b", 1)], takes: [0x01])
            let taken = try await first.append(on: service)
            #expect(taken.map(\.outcome) == [1, 1, 1])

            var second = LogBatch()
            second.command(LogBatch.acme, id: 4, events: [("c", 1)], takes: [0x01])
            let refused = try await second.append(on: service)
            #expect(refused == [Outcome(command: 1, outcome: 5, name: "a", number: 1, key: [0x01])])

            var third = LogBatch()
            third.command(LogBatch.acme, id: 5, events: [("a", 2)], releases: [0x01])
            // A stale command releases nothing.
            third.command(LogBatch.other, id: 6, events: [("b", 7)], releases: [0x01])
            _ = try await third.append(on: service)
            let holders = try await service.line("select string_agg(stream_id, ',') from log.claim")
            #expect(holders == "b")

            var fourth = LogBatch()
            fourth.command(LogBatch.acme, id: 4, events: [("c", 1)], takes: [0x01])
            let outcome = try await fourth.append(on: service)
            #expect(outcome == [Outcome(command: 1, outcome: 1, first: 3, last: 3)])
        }
    }

    @Test("a batch over several workspaces has a log of its own in each")
    func workspaces() async throws {
        try await withLog { service in
            var batch = LogBatch()
            for id in 1...6 {
                batch.command(id % 2 == 0 ? LogBatch.acme : LogBatch.other, id: UInt64(id), events: [("s\(id)", 1)])
            }
            let outcomes = try await batch.append(on: service)
            #expect(outcomes.map(\.first) == [0, 0, 1, 1, 2, 2])
        }
    }

    @Test("a batch that the database refuses, here for an entry that is too long, leaves nothing")
    func refusedWhole() async throws {
        try await withLog { service in
            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 1, events: [("a", 1)])
            batch.command(LogBatch.acme, id: 2, events: [(String(repeating: "b", count: 65_536), 1)])
            await #expect(throws: PostgresError.self) { _ = try await batch.append(on: service) }
            let counts = try await service.line(
                "select concat(count(*), ' ', (select max(next_position) from log.head)) from log.event")
            #expect(counts == "0 0")
        }
    }

    @Test("an empty batch has no outcomes")
    func empty() async throws {
        try await withLog { service in
            let outcomes = try await LogBatch().append(on: service)
            #expect(outcomes == [])
        }
    }

    @Test(
        "callers at once, over workspaces in any order, get positions without gaps or repeats, and none waits for ever")
    func concurrent() async throws {
        try await withCarelogDatabase { database in
            try await database.service.session { service in
                _ = try await LogBatch.createWorkspace(LogBatch.acme, "acme", on: service)
                _ = try await LogBatch.createWorkspace(LogBatch.other, "other", on: service)
            }
            let outcomes = try await withThrowingTaskGroup(of: [Outcome].self) { group in
                for caller in 0..<6 {
                    group.addTask {
                        try await database.service.session { service in
                            var outcomes: [Outcome] = []
                            for round in 0..<25 {
                                let id = UInt64(caller * 1000 + round * 2)
                                let order =
                                    caller % 2 == 0
                                    ? [LogBatch.acme, LogBatch.other] : [LogBatch.other, LogBatch.acme]
                                var batch = LogBatch()
                                batch.command(order[0], id: id, events: [("s\(id)", 1), ("s\(id)", 2)])
                                batch.command(order[1], id: id + 1, events: [("t\(id)", 1)])
                                // All want the same version of one stream: one of a time gets it.
                                batch.command(LogBatch.acme, id: id + 500, events: [("shared", Int32(round + 1))])
                                outcomes += try await batch.append(on: service)
                            }
                            return outcomes
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(outcomes.filter { $0.command < 3 }.allSatisfy { $0.outcome == 1 })
            let dense = try await database.service.text(
                """
                select string_agg(ok::text, ',') from (
                    select count(*) = max(position) + 1 and max(position) + 1 = max(h.next_position) as ok
                    from log.event join log.head h using (workspace_id) group by workspace_id) logs
                """)
            #expect(dense == "true,true")
            let wins = outcomes.filter { $0.command == 3 && $0.outcome == 1 }.count
            let shared = try await database.service.number(
                "select max(version)::bigint from log.event where stream_id = 'shared'")
            #expect(wins == Int(shared) && wins >= 1)
        }
    }

    @Test("a workspace is created once, whoever asks again by id or by name")
    func createWorkspace() async throws {
        try await withLog { service in
            let again = try await LogBatch.createWorkspace(LogBatch.acme, "new", on: service)
            let sameName = try await LogBatch.createWorkspace(PostgresUUID(high: 3, low: 3), "acme", on: service)
            #expect(!again && !sameName)
            let names = try await service.line("select string_agg(name, ',' order by name) from log.workspace")
            #expect(names == "acme,other")
        }
    }

    private static let acme = "select workspace_id from log.workspace where name = 'acme'"

    /// A database with the workspaces acme and other, and the service's session with it.
}
