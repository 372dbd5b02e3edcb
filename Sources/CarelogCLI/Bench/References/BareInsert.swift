internal import Postgres

/// What every figure of the append path is held against: bare INSERTs, one a transaction, into a table with the log's
/// columns and indexes, and nothing else. Streams grow with time, as the server's do.
struct BareInsert: Sendable {
    private let stage: BenchStage
    private let pgbench: Pgbench
    private let script: String

    /// Makes the table, in a database of its own.
    init(stage: BenchStage) async throws {
        self.stage = stage
        let database = try await stage.database("bare")
        try await database.connected { connection in
            try await connection.execute(
                """
                drop table if exists public.bare;
                drop sequence if exists public.bare_position;
                create table public.bare (like log.event including defaults including constraints including indexes);
                create sequence public.bare_position cache 1;
                """)
        }
        pgbench = try Pgbench(database: database)
        // About what a message takes: an entry of 480 bytes, and 260 bytes sealed.
        script = try pgbench.script(
            "bare",
            """
            insert into public.bare values ('00000000-0000-7000-8000-000000000001', nextval('public.bare_position'), \
            'ticket/' || lpad(to_hex(lastval()), 8, '0') || '-0000-7000-8000-000000000001', 1, now(), \
            convert_to(repeat('x', 480), 'UTF8'), convert_to(repeat('y', 260), 'UTF8'));
            """)
    }

    /// Rows a second.
    func rate(clients: Int, seconds: Int) async throws -> Double {
        try await pgbench.rate(script, clients: clients, seconds: seconds)
    }

    /// As `rate`, and what the rows take of the processors, PostgreSQL's and pgbench's, added to what is known.
    func rate(clients: Int, seconds: Int, noting cost: inout ProcessorCost) async throws -> Double {
        func spent() -> Double { ProcessorTime(ofPostgresIn: stage.directory).all + ProcessorTime.ofEnded.all }
        let begin = spent()
        let rate = try await rate(clients: clients, seconds: seconds)
        cost.note(spent() - begin, for: rate * Double(seconds))
        return rate
    }

    /// How long clients wait for a row that is due at a rate.
    func latencies(clients: Int, perSecond: Int, seconds: Int) async throws -> Latencies {
        try await pgbench.latencies(script, clients: clients, perSecond: perSecond, seconds: seconds)
    }
}
