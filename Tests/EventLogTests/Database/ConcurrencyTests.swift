internal import EventLog
internal import Identity
internal import Postgres
internal import Support
internal import Testing

@Suite("Many at once", .timeLimit(.minutes(3)))
struct ConcurrencyTests {
    @Test("the same command many times at once has one effect, and all get the same answer")
    func sameCommand() async throws {
        try await withLog { first, database async throws in
            let second = RunningLog(database.service)
            try await second.running { () async throws in
                let outcomes = try await atOnce(100) { number in
                    // Two servers on one database, and clients that retry on both.
                    try await (number % 2 == 0 ? first : second).append(request(1, receipt: "told"))
                }
                #expect(outcomes.filter { $0 == .appended(first: at(0), last: at(0)) }.count == 1)
                let repeated = AppendOutcome.duplicate(first: at(0), last: at(0), receipt: Array("told".utf8))
                #expect(outcomes.filter { $0 == repeated }.count == 99)
                #expect(try await first.all().count == 1)
            }
        }
    }

    @Test("of many that want one claim, exactly one gets it and the others learn who")
    func oneClaim() async throws {
        try await withLog { first, database async throws in
            let second = RunningLog(database.service)
            try await second.running { () async throws in
                let outcomes = try await atOnce(60) { number in
                    try await (number % 2 == 0 ? first : second).append(request(number, takes: ["k"]))
                }
                let winners = outcomes.indices.filter { if case .appended = outcomes[$0] { true } else { false } }
                #expect(winners.count == 1)
                for (number, outcome) in outcomes.enumerated() where number != winners.first {
                    #expect(
                        outcome
                            == .claimed(key: Array("k".utf8), stream: "ticket/\(winners.first ?? -1)", position: at(0)))
                }
            }
        }
    }

    @Test("of many that write one version of a stream, exactly one does")
    func oneVersion() async throws {
        try await withLog { running, _ async throws in
            let outcomes = try await atOnce(60) { try await running.append(request($0, stream: "ticket/1")) }
            #expect(outcomes.filter { $0 == .appended(first: at(0), last: at(0)) }.count == 1)
            #expect(outcomes.filter { $0 == .conflict(stream: "ticket/1", actual: StreamVersion(1)) }.count == 59)
        }
    }

    @Test(
        "what one log gets from both lanes is all there, once, whether it was written ahead or not",
        arguments: [1, 2])
    func ahead(servers: Int) async throws {
        try await withLog { first, database async throws in
            let name = try await database.superuser.text("select current_database()::text")
            try await database.superuser.execute("alter database \(name) set track_functions = 'pl'")
            let running = (0..<servers).map { _ in RunningLog(database.service) }
            let tasks = running.map { server in Task { await server.log.run() } }
            var appended = 0
            var isAhead = false
            // How many it takes is a matter of how the lanes meet; never is what the time limit is for. Two servers are in each
            // other's way.
            while appended < 4_500 || servers == 1 && !isAhead {
                let start = appended
                let outcomes = try await atOnce(1_500) { number in
                    try await running[number % servers].append(request(start + number))
                }
                let positions = outcomes.compactMap { outcome in
                    if case .appended(let first, _) = outcome { first.value } else { nil }
                }
                appended += outcomes.count
                #expect(positions.sorted() == (Int64(start)..<Int64(appended)).map { $0 })
                isAhead = try await database.superuser.number(Self.callsAhead) > 0
            }
            let records = try await first.all()
            #expect(records.map(\.position) == (0..<appended).map { at($0) })
            #expect(Set(records.map(\.entry)).count == appended)
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
            for server in running { await server.pool.close() }
        }
    }

    /// How often `log.append_ahead` was called, as far as PostgreSQL tells by now.
    private static let callsAhead = """
        select coalesce(sum(calls), 0)::bigint from pg_stat_user_functions where funcname = 'append_ahead'
        """

    @Test("sixteen writers on two servers leave a log without holes, each writer's events in its order")
    func dense() async throws {
        try await withLog { first, database async throws in
            let second = RunningLog(database.service)
            try await second.running { () async throws in
                let perWriter = 40
                async let watched = watch(first, until: 16 * perWriter)
                let positions = try await atOnce(16) { writer -> [LogPosition] in
                    var mine: [LogPosition] = []
                    for version in 1...perWriter {
                        let request = request(
                            writer * 1_000 + version, stream: "writer/\(writer)", version: version,
                            entry: Array("\(writer) \(version)".utf8))
                        guard
                            case .appended(let position, _) = try await (writer % 2 == 0 ? first : second).append(
                                request)
                        else { throw SupportError("writer \(writer) was not appended") }
                        mine.append(position)
                    }
                    return mine
                }
                let records = try await first.all()
                #expect(records.map(\.position) == (0..<16 * perWriter).map { at($0) })
                #expect(positions.allSatisfy { $0 == $0.sorted() })
                #expect(Set(positions.joined()).count == 16 * perWriter)
                for (writer, mine) in positions.enumerated() {
                    for (index, position) in mine.enumerated() {
                        let entry = records[Int(position.value)].entry
                        #expect(entry == Array("\(writer) \(index + 1)".utf8))
                    }
                }
                // Positions in commit order: whoever read while it was written saw each event once and in order.
                #expect(try await watched == records)
            }
        }
    }

    /// Reads on and on from where the last read ended, as a projection does.
    private func watch(_ running: RunningLog, until count: Int) async throws -> [LogRecord] {
        var seen: [LogRecord] = []
        while seen.count < count {
            let after = seen.last?.position ?? .beforeAll
            await running.log.heads.changed(in: acme, beyond: after)
            seen += try await running.log.read(acme, after: after, limit: 37)
        }
        return seen
    }

    @Test("what another server appends is heard of long before the next poll")
    func heard() async throws {
        try await withLog { first, database async throws in
            // A poll in an hour is none: only PostgreSQL's hint can bring the news.
            let second = RunningLog(database.service, pollInterval: .seconds(3_600))
            try await second.running { () async throws in
                for number in 0..<20 {
                    #expect(try await first.append(request(number)) == .appended(first: at(number), last: at(number)))
                    await second.log.heads.changed(in: acme, beyond: at(number - 1))
                    #expect(second.log.heads.last(of: acme) == at(number))
                }
            }
        }
    }
}
