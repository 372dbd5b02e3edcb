package import Identity
internal import Postgres
package import Ticketing

/// The one query behind every view of the inbox: rows and checkpoint from the same snapshot.
enum InboxStatement {
    /// What the text depends on, beside the generation: of values only that they are there.
    struct Shape: Hashable, Sendable {
        let queues: [InboxQueue]
        let order: InboxOrder
        /// By rows of `ticket_filter`; what is named in them has no condition of its own.
        let isFiltered: Bool
        let hasChannel: Bool
        let hasTeam: Bool
        let hasTag: Bool
        let hasPriority: Bool
        let hasCursor: Bool
        let isShort: Bool

        /// `mine` has an index of its own, without queues.
        var isMine: Bool { queues.isEmpty }

        init(of query: InboxQuery) {
            queues =
                switch query.view {
                case .open: [.unassigned, .assigned]
                case .unassigned: [.unassigned]
                case .resolved: [.resolved]
                case .all: InboxQueue.shown
                case .spam: [.spam]
                case .mine: []
                }
            order = query.order
            // An agent's own tickets are few: among them some may be passed over.
            isFiltered = !queues.isEmpty && (query.team != nil || query.tag != nil || query.priority != nil)
            hasChannel = query.channel != nil && !isFiltered
            hasTeam = query.team != nil && !isFiltered
            hasTag = query.tag != nil && !isFiltered
            hasPriority = query.priority != nil && !isFiltered
            hasCursor = query.after != nil
            isShort = query.limit <= 50
        }
    }

    /// What a statement of the query's shape takes, in its order.
    static func bindings(_ query: InboxQuery, workspace: WorkspaceID, generation: Int) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(Int32(generation))
        // One more than is shown says whether there is a next page.
        bindings.append(query.limit + 1)
        if case .mine(let agent) = query.view { bindings.append(agent.id.postgres) }
        let shape = Shape(of: query)
        if shape.isFiltered {
            bindings.append(
                TicketFilter.key(channel: query.channel, team: query.team, tag: query.tag, priority: query.priority))
        } else {
            if let channel = query.channel { bindings.append(channel.name) }
            if let team = query.team { bindings.append(team.name) }
            if let tag = query.tag { bindings.append(tag.name) }
            if let priority = query.priority { bindings.append(priority.rawValue) }
        }
        if let after = query.after {
            bindings.append(timestampMicros: after.key.microseconds)
            bindings.append(after.ticket.id.postgres)
        }
        return bindings
    }

    /// $1 uuid workspace, $2 int4 generation, $3 int8 limit, then what is filtered by, in the order below; rows: int8 checkpoint,
    /// then `TicketColumns`, all null in the one row of an empty page.
    static func statement(_ shape: Shape, generation: Int) -> Statement {
        var conditions: [String] = []
        var parameters = 3
        func parameter() -> String {
            parameters += 1
            return "$\(parameters)"
        }
        if shape.isMine { conditions.append("assignee = \(parameter()) and \(InboxQueue.isUnresolved("queue"))") }
        if shape.isFiltered { conditions.append("filter = \(parameter())") }
        let channel = shape.hasChannel ? parameter() : nil
        if let channel, shape.isMine { conditions.append("channel = \(channel)") }
        if shape.hasTeam { conditions.append("team = \(parameter())") }
        if shape.hasTag { conditions.append("tags @> array[\(parameter())]") }
        if shape.hasPriority {
            conditions.append(
                """
                (select d.priority from view_\(generation).ticket_detail d
                where d.workspace_id = $1 and d.ticket_id = ticket.ticket_id) = \(parameter())
                """)
        }
        let key = shape.order == .waiting ? "waiting_since" : "last_at"
        let direction = shape.order == .waiting ? "" : " desc"
        if shape.hasCursor {
            let comparison = shape.order == .waiting ? ">" : "<"
            conditions.append("(\(key), ticket_id) \(comparison) (\(parameter()), \(parameter()))")
        }
        // One stretch of an index for each queue: each is in order by itself, so that merging them reads little more than a
        // page. Their limit is a literal, for the planner to see that it is small; that there are two of them bounds the
        // number of statements.
        let order = "order by \(key)\(direction), ticket_id\(direction)"
        let stretchMax = shape.isShort ? 51 : 201
        let stretches =
            shape.isMine
            ? [["workspace_id = $1"] + conditions]
            : shape.queues.map { stretch($0, channel: channel) + conditions }
        let (table, columns) =
            shape.isFiltered ? ("ticket_filter", "ticket_id, \(key)") : ("ticket", TicketColumns.names)
        let rows = stretches.map { conditions in
            """
            (select \(columns) from view_\(generation).\(table)
            where \(conditions.joined(separator: " and ")) \(order) limit \(stretchMax))
            """
        }
        var page = "select * from (\(rows.joined(separator: " union all "))) s \(order) limit $3"
        if shape.isFiltered {
            page = """
                select \(TicketColumns.list) from (\(page)) f
                join view_\(generation).ticket t on t.workspace_id = $1 and t.ticket_id = f.ticket_id
                """
        }
        return Statement(
            "view_inbox",
            """
            select c.position as checkpoint, t.* from (
                select coalesce((select position from projection.checkpoint
                    where generation = $2 and workspace_id = $1), -1) as position
            ) c left join lateral (
                \(page)
            ) t on true
            order by t.\(key)\(direction), t.ticket_id\(direction)
            """)
    }

    /// Where a queue stands in an index, of a channel if there is a name of one.
    private static func stretch(_ queue: InboxQueue, channel: String?) -> [String] {
        let isQueue = queue.isQueue("queue")
        guard let channel else { return ["workspace_id = $1", isQueue] }
        // Indexes by channel have one number for all three. That they are right as well is said so that the planner does not
        // think it makes rows few.
        let number = "hashtextextended(\(channel), uuid_hash_extended($1, \(queue.rawValue)))"
        return [
            "hashtextextended(channel, uuid_hash_extended(workspace_id, queue)) = \(number)",
            "coalesce(workspace_id = $1 and channel = \(channel) and \(isQueue), false)",
        ]
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
