internal import Postgres
internal import Synchronization

// The tables of one generation, whatever is in them.
extension ViewStatements {
    /// The tables of a generation.
    static let tables = [
        "ticket", "ticket_detail", "ticket_filter", "customer", "timeline", "agent", "token", "tally", "draft",
        "outbox",
        "material", "notification", "notification_read", "customer_link",
        "feedback", "switch_count", "ticket_part", "problem",
    ]

    /// No parameters; one row: int8 rows, text and text digests that do not depend on the rows' order.
    ///
    /// A row's hash is a sum over its columns, so it is hashed once more: of sums alone two rows could exchange a column
    /// unseen. A timeline is compared position by position, since how many of them stand in a row depends on the batches.
    func digest(of table: String) -> Statement {
        let (row, rows) =
            switch table {
            case "timeline", "notification":
                (
                    "(t.workspace_id, t.\(table == "timeline" ? "customer" : "agent")_id, p.position)",
                    "\(view).\(table) t cross join unnest(t.positions) as p (position)"
                )
            default: ("t", "\(view).\(table) t")
            }
        // Without `offset` the hash would be computed for each place where it is used.
        return Statement(
            "view_digest_\(table)",
            """
            select count(*), coalesce(sum(hashint8extended(hash, 0)), 0)::text, coalesce(bit_xor(hash), 0)::text
            from (select hash_record_extended(\(row), 0) as hash from \(rows) offset 0) h
            """)
    }

    /// A page of the inbox.
    func inbox(_ shape: InboxStatement.Shape) -> Statement {
        inboxes.withLock { inboxes in
            if let known = inboxes[shape] { return known }
            let made = InboxStatement.statement(shape, generation: generation)
            inboxes[shape] = made
            return made
        }
    }

    /// The schema that holds the tables.
    var view: String { "view_\(generation)" }

    /// COPY into a new table's columns, for rows that are not there yet.
    func copy(_ table: String, _ columns: String) -> String {
        "copy \(view).\(table) (workspace_id, \(columns)) from stdin (format binary)"
    }
}
