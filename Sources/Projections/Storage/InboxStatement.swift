package import Identity
internal import Postgres
package import Ticketing

/// The one query behind every view of the inbox: rows and checkpoint from the same snapshot.
enum InboxStatement {
    /// $1 uuid workspace, $2 int4 generation, $3 int8 limit, then what the query filters by, in the order below; rows:
    /// int8 checkpoint, then `TicketColumns`, all null in the one row of an empty page.
    static func make(
        _ query: InboxQuery, workspace: WorkspaceID, generation: Int
    ) -> (statement: Statement, bindings: Bindings) {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(Int32(generation))
        // One more than is shown says whether there is a next page.
        bindings.append(query.limit + 1)
        var conditions = ["workspace_id = $1"]
        func bind(_ append: (inout Bindings) -> Void) -> String {
            append(&bindings)
            return "$\(bindings.count)"
        }
        let queues: [InboxQueue]
        switch query.view {
        case .open: queues = [.unassigned, .assigned]
        case .unassigned: queues = [.unassigned]
        case .resolved: queues = [.resolved]
        case .all: queues = InboxQueue.shown
        case .spam: queues = [.spam]
        case .mine(let agent):
            // Has an index of its own, without queues.
            queues = []
            conditions.append(
                "assignee = \(bind { $0.append(agent.id.postgres) }) and \(InboxQueue.isUnresolved("queue"))"
            )
        }
        let filter =
            queues.isEmpty
            ? nil
            : TicketFilter.key(channel: query.channel, team: query.team, tag: query.tag, priority: query.priority)
        if let filter {
            conditions.append("filter = \(bind { $0.append(filter) })")
        } else {
            // An agent's own tickets are few: among them some may be passed over.
            if let channel = query.channel {
                let name = bind { $0.append(channel.name) }
                if queues.isEmpty {
                    conditions.append("channel = \(name)")
                } else {
                    // Indexes by channel have its hash. That the name is right as well is said so that the planner does not
                    // think it makes rows few.
                    conditions.append("hashtextextended(channel, 0) = hashtextextended(\(name), 0)")
                    conditions.append("coalesce(channel = \(name), false)")
                }
            }
            if let team = query.team { conditions.append("team = \(bind { $0.append(team.name) })") }
            if let tag = query.tag { conditions.append("tags @> array[\(bind { $0.append(tag.name) })]") }
            if let priority = query.priority {
                conditions.append(
                    """
                    (select d.priority from view_\(generation).ticket_detail d
                    where d.workspace_id = $1 and d.ticket_id = ticket.ticket_id)
                        = \(bind { $0.append(priority.rawValue) })
                    """)
            }
        }
        let key = query.order == .waiting ? "waiting_since" : "last_at"
        let direction = query.order == .waiting ? "" : " desc"
        if let after = query.after {
            let comparison = query.order == .waiting ? ">" : "<"
            let time = bind { $0.append(timestampMicros: after.key.microseconds) }
            let ticket = bind { $0.append(after.ticket.id.postgres) }
            conditions.append("(\(key), ticket_id) \(comparison) (\(time), \(ticket))")
        }
        // One stretch of an index for each queue: each is in order by itself, so that merging them reads little more than a
        // page. Their limit is a literal, for the planner to see that it is small; that there are two of them bounds the
        // number of statements.
        let order = "order by \(key)\(direction), ticket_id\(direction)"
        let stretchMax = query.limit <= 50 ? 51 : 201
        let stretches = queues.isEmpty ? [conditions] : queues.map { conditions + [$0.isQueue("queue")] }
        let (table, columns) = filter == nil ? ("ticket", TicketColumns.names) : ("ticket_filter", "ticket_id, \(key)")
        let rows = stretches.map { conditions in
            """
            (select \(columns) from view_\(generation).\(table)
            where \(conditions.joined(separator: " and ")) \(order) limit \(stretchMax))
            """
        }
        var page = "select * from (\(rows.joined(separator: " union all "))) s \(order) limit $3"
        if filter != nil {
            page = """
                select \(TicketColumns.list) from (\(page)) f
                join view_\(generation).ticket t on t.workspace_id = $1 and t.ticket_id = f.ticket_id
                """
        }
        let sql = """
            select c.position as checkpoint, t.* from (
                select coalesce((select position from projection.checkpoint
                    where generation = $2 and workspace_id = $1), -1) as position
            ) c left join lateral (
                \(page)
            ) t on true
            order by t.\(key)\(direction), t.ticket_id\(direction)
            """
        return (Statement("view_inbox", sql), bindings)
    }

    /// The page that the rows make.
    static func listing(
        _ rows: PostgresResult, of query: InboxQuery, generation: Int
    ) throws -> InboxListing {
        var tickets: [InboxListing.Ticket] = []
        tickets.reserveCapacity(rows.rowCount)
        var checkpoint = LogPosition.beforeAll
        for row in rows {
            checkpoint = LogPosition(try row.int64(0))
            if !row.isNull(1) { tickets.append(try InboxListing.Ticket(row, from: 1)) }
        }
        // One more than is shown says that there is a next page.
        var next: InboxCursor?
        if tickets.count > query.limit {
            tickets.removeSubrange(query.limit...)
            next = try tickets.last.map { query.order.cursor(of: try $0.row()) }
        }
        return InboxListing(tickets: tickets, next: next, asOf: checkpoint, generation: generation)
    }
}

/// Some tickets of the inbox, of which little is read yet: who has seen one at its position knows the rest.
package struct InboxListing: Sendable {
    /// A row that may still be read.
    package struct Ticket: Sendable {
        package let id: TicketID
        /// Where the last event of the ticket stands.
        package let position: LogPosition
        private let columns: PostgresRow
        private let first: Int

        init(_ row: PostgresRow, from first: Int) throws(PostgresError) {
            id = TicketID(UniqueID(try row.uuid(first)))
            position = LogPosition(try row.int64(first + 16))
            columns = row
            self.first = first
        }

        /// All of it.
        package func row() throws -> TicketRow { try TicketRow(columns, from: first) }
    }

    package let tickets: [Ticket]
    /// Where the next page begins; nil if this is the last.
    package let next: InboxCursor?
    /// The last position that is in it.
    package let asOf: LogPosition
    /// Of the tables that it was read from: others may say something else of the same ticket at the same position.
    package let generation: Int
}
