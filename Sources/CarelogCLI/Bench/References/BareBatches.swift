internal import Postgres

/// What PostgreSQL needs for an append alone: event, command and claim into tables like the log's, 256 of each a transaction,
/// by a procedure inside of PostgreSQL. Positions are taken and versions looked up as the log does; nothing is sent, nothing
/// unpacked, nobody answered.
///
/// An appender that does so by SQL is hardly faster; it says what part of a goal is the machine's.
struct BareBatches: Sendable {
    private let database: BenchDatabase
    private let rows: Int
    private static let batchRows = 256

    /// Makes the tables and the rows to come, so that no time goes into making them up. **Range**: `rows` of each connection.
    init(stage: BenchStage, rows: Int) async throws {
        database = try await stage.database("bare_batches")
        self.rows = rows / Self.batchRows * Self.batchRows
        try await database.connected { connection in
            try await connection.execute(
                """
                drop table if exists public.event, public.command, public.claim, public.head, public.prepared;
                create table public.event (like log.event including defaults including constraints including indexes);
                create table public.command (like log.command including defaults including indexes);
                create table public.claim (like log.claim including defaults including indexes);
                create table public.head (like log.head including defaults including indexes);
                -- Four events to a stream, one of each 256 streams in a batch. Streams grow with time, as the server's do.
                create table public.prepared as
                select g as position, gen_random_uuid() as command,
                    'ticket/' || (lpad(to_hex((g - 1) / 1024), 12, '0') || '7' || substr(md5(((g - 1) % 256)::text), 14))::uuid
                        as stream,
                    ((g - 1) / 256) % 4 + 1 as version,
                    decode(md5(g::text) || md5((-g)::text), 'hex') as hash, convert_to(repeat('x', 480), 'UTF8') as entry,
                    convert_to(repeat('y', 260), 'UTF8') as sealed, convert_to(repeat('z', 64), 'UTF8') as receipt
                from generate_series(1, \(2 * self.rows)) g;
                create index on public.prepared (position);
                analyze public.prepared;
                create or replace procedure public.append_prepared(workspace uuid, first bigint, last bigint)
                language plpgsql as $$
                declare
                    base bigint := first;
                    standing bigint;
                begin
                    insert into public.head values (workspace, first);
                    commit;
                    while base < last loop
                        update public.head h set next_position = base where h.workspace_id = workspace;
                        select sum((
                            select count(*) from public.event v
                            where v.workspace_id = workspace and v.stream_id = p.stream and v.version = p.version - 1
                        )) into standing from public.prepared p
                        where p.position >= base and p.position < base + \(Self.batchRows);
                        insert into public.command
                        select workspace, p.command, p.hash, p.position, p.position, p.receipt from public.prepared p
                        where p.position >= base and p.position < base + \(Self.batchRows);
                        insert into public.claim
                        select workspace, p.hash, p.stream, p.position from public.prepared p
                        where p.position >= base and p.position < base + \(Self.batchRows);
                        insert into public.event
                        select workspace, p.position, p.stream, p.version, now(), p.entry, p.sealed from public.prepared p
                        where p.position >= base and p.position < base + \(Self.batchRows);
                        commit;
                        base := base + \(Self.batchRows);
                    end loop;
                end
                $$;
                """)
        }
    }

    /// Rows of each table a second, by so many connections at once, each with a workspace of its own, and what they take of
    /// the processors, added to what is known. **Range**: 1 or 2.
    func rate(connections: Int, noting cost: inout ProcessorCost) async throws -> Double {
        try await database.connected {
            try await $0.execute("truncate public.event, public.command, public.claim, public.head")
        }
        let processors = ProcessorTime(ofPostgresIn: database.stage.directory)
        let begin = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<connections {
                let first = number * rows + 1
                let call = """
                    call public.append_prepared('00000000-0000-7000-8000-00000000000\(number)', \(first), \(first + rows))
                    """
                group.addTask {
                    try await database.connected { connection in
                        // Plans are made while the tables are empty, and must stay right when they are not. A procedure
                        // that commits cannot set this itself.
                        try await connection.execute(
                            "set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
                        try await connection.execute(call)
                    }
                }
            }
            try await group.waitForAll()
        }
        let elapsed = ContinuousClock.now - begin
        let written = Double(connections * rows)
        cost.note((ProcessorTime(ofPostgresIn: database.stage.directory) - processors).all, for: written)
        return written / (elapsed / .seconds(1))
    }
}
