package import EventLog
package import Identity
package import Postgres
internal import Synchronization
package import Ticketing

/// What the live generation of projections answers, and how far it has read.
///
/// **Errors**: `PostgresError`. **Isolation**: may be called from anywhere.
package final class Views: Sendable {
    /// How far each log is folded, as far as this process knows; who needs to see its own write waits here.
    package let folded = LogHeads()
    /// How far somebody waits for each log to be folded; a position that does not exist yet is none to wait for here.
    package let awaited = LogHeads()
    let pool: PostgresPool
    private let statements = Mutex<ViewStatements?>(nil)

    package init(pool: PostgresPool) { self.pool = pool }

    /// Tickets of the inbox, and of which moment, for whoever has seen some of them before.
    package func listing(_ query: InboxQuery, of workspace: WorkspaceID) async throws -> InboxListing {
        try await withLive { live in
            let statement = live.inbox(InboxStatement.Shape(of: query))
            let bindings = InboxStatement.bindings(query, workspace: workspace, generation: live.generation)
            return try InboxStatement.listing(
                try await self.pool.query(statement, bindings), of: query, generation: live.generation)
        }
    }

    /// The rows of these tickets; those that are not known are left out.
    package func tickets(_ ids: [TicketID], of workspace: WorkspaceID) async throws -> [TicketRow] {
        try await withLive { live in
            let rows = try await self.rows(live.tickets, workspace, ids.map(\.id.postgres)).map { try TicketRow($0) }
            return try await self.detailed(rows, of: workspace, live)
        }
    }

    /// Rows of the inbox with their details, which a listing leaves out.
    package func detailed(_ rows: [TicketRow], of workspace: WorkspaceID) async throws -> [TicketRow] {
        if rows.detailed.isEmpty { return rows }
        return try await withLive { try await self.detailed(rows, of: workspace, $0) }
    }

    /// A ticket that is merged with others, and all of these, each by itself; nothing if it is not.
    package func conversation(of ticket: TicketID, in workspace: WorkspaceID) async throws -> [PartRow] {
        try await withLive { live in
            let parts = try await self.rows(live.parts, workspace, [ticket.id.postgres]).map { try PartRow($0) }
            let rows = try await self.detailed(parts.map(\.row), of: workspace, live)
            return zip(parts, rows).map { PartRow(row: $1, root: $0.root) }
        }
    }

    private func detailed(
        _ rows: [TicketRow], of workspace: WorkspaceID, _ live: ViewStatements
    ) async throws -> [TicketRow] {
        let ids = rows.detailed
        if ids.isEmpty { return rows }
        var rows = rows
        rows.set(try await self.rows(live.details, workspace, ids.map(\.id.postgres)).map { try DetailRow($0) })
        return rows
    }

    /// The rows of these customers; those that are not known are left out.
    package func customers(_ ids: [CustomerID], of workspace: WorkspaceID) async throws -> [CustomerRow] {
        try await withLive { live in
            try await self.rows(live.customers, workspace, ids.map(\.id.postgres)).map { try CustomerRow($0) }
        }
    }

    /// The rows of these agents; those that are not known are left out.
    package func agents(_ ids: [AgentID], of workspace: WorkspaceID) async throws -> [AgentRow] {
        try await withLive { live in
            try await self.rows(live.agents, workspace, ids.map(\.id.postgres)).map { try AgentRow($0) }
        }
    }

    /// The rows of these customers and of these agents, in one round trip.
    package func people(
        customers: [CustomerID], agents: [AgentID], of workspace: WorkspaceID
    ) async throws -> (customers: [CustomerRow], agents: [AgentRow]) {
        if agents.isEmpty { return (try await self.customers(customers, of: workspace), []) }
        if customers.isEmpty { return ([], try await self.agents(agents, of: workspace)) }
        return try await withLive { live in
            let steps = [
                (live.customers, Self.bindings(workspace, customers.map(\.id.postgres))),
                (live.agents, Self.bindings(workspace, agents.map(\.id.postgres))),
            ]
            let results = try await self.pool.withConnection { try await $0.transaction(steps) }
            return (try results[0].map { try CustomerRow($0) }, try results[1].map { try AgentRow($0) })
        }
    }

    /// Every agent who has a role here.
    package func staff(of workspace: WorkspaceID) async throws -> [AgentRow] {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            return try await self.pool.query(live.staff, bindings).map { try AgentRow($0) }
        }
    }

    /// What there is of a kind to answer with, by name, and where it was said last.
    package func materials(
        _ kind: MaterialID.Kind, of workspace: WorkspaceID
    ) async throws -> [(id: MaterialID, position: LogPosition)] {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(kind.rawValue)
            return try await self.pool.query(live.materials, bindings).compactMap { row in
                guard let name = Skill(try row.string(0)) else { return nil }
                return (MaterialID(kind, name), LogPosition(try row.int64(1)))
            }
        }
    }

    /// How many tickets have which of the names of a kind, whatever their state, without what is kept apart, and of which moment.
    package func classCounts(
        _ kind: ClassKind, of workspace: WorkspaceID
    ) async throws -> (counts: [Skill: Int], asOf: LogPosition) {
        try await withLive { live in
            var own = Bindings()
            own.append(workspace.id.postgres)
            let steps = [
                (kind == .cause ? live.causes : live.products, own),
                (ViewStatements.checkpoint, Self.checkpointBindings(live, workspace)),
            ]
            let results = try await self.pool.withConnection { lease in
                try await lease.withTransaction(.readOnly, level: .repeatableRead) { try await $0.queries(steps) }
            }
            var counts: [Skill: Int] = [:]
            for row in results[0] { if let name = Skill(try row.string(0)) { counts[name] = Int(try row.int64(1)) } }
            return (counts, LogPosition(try results[1].first?.int64(0) ?? -1))
        }
    }

    /// The tickets of a customer, on whatever channel.
    package func tickets(ofCustomer customer: CustomerID, in workspace: WorkspaceID) async throws -> [TicketID] {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(customer.id.postgres)
            return try await self.pool.query(live.ticketsOfCustomer, bindings).map {
                TicketID(UniqueID(try $0.uuid(0)))
            }
        }
    }

    /// Where these customers' events before a position stand, the newest first.
    package func timeline(
        of customers: [CustomerID], in workspace: WorkspaceID, before position: LogPosition, limit: Int
    ) async throws -> [LogPosition] {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(customers.map(\.id.postgres))
            bindings.append(position.value)
            bindings.append(limit)
            return try await self.pool.query(live.timeline, bindings).map { LogPosition(try $0.int64(0)) }
        }
    }

    /// Where what an agent was told of stands, between two positions, the newest first.
    package func notifications(
        of agent: AgentID, in workspace: WorkspaceID, after: LogPosition, before: LogPosition, limit: Int
    ) async throws -> [LogPosition] {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(agent.id.postgres)
            bindings.append(before.value)
            bindings.append(limit)
            bindings.append(after.value)
            return try await self.pool.query(live.notifications, bindings).map { LogPosition(try $0.int64(0)) }
        }
    }

    /// Up to where an agent has seen what they were told of.
    package func notificationsRead(by agent: AgentID, in workspace: WorkspaceID) async throws -> LogPosition {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(agent.id.postgres)
            return LogPosition(try await self.pool.query(live.notificationsRead, bindings).first?.int64(0) ?? -1)
        }
    }

    /// The token with this digest, and whose it is.
    package func token(sha256: [UInt8]) async throws -> (workspace: WorkspaceID, row: TokenRow)? {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(sha256)
            guard let row = try await self.pool.query(live.tokenByDigest, bindings).first else { return nil }
            let token = TokenRow(
                sha256: sha256, token: TokenID(UniqueID(try row.uuid(1))), agent: AgentID(UniqueID(try row.uuid(2))),
                isRevoked: try row.bool(3))
            return (WorkspaceID(UniqueID(try row.uuid(0))), token)
        }
    }

    /// So many kinds of switches are counted by themselves; the others only altogether.
    private static let switchKindsMax = 100

    /// How much there is of everything, and of which moment.
    package func tally(
        of workspace: WorkspaceID
    ) async throws -> (tally: Tally, switches: [SwitchCount], asOf: LogPosition) {
        try await withLive { live in
            var own = Bindings()
            own.append(workspace.id.postgres)
            var switches = own
            switches.append(Self.switchKindsMax)
            let steps = [
                (live.tally, own), (live.people.switches, switches),
                (ViewStatements.checkpoint, Self.checkpointBindings(live, workspace)),
            ]
            let results = try await self.pool.withConnection { lease in
                // One snapshot for both: a batch between them would show counts of a later moment.
                try await lease.withTransaction(.readOnly, level: .repeatableRead) { try await $0.queries(steps) }
            }
            return (
                try results[0].first.map { try Tally($0) } ?? Tally(), try results[1].map { try SwitchCount($0) },
                LogPosition(try results[2].first?.int64(0) ?? -1)
            )
        }
    }

    /// Snoozed tickets whose time has come by a moment, of all workspaces; a hundred at most.
    package func due(by now: Instant) async throws -> [(workspace: WorkspaceID, ticket: TicketID)] {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(timestampMicros: now.microseconds)
            return try await self.pool.query(live.due, bindings).map { row in
                (WorkspaceID(UniqueID(try row.uuid(0))), TicketID(UniqueID(try row.uuid(1))))
            }
        }
    }

    /// How far the live generation has read a log, from the database.
    package func checkpoint(of workspace: WorkspaceID) async throws -> LogPosition {
        let position = try await withLive { live in
            LogPosition(
                try await self.pool.query(ViewStatements.checkpoint, Self.checkpointBindings(live, workspace))
                    .first?.int64(0) ?? -1)
        }
        folded.advance(workspace, to: position)
        return position
    }

    /// Whether somebody waits for what is not folded yet of one of these logs.
    func isAwaited(of isWanted: (WorkspaceID) -> Bool) -> Bool {
        awaited.all.contains { $0.value > folded.last(of: $0.key) && isWanted($0.key) }
    }

    /// The statements of the live generation, asked of the database again.
    func refresh() async throws -> ViewStatements {
        let generation = Int(try await pool.query(ViewStatements.live).onlyRow().int32(0))
        return statements.withLock { known in
            if let known, known.generation == generation { return known }
            let fresh = ViewStatements(generation: generation)
            known = fresh
            return fresh
        }
    }

    /// Runs a query on the live generation; if that was switched and dropped in between, or is being dropped, again on the
    /// new one.
    func withLive<Value>(_ body: (ViewStatements) async throws -> Value) async throws -> Value {
        let known = statements.withLock { $0 }
        var live: ViewStatements
        if let known { live = known } else { live = try await refresh() }
        var wasRepeated = false
        while true {
            do {
                return try await body(live)
            } catch let error as PostgresError
                where error.sqlState == .undefinedTable || error.sqlState == .deadlockDetected
            {
                let next = try await refresh()
                // Twice on the same one: that is for no switch.
                let isSame = next.generation == live.generation
                if isSame && wasRepeated { throw error }
                (live, wasRepeated) = (next, isSame)
            }
        }
    }

    private func rows(
        _ statement: Statement, _ workspace: WorkspaceID, _ ids: [PostgresUUID]
    ) async throws -> PostgresResult {
        try await pool.query(statement, Self.bindings(workspace, ids))
    }

    private static func bindings(_ workspace: WorkspaceID, _ ids: [PostgresUUID]) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(ids)
        return bindings
    }

    static func checkpointBindings(_ live: ViewStatements, _ workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(Int32(live.generation))
        bindings.append(workspace.id.postgres)
        return bindings
    }
}
