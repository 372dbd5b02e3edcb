internal import Postgres
internal import Support
internal import Testing

@Suite("log.append_batch", .timeLimit(.minutes(2)))
struct AppendBatchTests {
    /// One workspace each for either function; they are given the same.
    private static let twins = [
        LogBatch.acme: PostgresUUID(high: 3, low: 0xacae), LogBatch.other: PostgresUUID(high: 4, low: 0x07e8),
    ]

    @Test("does and says what log.append does and says, whatever is asked", arguments: 1...UInt64(5))
    func agrees(seed: UInt64) async throws {
        try await withLog { service in
            for (workspace, twin) in Self.twins {
                let name = workspace == LogBatch.acme ? "acme's twin" : "other's twin"
                #expect(try await LogBatch.createWorkspace(twin, name, on: service))
            }
            var world = LogWorld(seed: seed)
            var outcomes: Set<Int32> = []
            for _ in 1...70 {
                let batch = world.batch()
                let judged = try await batch.append(on: service)
                let atOnce = try await batch.appendAtOnce(on: service, replacing: Self.twins)
                #expect(atOnce == judged)
                outcomes.formUnion(judged.map(\.outcome))
                world.learn(judged)
            }
            // Appended, repeated, reused, stale and taken: the seeds are worth nothing if one of them never comes.
            #expect(outcomes.isSuperset(of: [1, 2, 3, 4, 5]), "\(outcomes)")
            for name in ["acme", "other"] {
                for table in LogBatch.tables {
                    let rows = try await service.line(LogBatch.rows(table, of: name))
                    #expect(try await service.line(LogBatch.rows(table, of: name + "''s twin")) == rows)
                }
            }
        }
    }

    @Test("writes nothing of a batch for a workspace that is not there, and the rest of it")
    func unknownWorkspace() async throws {
        try await withLog { service in
            var batch = LogBatch()
            batch.command(PostgresUUID(high: 0, low: 404), id: 1, events: [("a", 1)], takes: [1], keys: [1])
            batch.command(LogBatch.acme, id: 2, events: [("a", 1)], takes: [1])
            let outcomes = try await batch.appendAtOnce(on: service)
            #expect(outcomes.map(\.outcome) == [6, 1])
            #expect(try await service.line("select count(*)::text from log.event") == "1")
            #expect(try await service.line("select count(*)::text from vault.key") == "0")
        }
    }

    @Test("says of a batch that is appended as a whole where each log's part begins")
    func answersByLog() async throws {
        try await withLog { service in
            var before = LogBatch()
            before.command(LogBatch.acme, id: 9, events: [("before", 1), ("before", 2), ("before", 3)])
            _ = try await before.append(on: service)
            var both = LogBatch()
            both.command(LogBatch.other, id: 1, events: [("a", 1), ("a", 2)])
            both.command(LogBatch.acme, id: 2, events: [("a", 1)], takes: [1])
            both.command(LogBatch.other, id: 3, events: [])
            let first = try await both.answersAtOnce(on: service)
            #expect(first == [Self.answer(1, from: 0), Self.answer(2, from: 3)])
            var one = LogBatch()
            one.command(LogBatch.other, id: 4, events: [("b", 1)])
            let second = try await one.answersAtOnce(on: service)
            #expect(second == [Self.answer(1, from: 2)])
            // Again, none of it is appended: then it is said of each command.
            let again = try await both.answersAtOnce(on: service)
            #expect(again.map(\.outcome) == [2, 2, 2])
        }
    }

    private static func answer(_ log: Int32, from first: Int64) -> LogBatch.Outcome {
        LogBatch.Outcome(command: log, outcome: 9, first: first)
    }

    @Test("looks for versions before it has the lock, and is right about those that come in between")
    func looksBeforeTheLock() async throws {
        try await withCarelogDatabase { database in
            try await database.service.session { service in
                #expect(try await LogBatch.createWorkspace(LogBatch.acme, "acme", on: service))
                var first = LogBatch()
                first.command(LogBatch.acme, id: 1, events: [("a", 1), ("b", 1)])
                _ = try await first.appendAtOnce(on: service)
                var second = LogBatch()
                second.command(LogBatch.acme, id: 2, events: [("a", 2)])
                second.command(LogBatch.acme, id: 3, events: [("c", 1)])
                try await service.execute("begin")
                _ = try await second.appendAtOnce(on: service)
                // One rests on what stands and is overtaken; the other rests on what is yet to come.
                let waiting = [("a", Int32(2)), ("c", 2)].enumerated().map { number, event in
                    var batch = LogBatch()
                    batch.command(LogBatch.acme, id: UInt64(4 + number), events: [event])
                    return Task { [batch] in
                        try await database.service.session { try await batch.answersAtOnce(on: $0) }
                    }
                }
                try await database.superuser.wait(until: Self.waiting(2))
                try await service.execute("commit")
                let overtaken = try await waiting[0].value
                #expect(overtaken == [.init(command: 1, outcome: 4, first: nil, name: "a", number: 2)])
                // Told of the command, because it was judged by what stood under the lock.
                let late = try await waiting[1].value
                #expect(late == [.init(command: 1, outcome: 1, first: 4, last: 4)])
            }
        }
    }

    @Test("holds the log to its last word: who waits for it comes after all of the batch")
    func keepsTheLock() async throws {
        try await withCarelogDatabase { database in
            try await database.service.session { service in
                #expect(try await LogBatch.createWorkspace(LogBatch.acme, "acme", on: service))
                var first = LogBatch()
                first.command(LogBatch.acme, id: 1, events: [("a", 1)], takes: [1])
                _ = try await first.appendAtOnce(on: service)
            }
            // One command is refused, so that what was written at once is taken back and judged.
            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 2, events: [("b", 1)], takes: [1])
            batch.command(LogBatch.acme, id: 3, events: [("c", 1)])
            try await database.superuser.session { holder in
                // It changes nothing: for a new version of the row the two that wait would race.
                try await holder.execute("begin; select from log.head for update")
                // Both end in what follows.
                let judged = Task { [batch] in
                    try await database.service.session { try await batch.appendAtOnce(on: $0) }
                }
                try await database.superuser.wait(until: Self.waiting(1))
                let later = Task {
                    try await database.superuser.session { later in
                        try await later.execute("begin; update log.head set next_position = next_position")
                        // Keeps it until the batch is through, if it gets that far before.
                        _ = try await judged.value
                        try await later.execute("commit")
                    }
                }
                try await database.superuser.wait(until: Self.waiting(2))
                try await holder.execute("commit")
                #expect(try await judged.value.map(\.outcome) == [5, 1])
                try await later.value
            }
        }
    }

    /// So many wait for the head of a log.
    private static func waiting(_ count: Int) -> String {
        """
        select count(*) >= \(count) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
        """
    }
}
