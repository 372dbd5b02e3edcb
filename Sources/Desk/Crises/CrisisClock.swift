internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
internal import Ticketing
internal import Vault

/// Sees to what crises ask for of tickets that are there already, and puts it back when they are lifted.
///
/// The crisis itself is one event, and holds from its position on. This goes on where it was interrupted, on whichever
/// server: each ticket has a command id of its own that follows from the crisis, so that nothing is done twice.
package struct CrisisClock: Sendable {
    private let desk: Desk
    private let interval: Duration

    package init(desk: Desk, interval: Duration = .seconds(1)) {
        self.desk = desk
        self.interval = interval
    }

    /// Looks until cancelled.
    package func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            for id in desk.log.heads.all.keys {
                // A fault is one of the database, which those who work with it report; here it is only tried again.
                try? await desk.settleCrises(of: id)
            }
        }
    }
}

extension Desk {
    private static let crisisPageTickets = 100
    private static let crisisEventsPage = 1_000

    /// Does what is left to do of the crises of a workspace, and reports on it.
    package func settleCrises(of id: WorkspaceID) async throws(DeskError) {
        let unsettled = try await guarded(by: .now + Self.patience) {
            try await self.rulebook(in: try await self.workspace(id)).crises.filter(\.isUnsettled)
        }
        var failure: DeskError?
        for crisis in unsettled {
            // One that cannot be seen to must not keep the others waiting.
            do { try await settle(crisis, of: id) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func settle(_ crisis: Crisis, of id: WorkspaceID) async throws(DeskError) {
        try await settleViews(of: id, upTo: crisis.lifted ?? crisis.declared)
        // Unbounded, because there may be many tickets; each of them is.
        try await guarded {
            let workspace = try await self.workspace(id)
            if let lifted = crisis.lifted {
                try await self.restore(crisis, lifted: lifted, in: workspace)
            } else {
                try await self.raise(crisis, in: workspace)
            }
        }
    }

    /// What waits for us and is urgent by what the crisis says.
    private func raise(_ crisis: Crisis, in workspace: DeskWorkspace) async throws {
        let settings = crisis.settings
        if let raises = settings.raises {
            var query = InboxQuery(
                view: .open, order: .waiting, channel: nil, team: nil, tag: nil, limit: Self.crisisPageTickets,
                after: nil)
            while true {
                let page = try await views.listing(query, of: workspace.id)
                for ticket in page.tickets {
                    let row = try ticket.row()
                    guard settings.covers(row.channel),
                        raises.matches(tags: row.tags, waitingSince: row.waitingSince, at: crisis.declaredAt)
                    else { continue }
                    // Of merged tickets what stands for them: it was merged since, or waits by its parts alone.
                    let isHeld = try await prioritise(row.id, "raise", for: crisis, in: workspace) { conversation in
                        conversation.isOpen ? (conversation.root, TicketPriority.urgent) : nil
                    }
                    // It was lifted meanwhile: its end sees to what was done.
                    if !isHeld { return }
                }
                guard let next = page.next else { break }
                query.after = next
            }
        }
        let raised = try await prioritised(by: crisis, after: crisis.declared, upTo: nil, in: workspace)
        try await report(
            CrisisReport(crisis: settings.crisis, raised: raised.count, restored: 0, notified: settings.agents.count),
            "declared", of: crisis, in: workspace)
    }

    /// What the crisis raised goes back to what it was, unless somebody has said something else since.
    private func restore(_ crisis: Crisis, lifted: LogPosition, in workspace: DeskWorkspace) async throws {
        let id = crisis.settings.crisis
        let raised =
            crisis.settings.raises == nil
            ? [] : try await prioritised(by: crisis, after: crisis.declared, upTo: lifted, in: workspace)
        for ticket in raised {
            _ = try await prioritise(ticket, "restore", for: crisis, in: workspace) { conversation in
                // Merged or not: it may come apart again.
                guard let state = conversation.members.first(where: { $0.id == ticket }), let raised = state.raised,
                    raised.crisis == id
                else { return nil }
                return (state, raised.before)
            }
        }
        let restored =
            raised.isEmpty ? [] : try await prioritised(by: crisis, after: lifted, upTo: nil, in: workspace)
        try await report(
            CrisisReport(
                crisis: id, raised: raised.count, restored: restored.count, notified: crisis.settings.agents.count),
            "lifted", of: crisis, in: workspace)
    }

    /// Makes one of a ticket's conversation as urgent as `priority` says of it, for the crisis; false if the crisis is not
    /// what it was.
    private func prioritise(
        _ ticket: TicketID, _ step: String, for crisis: Crisis, in workspace: DeskWorkspace,
        to priority: (Conversation) -> (TicketState, TicketPriority)?
    ) async throws -> Bool {
        let id = crisis.settings.crisis
        for _ in 0..<Self.attemptsMax {
            let rulebook = try await rulebook(in: workspace)
            guard let current = rulebook.crises.first(where: { $0.settings.crisis == id }),
                current.lifted == crisis.lifted
            else { return false }
            guard let named = try await ticketState(ticket, in: workspace, fresh: true) else { return true }
            let conversation = try await conversation(of: named, in: workspace)
            guard let (state, priority) = priority(conversation) else { return true }
            let command = CommandID(Self.derived([id.description, step, state.id.description]))
            let context = TicketContext(actor: .rule, now: now())
            guard case .accepted(let changes) = state.decide(.prioritise(priority, crisis: id), context) else {
                return true
            }
            var plan = Plan(
                decision: .accepted(changes), receipt: Receipt(ticket: state.id), position: state.position,
                versions: [.ticket(state.id): state.version], guards: [.workspace(workspace.id): rulebook.version])
            plan.rest(on: conversation.members)
            let result = try await append(
                changes, of: plan, command: command, fingerprint: Digest.sha256(command.id.bytes), in: workspace,
                actor: .rule, deadline: .now + Self.patience)
            if result != nil { return true }
        }
        throw DeskError(.contended, "others keep changing the same ticket; it is tried again")
    }

    /// The tickets that the crisis has spoken of in a stretch of the log, each once.
    private func prioritised(
        by crisis: Crisis, after: LogPosition, upTo: LogPosition?, in workspace: DeskWorkspace
    ) async throws -> [TicketID] {
        var last = LogPosition.beforeAll
        if let upTo { last = upTo } else { last = try await log.last(of: workspace.id) }
        var found: [TicketID] = []
        var after = after
        while after < last {
            let records = try await log.read(
                workspace.id, after: after, upTo: last, limit: Self.crisisEventsPage, sealed: false)
            guard let end = records.last?.position else { break }
            for record in records {
                let recorded = try Entry.decode(record.entry, at: record.position)
                if case .classed(.prioritised(let said)) = recorded.event, said.crisis == crisis.settings.crisis,
                    case .ticket(let ticket) = recorded.stream
                {
                    found.append(ticket)
                }
            }
            after = end
        }
        return found
    }

    /// The one entry that says what it did, unless the crisis is not what it was by now.
    private func report(_ report: CrisisReport, _ step: String, of crisis: Crisis, in workspace: DeskWorkspace)
        async throws
    {
        let command = CommandID(Self.derived([report.crisis.description, "report", step]))
        for _ in 0..<Self.attemptsMax {
            let plan = try await plan(.reportCrisis(report, lifted: crisis.lifted), in: workspace)
            guard case .accepted(let changes) = plan.decision else { return }
            let result = try await append(
                changes, of: plan, command: command, fingerprint: Digest.sha256(command.id.bytes), in: workspace,
                actor: .rule, deadline: .now + Self.patience)
            if result != nil { return }
        }
    }

    /// An id that follows from names, of which none holds a line's end.
    ///
    /// **Shape**: the first 16 bytes of their SHA-256, as a UUID of version 8.
    private static func derived(_ names: [String]) -> UniqueID {
        .version8(Digest.sha256(Array(names.joined(separator: "\n").utf8)))
    }
}
