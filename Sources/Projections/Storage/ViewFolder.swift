internal import EventCodec
internal import EventLog
internal import Failpoints
internal import Identity
internal import Postgres
internal import Ticketing

/// Folds logs into the tables of one generation, batch by batch.
///
/// The rows and the checkpoint change in one transaction, and the checkpoint only moves from where this folder believes
/// it to be: whoever else folds the same workspace makes the transaction fail, never the tables wrong. For the same reason a
/// fold whose batch was written knows its rows, and need not load them again for the next batch.
struct ViewFolder: Sendable {
    let statements: ViewStatements
    let log: EventLog
    let pool: PostgresPool

    /// How far the generation has read a log.
    func checkpoint(of workspace: WorkspaceID) async throws -> LogPosition {
        LogPosition(
            try await pool.query(ViewStatements.checkpoint, Self.bindings(statements.generation, workspace))
                .first?.int64(0) ?? -1)
    }

    /// A fold that stands where the generation stands. It is of no use any more once a batch of it could not be written.
    func begin(_ workspace: WorkspaceID) async throws -> ViewFold {
        var own = Bindings()
        own.append(workspace.id.postgres)
        // If somebody folds between the two, the first batch cannot be written.
        var fold = ViewFold(after: try await checkpoint(of: workspace))
        let tally = try await pool.query(statements.tally, own).first.map { try Tally($0) }
        fold.load(tally: tally ?? Tally())
        fold.toldAfter = LogPosition(try await pool.query(ViewStatements.toldAfter, own).first?.int64(0) ?? -1)
        return fold
    }

    /// Applies the next events, whose rows are loaded first where they are not at hand. **Errors**: `LogHole`, before anything
    /// is applied.
    func apply(_ events: [RecordedEvent], of workspace: WorkspaceID, to fold: inout ViewFold) async throws {
        for (event, position) in zip(events, (fold.position.value + 1)...) where event.position.value != position {
            throw LogHole(workspace: workspace, position: LogPosition(position))
        }
        let rest = fold.applyWhileAtHand(events[...])
        if rest.isEmpty { return }
        try await load(ViewFold.Needs(of: rest, beside: fold), of: workspace, into: &fold)
        for event in rest { fold.apply(event) }
    }

    private func load(_ needs: ViewFold.Needs, of workspace: WorkspaceID, into fold: inout ViewFold) async throws {
        let steps = [
            (statements.tickets, Self.bindings(workspace, needs.tickets.map(\.id.postgres))),
            (statements.customers, Self.bindings(workspace, needs.customers.map(\.id.postgres))),
            (statements.tokens, Self.bindings(workspace, needs.tokens.map(\.id.postgres))),
            (statements.agents, Self.bindings(workspace, needs.agents.map(\.id.postgres))),
        ]
        let results = try await pool.withConnection { try await $0.transaction(steps) }
        var tickets = try results[0].map { try TicketRow($0) }
        let detailed = tickets.detailed
        if !detailed.isEmpty {
            let rows = try await pool.query(statements.details, Self.bindings(workspace, detailed.map(\.id.postgres)))
            tickets.set(try rows.map { try DetailRow($0) })
        }
        tickets = try await withParts(tickets, of: workspace)
        // What a conversation was before the last batch, which may still be on its way, must not come back.
        tickets.removeAll { fold.tickets[$0.id] != nil }
        fold.load(
            tickets: tickets, customers: try results[1].map { try CustomerRow($0) },
            tokens: try results[2].map { row in
                TokenRow(
                    sha256: try row.bytes(0), token: TokenID(UniqueID(try row.uuid(1))),
                    agent: AgentID(UniqueID(try row.uuid(2))), isRevoked: try row.bool(3))
            }, agents: try results[3].map { try AgentRow($0) })
    }

    /// Rows as they are shown, but of tickets that are merged with others their own, and those of all of these.
    private func withParts(_ tickets: [TicketRow], of workspace: WorkspaceID) async throws -> [TicketRow] {
        let linked = tickets.filter(\.isLinked).map(\.id.id.postgres)
        if linked.isEmpty { return tickets }
        let rows = try await pool.query(statements.parts, Self.bindings(workspace, linked))
        var parts = try rows.map { try PartRow($0).row }
        let details = Self.bindings(workspace, parts.map(\.id.id.postgres))
        parts.set(try await pool.query(statements.details, details).map { try DetailRow($0) })
        let own = Set(parts.map(\.id))
        return tickets.filter { !own.contains($0.id) } + parts
    }

    /// Writes what a batch that began behind a position touched, in one round trip.
    ///
    /// **Errors**: a retryable `PostgresError` if the checkpoint is elsewhere: begin again from where it is.
    func write(_ fold: ViewFold, of workspace: WorkspaceID, from position: LogPosition) async throws {
        let steps =
            [advance(fold, of: workspace, from: position)]
            + changes(
                of: fold, in: workspace, tickets: fold.touchedTickets, customers: fold.touchedCustomers,
                outbox: Array(fold.outbox.written.values))
            + [(statements.writeTimeline, PersonPart.bindings(PersonPart.parts(of: fold.newTimeline), in: workspace))]
            + notifications(of: fold, in: workspace)
        Failpoint.foldWriting.pass()
        _ = try await pool.withConnection { try await $0.transaction(steps) }
        Failpoint.foldWritten.pass()
    }

    private func notifications(of fold: ViewFold, in workspace: WorkspaceID) -> [(Statement, Bindings)] {
        let parts = PersonPart.parts(of: fold.newNotifications)
        return parts.isEmpty ? [] : [(statements.writeNotifications, PersonPart.bindings(parts, in: workspace))]
    }

