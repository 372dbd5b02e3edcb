internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("From which problems tickets were taken, in views that are there", .timeLimit(.minutes(2)))
struct LeftProblemsTests {
    /// What stands in a log, by position: type, of which problem, and on which ticket; the problems were opened before it.
    private static let log: [(type: String, problem: Int, ticket: Int)] = [
        ("ticket.unlinked", 1, 1), ("ticket.linked", 1, 2), ("ticket.unlinked", 1, 2), ("ticket.unlinked", 2, 2),
        ("ticket.unlinked", 1, 3), ("ticket.linked", 1, 3), ("ticket.released", 1, 4),
        // Behind the checkpoint: what folds next brings it.
        ("ticket.unlinked", 2, 4),
    ]

    private static func id(_ kind: Character, _ number: Int) -> String {
        "0192\(kind)000-0000-7000-8000-00000000000\(number)"
    }

    /// A database as version 27 left it, with that log folded up to position 7.
    private func fill(_ configuration: PostgresConfiguration) async throws {
        _ = try await configuration.migrator(Array(Migration.embedded.prefix(27))).up()
        var sql = """
            set session_replication_role = replica;
            insert into projection.checkpoint values (1, '\(Self.id("a", 1))', 7);
            insert into view_1.problem values ('\(Self.id("a", 1))', '\(Self.id("d", 1))', 0, false);
            """
        for ticket in 1...4 {
            // The third is linked, so it has a detail; what was taken from the others has left none.
            sql += """
                insert into view_1.ticket (workspace_id, ticket_id, customer_id, channel, state, tags, opened_at, last_at,
                    waiting_since, messages, replies, notes, spoken_position, version, position, detail, queue)
                values ('\(Self.id("a", 1))', '\(Self.id("b", ticket))', '\(Self.id("c", 1))', 'x:@acme', 'open', '{}', now(),
                    now(), now(), 0, 0, 0, -1, 1, 0, \(ticket == 3 ? "6" : "null"), 'unassigned');
                """
        }
        sql += """
            insert into view_1.ticket_detail (workspace_id, ticket_id, position, revisions, problem)
            values ('\(Self.id("a", 1))', '\(Self.id("b", 3))', 6, 0, '\(Self.id("d", 1))');
            """
        for (index, event) in Self.log.enumerated() {
            let entry = """
                {"actor":{},"data":{"problem":"\(Self.id("d", event.problem))"},"schema":1,"type":"\(event.type)","version":1}
                """
            sql += """
                insert into log.event values ('\(Self.id("a", 1))', \(index + 1), 'ticket/\(Self.id("b", event.ticket))',
                    \(index + 2), now(), convert_to('\(entry)', 'UTF8'), null);
                """
        }
        try await configuration.execute(sql)
    }

    @Test("is what the log said last before the checkpoint")
    func filled() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            try await fill(configuration)
            _ = try await configuration.migrator().up()
            let found = try await configuration.text(
                """
                select string_agg(concat_ws(' ', right(d.ticket_id::text, 1), d.position, t.detail,
                    (select string_agg(right(p::text, 1), '+') from unnest(d.left_problems) p)), ', ' order by d.ticket_id)
                from view_1.ticket_detail d join view_1.ticket t using (workspace_id, ticket_id)
                """)
            #expect(found == "1 1 1 1, 2 4 4 1+2, 3 6 6")
        }
    }
}
