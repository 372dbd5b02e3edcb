internal import Postgres
internal import Support
internal import Testing

@Suite("log.append_ahead", .timeLimit(.minutes(2)))
struct AppendAheadTests {
    /// It is given the same as `LogBatch.acme`.
    private static let twin = PostgresUUID(high: 3, low: 0xacae)

    @Test(
        "does and says what log.append does and says, whatever is asked and wherever the log is said to end",
        arguments: 1...UInt64(5))
    func agrees(seed: UInt64) async throws {
        try await withLog { service in
            #expect(try await LogBatch.createWorkspace(Self.twin, "twin", on: service))
            var random = SeededGenerator(seed: seed)
            var world = LogWorld(seed: seed, of: [LogBatch.acme], releasing: 20)
            var outcomes: Set<Int32> = []
            var whole = 0
            for _ in 1...70 {
                let batch = world.batch()
                let end = try await service.query(Self.end, Bindings()).onlyRow().int64(0)
                let base =
                    end + (Int.random(in: 1...4, using: &random) == 1 ? Int64.random(in: -3...3, using: &random) : 0)
                let judged = try await batch.append(on: service)
                let answers = try await batch.answersAhead(at: base, on: service, replacing: [LogBatch.acme: Self.twin])
                let ahead = try batch.told(answers)
                #expect(ahead == judged)
                // Where it was told right, and nothing was against it or released.
                let went = answers.map(\.outcome) == [10]
                #expect(!went || base == end)
                whole += went ? 1 : 0
                outcomes.formUnion(judged.map(\.outcome))
                world.learn(judged)
            }
            // The seeds are worth nothing if one of these never comes.
            #expect(outcomes.isSuperset(of: [1, 2, 3, 4, 5]) && whole > 2, "\(outcomes), \(whole)")
            for table in LogBatch.tables {
                #expect(
                    try await service.line(LogBatch.rows(table, of: "twin"))
                        == service.line(LogBatch.rows(table, of: "acme")))
            }
        }
    }

    private static let end = Statement(
        "end",
        """
        select h.next_position from log.head h join log.workspace w using (workspace_id) where w.name = 'twin'
        """)

    @Test("is committed behind the batch before, and answered where it was said that the log will end")
    func behind() async throws {
        try await withTwo { first, database in
            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 1, events: [("a", 1), ("b", 1)])
            var next = LogBatch()
            next.command(LogBatch.acme, id: 2, events: [("c", 1)], takes: [1], keys: [1])
            try await first.execute("begin")
            _ = try await batch.appendAtOnce(on: first)
            let ahead = Task { [next] in
                try await database.service.session { try await next.answersAhead(at: 2, on: $0) }
            }
            // Its rows are written: all that it waits for is the head.
            try await database.superuser.wait(until: Self.marked(3))
            try await database.superuser.wait(until: Self.oneWaits)
            try await first.execute("commit")
            #expect(try await ahead.value == [.init(command: 1, outcome: 10, first: 2)])
            let log = "select string_agg(position || stream_id, ' ' order by position) from log.event"
            #expect(try await first.line(log) == "0a 1b 2c")
        }
    }

    @Test("takes the place of a batch before it that never came to be")
    func alone() async throws {
        try await withTwo { first, database in
            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 1, events: [("a", 1), ("b", 1)])
            var next = LogBatch()
            next.command(LogBatch.acme, id: 2, events: [("c", 1)])
            try await first.execute("begin")
            _ = try await batch.appendAtOnce(on: first)
            let ahead = Task { [next] in
                try await database.service.session { try await next.answersAhead(at: 2, on: $0) }
            }
            try await database.superuser.wait(until: Self.oneWaits)
            try await first.execute("rollback")
            #expect(try await ahead.value == [.init(command: 1, outcome: 9, first: 0)])
            let log = "select string_agg(position || stream_id, ' ' order by position) from log.event"
            #expect(try await first.line(log) == "0c")
        }
    }

    @Test("lets go of what it wrote if who has the log waits for it, and is judged behind that")
    func mutualWait() async throws {
        try await withTwo(patience: "100ms") { first, database in
            var holding = LogBatch()
            holding.command(LogBatch.acme, id: 1, events: [("a", 1)])
            var wanting = LogBatch()
            wanting.command(LogBatch.acme, id: 2, events: [("k", 1)], takes: [1])
            var ahead = LogBatch()
            ahead.command(LogBatch.acme, id: 3, events: [("k", 1)], takes: [2])
            try await first.execute("begin")
            _ = try await holding.appendAtOnce(on: first)
            let late = Task { [ahead] in
                try await database.service.session { try await ahead.answersAhead(at: 1, on: $0) }
            }
            try await database.superuser.wait(until: Self.oneWaits)
            let outcomes = try await wanting.appendAtOnce(on: first)
            #expect(outcomes.map(\.outcome) == [1])
            try await first.execute("commit")
            #expect(try await late.value == [.init(command: 1, outcome: 4, first: nil, name: "k", number: 1)])
            #expect(try await first.line("select string_agg(get_byte(key, 0)::text, ' ') from log.claim") == "1")
        }
    }

    @Test("holds back who comes behind it until it is through, be it slower or not")
    func mark() async throws {
        try await withTwo { first, database in
            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 1, events: [("a", 1), ("b", 1)])
            try await first.execute("begin")
            _ = try await batch.answersAhead(at: 0, on: first)
            let marks = """
                select string_agg(mode || ' ' || objid, ', ' order by objid)
                from pg_locks where locktype = 'advisory' and objsubid = 2 and pid = pg_backend_pid()
                """
            #expect(try await first.line(marks) == "ShareLock 0, ExclusiveLock 2")
            try await first.execute("commit")
        }
    }

    /// Runs a test as the service in a database with one workspace, beside whatever else it opens.
    private func withTwo(
        patience: String = "10min", _ body: (PostgresConnection, CarelogDatabase) async throws -> Void
    ) async throws {
        try await withCarelogDatabase { database in
            // Two that wait for each other do so until the test is over, if they leave it to PostgreSQL.
            try await database.superuser.session { superuser in
                let name = try await superuser.line("select current_database()::text")
                try await superuser.execute("alter database \(name) set deadlock_timeout = '10min'")
                try await superuser.execute("alter function log.append_ahead set lock_timeout = '\(patience)'")
            }
            try await database.service.session { service in
                #expect(try await LogBatch.createWorkspace(LogBatch.acme, "acme", on: service))
                try await body(service, database)
            }
        }
    }

    /// Somebody is under way who will end there.
    private static func marked(_ end: Int) -> String {
        """
        select exists (
            select from pg_locks where locktype = 'advisory' and objsubid = 2 and mode = 'ExclusiveLock' and objid = \(end)
                and database = (select oid from pg_database where datname = current_database())
        )
        """
    }

    private static let oneWaits = """
        select exists (
            select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        )
        """
}
