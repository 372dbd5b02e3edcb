internal import Postgres

/// What PostgreSQL needs for messages alone: the rows that a load left in the log, written once more in batches of 256 events,
/// and those that it left in the views, in batches of 1,024, into tables with the same columns and indexes, inside of
/// PostgreSQL. Nothing is judged, folded, sent, unpacked or answered.
///
/// A server that keeps these rows in PostgreSQL takes hardly less of the processors.
struct BareMessages: Sendable {
    private let database: BenchDatabase
    private static let schema = "bare_messages"

    init(_ database: BenchDatabase) { self.database = database }

    /// What PostgreSQL takes of the processors for about so many of the last messages, added to what is known.
    func note(messages: Int, in cost: inout ProcessorCost) async throws {
        let count = try await database.connected { connection in
            try await connection.execute(Self.tables(of: try await BareViews.live(on: connection), messages: messages))
            return Int(try await connection.query(Self.count).onlyRow().int64(0))
        }
        guard count > 0 else { throw BenchFailure("there are no messages in the log") }
        let begin = ProcessorTime(ofPostgresIn: database.stage.directory)
        // One after the other, so that nobody waits for a processor with a cold cache. Plans are made while the tables are
        // empty, and must stay right when they are not. A procedure that commits cannot set this itself.
        try await database.connected { connection in
            try await connection.execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
            try await connection.execute("call \(Self.schema).write_log()")
            // As the views are kept: what is lost of them can be folded again.
            try await connection.execute("set synchronous_commit = off")
            try await connection.execute("call \(Self.schema).write_views()")
        }
        let spent = (ProcessorTime(ofPostgresIn: database.stage.directory) - begin).all
        try await database.connected { try await $0.execute("drop schema \(Self.schema) cascade") }
        cost.note(spent, for: Double(count))
    }

    /// One row: int8 messages that are to be written.
    private static let count = Statement("bench_messages_count", "select count(*) from \(schema).sent")

    /// The tables, what will be written, and the procedures that write it.
    private static func tables(of view: String, messages: Int) -> String {
        let copies = [
            ("event", "log"), ("command", "log"), ("claim", "log"), ("ticket", view), ("customer", view),
            ("timeline", view),
        ].map { table, from in
            "create table \(schema).\(table) (like \(from).\(table) including defaults including constraints including indexes);"
        }
        let declared = """
            declare
                base bigint := (select min(first_position) from \(schema).sent);
                head bigint := (select max(last_position) + 1 from \(schema).sent);
                workspace uuid := (select s.workspace_id from \(schema).sent s limit 1);
            """
        return """
            drop schema if exists \(schema) cascade;
            create schema \(schema);
            \(copies.joined(separator: "\n"))
            create table \(schema).sent as select * from log.command order by first_position desc limit \(messages);
            create index on \(schema).sent (first_position);
            create table \(schema).taken as
            select * from log.claim where position >= (select min(first_position) from \(schema).sent);
            create index on \(schema).taken (position);
            create table \(schema).changed as
            select e.position, substr(e.stream_id, 8)::uuid as ticket_id from log.event e
            where e.workspace_id = (select s.workspace_id from \(schema).sent s limit 1) and e.stream_id like 'ticket/%'
                and e.position >= (select min(first_position) from \(schema).sent);
            create index on \(schema).changed (position);
            alter table \(schema).ticket set (fillfactor = 80);
            alter table \(schema).customer set (fillfactor = 80);
            analyze \(schema).sent, \(schema).taken, \(schema).changed;

            create procedure \(schema).write_log() language plpgsql as $$
            \(declared)
            begin
                while base < head loop
                    insert into \(schema).command
                    select * from \(schema).sent s where s.first_position >= base and s.first_position < base + 256;
                    insert into \(schema).claim
                    select * from \(schema).taken t where t.position >= base and t.position < base + 256;
                    insert into \(schema).event
                    select e.* from log.event e
                    where e.workspace_id = workspace and e.position >= base and e.position < base + 256;
                    commit;
                    base := base + 256;
                end loop;
            end
            $$;

            create procedure \(schema).write_views() language plpgsql as $$
            \(declared)
            begin
                while base < head loop
                    insert into \(schema).ticket as t
                    select l.* from (
                        select distinct c.ticket_id from \(schema).changed c
                        where c.position >= base and c.position < base + 1024
                    ) c join \(view).ticket l on l.workspace_id = workspace and l.ticket_id = c.ticket_id
                    on conflict (workspace_id, ticket_id) do update set
                        state = excluded.state, assignee = excluded.assignee, team = excluded.team, tags = excluded.tags,
                        last_at = t.last_at + interval '1 second', waiting_since = excluded.waiting_since,
                        messages = excluded.messages, spoken_position = excluded.spoken_position,
                        version = excluded.version, position = excluded.position, queue = excluded.queue;
                    insert into \(schema).customer as t
                    select l.* from (
                        select distinct t.customer_id from \(schema).changed c
                        join \(schema).ticket t on t.workspace_id = workspace and t.ticket_id = c.ticket_id
                        where c.position >= base and c.position < base + 1024
                    ) c join \(view).customer l on l.workspace_id = workspace and l.customer_id = c.customer_id
                    on conflict (workspace_id, customer_id) do update set
                        messages = excluded.messages, last_at = t.last_at + interval '1 second';
                    insert into \(schema).timeline (workspace_id, customer_id, first_position, positions)
                    select workspace, t.customer_id, min(c.position), array_agg(c.position order by c.position)
                    from \(schema).changed c
                    join \(schema).ticket t on t.workspace_id = workspace and t.ticket_id = c.ticket_id
                    where c.position >= base and c.position < base + 1024 group by t.customer_id;
                    commit;
                    base := base + 1024;
                end loop;
            end
            $$;
            """
    }
}
