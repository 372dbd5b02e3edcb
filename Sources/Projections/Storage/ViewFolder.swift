internal import EventCodec
internal import EventLog
internal import Failpoints
internal import Identity
internal import Postgres
internal import Ticketing

/// Folds one workspace's log into the tables of one generation, batch by batch.
///
/// The rows and the checkpoint change in one transaction, and the checkpoint only moves from where this folder believes
/// it to be: whoever else folds the same workspace makes the transaction fail, never the tables wrong.
struct ViewFolder: Sendable {
    let statements: ViewStatements
    let log: EventLog
    let pool: PostgresPool
    /// **Units**: events. Live ones are small, so that an agent sees what was just said; a rebuild's are large.
    let batchEventsMax: Int

    /// How far the generation has read a log.
    func checkpoint(of workspace: WorkspaceID) async throws -> LogPosition {
        var bindings = Bindings()
        bindings.append(Int32(statements.generation))
        bindings.append(workspace.id.postgres)
        return LogPosition(try await pool.query(ViewStatements.checkpoint, bindings).first?.int64(0) ?? -1)
    }

    /// Folds one batch after a position; answers the last position folded, which is `position` if there was nothing.
    ///
    /// **Errors**: a retryable `PostgresError` if the checkpoint is elsewhere: look where, and go on from there.
    func foldBatch(of workspace: WorkspaceID, after position: LogPosition, upTo: LogPosition) async throws
        -> LogPosition
    {
        let records = try await log.read(
            workspace, after: position, upTo: upTo, limit: batchEventsMax, sealed: false)
        if records.isEmpty { return position }
        var events: [RecordedEvent] = []
        events.reserveCapacity(records.count)
        for record in records { events.append(try Entry.decode(record.entry, at: record.position)) }
        var fold = ViewFold(after: position)
        try await load(ViewFold.Needs(of: events), of: workspace, into: &fold)
        for event in events { fold.apply(event) }
        Failpoint.foldWriting.pass()
        try await write(fold, of: workspace, from: position)
        Failpoint.foldWritten.pass()
        return fold.position
    }

    private func load(_ needs: ViewFold.Needs, of workspace: WorkspaceID, into fold: inout ViewFold) async throws {
        var steps: [(Statement, Bindings)] = []
        var own = Bindings()
        own.append(workspace.id.postgres)
        steps.append((statements.tally, own))
        let tickets = Self.bindings(workspace, needs.tickets.map(\.id.postgres))
        steps.append((statements.tickets, tickets))
        steps.append((statements.customers, Self.bindings(workspace, needs.customers.map(\.id.postgres))))
        steps.append((statements.tokens, Self.bindings(workspace, needs.tokens.map(\.id.postgres))))
        let sent = steps
        let results = try await pool.withConnection { try await $0.transaction(sent) }
        fold.load(
            tickets: try results[1].map { try TicketRow($0) }, customers: try results[2].map { try CustomerRow($0) },
            tokens: try results[3].map { row in
                TokenRow(
                    sha256: try row.bytes(0), token: TokenID(UniqueID(try row.uuid(1))),
                    agent: AgentID(UniqueID(try row.uuid(2))), isRevoked: try row.bool(3))
            },
            tally: try results[0].first.map { try Tally($0) } ?? Tally())
    }

    private func write(_ fold: ViewFold, of workspace: WorkspaceID, from position: LogPosition) async throws {
        var advance = Bindings()
        advance.append(Int32(statements.generation))
        advance.append(workspace.id.postgres)
        advance.append(position.value)
        advance.append(fold.position.value)
        // First, so that a folder that is late fails before it has written anything.
        var steps: [(Statement, Bindings)] = [(ViewStatements.advance, advance)]
        if !fold.touchedTickets.isEmpty {
            let rows = fold.touchedTickets.compactMap { fold.tickets[$0] }
            steps.append((statements.writeTickets, TicketRow.bindings(rows, in: workspace)))
        }
        if !fold.touchedCustomers.isEmpty {
            let rows = fold.touchedCustomers.compactMap { fold.customers[$0] }
            steps.append((statements.writeCustomers, CustomerRow.bindings(rows, in: workspace)))
        }
        if !fold.newTimeline.isEmpty {
            var bindings = Bindings(reserving: fold.newTimeline.count * 32)
            bindings.append(workspace.id.postgres)
            bindings.append(fold.newTimeline.map(\.customer.id.postgres))
            bindings.append(fold.newTimeline.map(\.position.value))
            steps.append((statements.writeTimeline, bindings))
        }
        if !fold.newAgents.isEmpty {
            steps.append((statements.writeAgents, AgentRow.bindings(fold.newAgents, in: workspace)))
        }
        if !fold.touchedTokens.isEmpty {
            let rows = fold.touchedTokens.compactMap { fold.tokens[$0] }
            steps.append((statements.writeTokens, TokenRow.bindings(rows, in: workspace)))
        }
        steps.append((statements.writeTally, fold.tally.bindings(in: workspace)))
        let sent = steps
        _ = try await pool.withConnection { try await $0.transaction(sent) }
    }

    private static func bindings(_ workspace: WorkspaceID, _ ids: [PostgresUUID]) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(ids)
        return bindings
    }
}
