internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("Views that are there", .timeLimit(.minutes(2)))
struct QueueNumbersTests {
    /// A database as version 29 left it, with a ticket in each queue, in each table that says so.
    private func fill(_ configuration: PostgresConfiguration) async throws {
        _ = try await configuration.migrator(Array(Migration.embedded.prefix(29))).up()
        let columns = """
            workspace_id, ticket_id, customer_id, channel, state, tags, opened_at, last_at, waiting_since, messages, replies, notes,
            spoken_position, version, position, queue
            """
        let each = """
            from unnest(array['unassigned', 'assigned', 'pending', 'snoozed', 'resolved', 'spam', 'merged'])
                with ordinality as q (queue, number)
            cross join lateral (select
                '01920000-0000-7000-8000-00000000000a'::uuid as workspace_id,
                overlay('01920000-0000-7000-8000-000000000000' placing number::text from 36)::uuid as ticket_id) id
            """
        let values = "ticket_id, 'x:@acme', 'open', '{}'::text[], now(), now(), now(), 0, 0, 0, -1, 1, number, queue"
        try await configuration.execute(
            """
            insert into view_1.ticket (\(columns)) select workspace_id, ticket_id, \(values) \(each);
            insert into view_1.ticket_part (\(columns), root) select workspace_id, ticket_id, \(values), ticket_id \(each);
            insert into view_1.ticket_filter (workspace_id, ticket_id, filter, queue, waiting_since, last_at)
            select workspace_id, ticket_id, 'tag=vip', queue, now(), now() \(each)
            """)
    }

    /// The columns and indexes of a generation, without its number.
    private func shape(of generation: Int, _ configuration: PostgresConfiguration) async throws -> String {
        try await configuration.text(
            """
            select string_agg(line, e'\\n' order by line) from (
                select replace(indexdef, 'view_\(generation).', '') as line
                from pg_indexes where schemaname = 'view_\(generation)'
                union all
                select concat_ws(' ', c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'view_\(generation)' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
            ) s
            """)
    }

    @Test("have numbers where their tickets waited by name, and are of the shape of those that are made anew")
    func numbered() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            try await fill(configuration)
            _ = try await configuration.migrator().up()
            for table in ["ticket", "ticket_filter", "ticket_part"] {
                let found = try await configuration.text(
                    "select string_agg(queue::text, ' ' order by ticket_id) from view_1.\(table)")
                #expect(found == "0 1 2 3 4 5 6", "\(table)")
            }
            try await configuration.execute(
                "select projection.create_generation(); select projection.index_generation(2, 0, 1)")
            let (live, new) = (try await shape(of: 1, configuration), try await shape(of: 2, configuration))
            #expect(live == new)
            #expect(live.contains("hashtextextended"))
        }
    }
}
