internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("Tables of replies that come to views which are there", .timeLimit(.minutes(2)))
struct ReplyBackfillTests {
    /// What stands in a log, by position: type, which reply, and on which ticket.
    private static let log: [(type: String, reply: Int, ticket: Int)] = [
        ("reply.drafted", 1, 1), ("reply.drafted", 2, 1), ("reply.sent", 3, 2), ("reply.approved", 2, 1),
        ("reply.drafted", 4, 2), ("note.added", 5, 2), ("reply.sent", 6, 2), ("reply.delivered", 6, 2),
        ("reply.sent", 7, 1), ("reply.failed", 7, 1),
        // Behind the checkpoint: what folds next brings it.
        ("reply.drafted", 8, 1), ("reply.approved", 4, 2),
    ]

    private static func id(_ kind: Character, _ number: Int) -> String {
        "0192\(kind)000-0000-7000-8000-00000000000\(number)"
    }

    /// A database as version 12 left it, with that log folded up to position 9.
    private func fill(_ configuration: PostgresConfiguration) async throws {
        _ = try await configuration.migrator(Array(Migration.embedded.prefix(12))).up()
        var sql = """
            set session_replication_role = replica;
            insert into projection.checkpoint values (1, '\(Self.id("a", 1))', 9);
            """
        for ticket in 1...2 {
            sql += """
                insert into view_1.ticket values ('\(Self.id("a", 1))', '\(Self.id("b", ticket))',
                    '\(Self.id("c", 1))', 'x:@acme\(ticket)', 'open', null, null, '{}', now(), now(), now(), null, 0, 0, 0,
                    -1, 1, 0, 'unassigned');
                """
        }
        for (position, event) in Self.log.enumerated() {
            let entry = """
                {"actor":{},"data":{"reply":"\(Self.id("d", event.reply))"},"schema":1,"type":"\(event.type)","version":1}
                """
            sql += """
                insert into log.event values ('\(Self.id("a", 1))', \(position), 'ticket/\(Self.id("b", event.ticket))',
                    \(position + 1), now(), convert_to('\(entry)', 'UTF8'), null);
                """
        }
        try await configuration.execute(sql)
    }

    @Test("hold the drafts that wait, and no others")
    func drafts() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            try await fill(configuration)
            _ = try await configuration.migrator().up()
            let found = try await configuration.text(
                """
                select string_agg(concat_ws(' ', right(reply_id::text, 1), right(ticket_id::text, 1), position), ', '
                    order by reply_id) from view_1.draft
                """)
            #expect(found == "1 1 0, 4 2 4")
        }
    }

    @Test("hold the replies that are not with their networks, and no others")
    func outbox() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            try await fill(configuration)
            _ = try await configuration.migrator().up()
            let found = try await configuration.text(
                """
                select string_agg(concat_ws(' ', right(reply_id::text, 1), right(ticket_id::text, 1), channel, delivery,
                    attempt, position), ', ' order by reply_id) from view_1.outbox
                """)
            #expect(
                found
                    == "2 1 x:@acme1 requested 1 3, 3 2 x:@acme2 requested 1 2, 7 1 x:@acme1 failed 1 9")
        }
    }
}