    /// Comes first, so that a folder that is late fails before it has written anything.
    func advance(_ fold: ViewFold, of workspace: WorkspaceID, from position: LogPosition) -> (Statement, Bindings) {
        var advance = Self.bindings(statements.generation, workspace)
        advance.append(position.value)
        advance.append(fold.position.value)
        return (ViewStatements.advance, advance)
    }

    /// What to write of a fold but its timeline and notifications, of tickets, customers and the outbox only these.
    func changes(
        of fold: ViewFold, in workspace: WorkspaceID, tickets: [TicketID], customers: [CustomerID],
        outbox: [OutboxRow]
    ) -> [(Statement, Bindings)] {
        var steps: [(Statement, Bindings)] = []
        if !tickets.isEmpty {
            let rows = tickets.compactMap { fold.shown($0) }
            steps.append((statements.writeTickets, TicketRow.bindings(rows, in: workspace)))
        }
        let detailed = tickets.filter { fold.detailedTickets.contains($0) }
        if !detailed.isEmpty {
            let rows = detailed.compactMap { fold.tickets[$0].flatMap { DetailRow(of: $0) } }
            steps.append((statements.clearDetails, Self.bindings(workspace, detailed.map(\.id.postgres))))
            steps.append((statements.writeDetails, DetailRow.bindings(rows, in: workspace)))
        }
        let filtered = tickets.filter { fold.filteredTickets.contains($0) }
        if !filtered.isEmpty {
            let rows = filtered.compactMap { fold.shown($0) }
            steps.append((statements.clearFilters, Self.bindings(workspace, filtered.map(\.id.postgres))))
            steps.append(
                (statements.writeFilters, FilterRow.bindings(rows.flatMap(FilterRow.rows(of:)), in: workspace)))
        }
        if !customers.isEmpty {
            let rows = customers.compactMap { fold.customers[$0] }
            steps.append((statements.writeCustomers, CustomerRow.bindings(rows, in: workspace)))
        }
        if !fold.touchedAgents.isEmpty {
            let rows = fold.touchedAgents.compactMap { fold.agents[$0] }
            steps.append((statements.writeAgents, AgentRow.bindings(rows, in: workspace)))
        }
        if !fold.touchedMaterials.isEmpty {
            let rows = fold.touchedMaterials.values.sorted { $0.id < $1.id }
            steps.append((statements.writeMaterials, MaterialRow.bindings(rows, in: workspace)))
        }
        if !fold.touchedProblems.isEmpty {
            let rows = fold.touchedProblems.values.sorted { $0.id < $1.id }
            var bindings = Self.bindings(workspace, rows.map(\.id.id.postgres))
            bindings.append(rows.map(\.openedAt.value))
            bindings.append(rows.map(\.isClosed))
            steps.append((statements.problems.write, bindings))
        }
        if !fold.touchedTokens.isEmpty {
            let rows = fold.touchedTokens.compactMap { fold.tokens[$0] }
            steps.append((statements.writeTokens, TokenRow.bindings(rows, in: workspace)))
        }
        if !fold.notificationsRead.isEmpty {
            var read = Self.bindings(workspace, fold.notificationsRead.keys.map(\.id.postgres))
            read.append(fold.notificationsRead.values.map(\.value))
            steps.append((statements.writeNotificationsRead, read))
        }
        steps.append((statements.writeTally, fold.tally.bindings(in: workspace)))
        if !fold.outbox.gone.isEmpty {
            steps.append((statements.clearOutbox, Self.bindings(workspace, fold.outbox.gone.map(\.id.postgres))))
        }
        if !outbox.isEmpty { steps.append((statements.writeOutbox, OutboxRow.bindings(outbox, in: workspace))) }
        steps += sideChanges(of: fold, in: workspace)
        return steps
    }

    /// What to write of the other tables that have rows only where there is something.
    private func sideChanges(of fold: ViewFold, in workspace: WorkspaceID) -> [(Statement, Bindings)] {
        var steps: [(Statement, Bindings)] = []
        if !fold.touchedParts.isEmpty {
            steps.append((statements.clearParts, Self.bindings(workspace, fold.touchedParts.map(\.id.postgres))))
            steps.append((statements.writeParts, PartRow.bindings(fold.partRows, in: workspace)))
        }
        if !fold.drafts.gone.isEmpty {
            steps.append((statements.clearDrafts, Self.bindings(workspace, fold.drafts.gone.map(\.id.postgres))))
        }
        if !fold.drafts.written.isEmpty {
            let rows = Array(fold.drafts.written.values)
            steps.append((statements.writeDrafts, DraftRow.bindings(rows, in: workspace)))
        }
        if !fold.newSwitches.isEmpty {
            steps.append((statements.people.addSwitches, SwitchKind.bindings(fold.newSwitches, in: workspace)))
        }
        if !fold.newFeedback.isEmpty {
            steps.append((statements.people.writeFeedback, FeedbackRow.bindings(fold.newFeedback, in: workspace)))
        }
        if !fold.links.gone.isEmpty {
            steps.append((statements.people.clearLinks, Self.bindings(workspace, fold.links.gone.map(\.id.postgres))))
        }
        if !fold.links.written.isEmpty {
            let rows = Array(fold.links.written.values)
            var links = Self.bindings(workspace, rows.map(\.customer.id.postgres))
            links.append(rows.map(\.into.id.postgres))
            steps.append((statements.people.writeLinks, links))
        }
        return steps
    }

    private static func bindings(_ generation: Int, _ workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(Int32(generation))
        bindings.append(workspace.id.postgres)
        return bindings
    }

    private static func bindings(_ workspace: WorkspaceID, _ ids: [PostgresUUID]) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(ids)
        return bindings
    }
}
