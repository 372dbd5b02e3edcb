internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("Migrators that meet", .timeLimit(.minutes(3)))
struct ConcurrencyTests {
    @Test("of two migrators at once one applies everything and the other finds nothing to do")
    func two() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            async let first = configuration.migrator().up()
            async let second = configuration.migrator().up()
            let counts = try await [first.count, second.count]
            #expect(counts.sorted() == [0, Migration.embedded.count])
        }
    }

    @Test("while another holds the lock, a migrator gives up at its deadline and names the holder")
    func held() async throws {
        try await withCarelogDatabase { database in
            // A migrator that is half-way, because what its file needs is locked.
            let waits = Migration.next("waits", text: "select pg_advisory_lock(4711)")
            try await database.superuser.session { blocker in
                try await blocker.execute("select pg_advisory_lock(4711)")
                async let first = database.superuser.migrator(adding: [waits]).up()
                try await database.superuser.wait(until: Self.halfWay)
                let pid = try await database.superuser.number(
                    "select pid::bigint from pg_stat_activity where \(Self.isHalfWay)")
                // Since when, only superusers and members of pg_read_all_stats may see of others.
                for (who, since) in [(database.superuser, "since 2"), (database.migrator, "since unknown")] {
                    let error = try await schemaError { try await who.migrator(patience: .milliseconds(50)).up() }
                    #expect(error.code == .busy && error.isRetryable)
                    #expect(error.message.contains("pid \(pid) (carelog migrate) of postgres \(since)"), "\(error)")
                }
                try await blocker.execute("select pg_advisory_unlock(4711)")
                let applied = try await first
                #expect(applied.map(\.number) == [Migration.embedded.count + 1])
            }
        }
    }

    @Test("a migration that does not get its locks gives way, names who holds them, and works when they are gone")
    func blocked() async throws {
        try await withCarelogDatabase { database in
            let migrator = database.superuser.migrator(
                adding: [Migration.next("alters", text: "alter table log.event add column extra integer")],
                lockTimeout: .milliseconds(20))
            var reader = database.superuser
            reader.applicationName = "a long report"
            try await reader.session { connection in
                try await connection.execute("begin; select count(*) from log.event")
                let error = try await schemaError { try await migrator.up() }
                #expect(error.code == .blocked && error.isRetryable)
                #expect(error.message.contains("2 attempts") && error.message.contains("(a long report) of postgres"))
                try await connection.execute("rollback")
            }
            let applied = try await migrator.up()
            #expect(applied.map(\.number) == [Migration.embedded.count + 1])
        }
    }

    @Test("a migrator whose session is ended half-way leaves nothing of the migration, and can be run again")
    func terminated() async throws {
        try await withCarelogDatabase { database in
            try await database.superuser.session { blocker in
                try await blocker.execute("select pg_advisory_lock(4711)")
                async let first = schemaError {
                    try await database.superuser.migrator(Self.halves, attempts: 1).up()
                }
                try await database.superuser.wait(until: Self.halfWay)
                try await database.superuser.execute(
                    "do $$ begin perform pg_terminate_backend(pid) from pg_stat_activity where \(Self.isHalfWay); end $$"
                )
                let error = try await first
                #expect(error.isRetryable, "\(error)")
                try await blocker.execute("select pg_advisory_unlock(4711)")
            }
            try await Self.expectOneHalf(of: database.superuser)
            let applied = try await database.superuser.migrator(Self.halves).up()
            #expect(applied.map(\.number) == [Migration.embedded.count + 2])
        }
    }

    @Test("a server that is killed half-way has all of one migration and nothing of the next, and goes on from there")
    func killed() async throws {
        let server = try await PostgresServer.launch(.init(fsync: true))
        let configuration = server.connection()
        try await configuration.session { blocker in
            try await blocker.execute("select pg_advisory_lock(4711)")
            async let first = schemaError { try await configuration.migrator(Self.halves, attempts: 1).up() }
            try await configuration.wait(until: Self.halfWay)
            try await server.kill9()
            let error = try await first
            #expect(error.code == .failed && error.underlying?.outcome == .notCommitted, "\(error)")
        }
        try await server.start()
        try await Self.expectOneHalf(of: configuration)
        let applied = try await configuration.migrator(Self.halves).up()
        #expect(applied.map(\.number) == [Migration.embedded.count + 2])
        try await server.stop()
    }

    @Test("databases of a new cluster are migrated at once although they share the roles")
    func newCluster() async throws {
        let server = try await PostgresServer.launch()
        var databases: [PostgresConfiguration] = []
        for _ in 0..<4 { databases.append(server.connection(database: try await server.createDatabase())) }
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for database in databases { group.addTask { try await database.migrator(attempts: 5).up().count } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: Migration.embedded.count, count: 4))
        for database in databases {
            let verification = try await database.migrator().verify()
            #expect(verification.isIntact, "\(verification.drift)")
        }
        try await server.stop()
    }

    private static let isHalfWay = """
        datname = current_database() and application_name = 'carelog migrate' and wait_event_type = 'Lock'
        """
    private static let halfWay = "exists (select from pg_stat_activity where \(isHalfWay))"

    private static let halves =
        Migration.embedded + [
            Migration.next("whole", text: "create table log.whole ()"),
            Migration.next("half", 1, text: "create table log.half (); select pg_advisory_xact_lock(4711); select 1"),
        ]

    /// The whole one is there, nothing of the half one.
    private static func expectOneHalf(of configuration: PostgresConfiguration) async throws {
        let verification = try await configuration.migrator(halves).verify()
        #expect(verification.isIntact && verification.plan.pending.map(\.number) == [Migration.embedded.count + 2])
        let found = try await configuration.text(
            "select concat(to_regclass('log.whole') is not null, ' ', to_regclass('log.half') is not null)")
        #expect(found == "t f")
    }
}
