internal import EventCodec
internal import EventLog
package import Identity
internal import JSON
package import Projections
package import Ticketing

/// What part of the inbox a client wants to see.
package struct InboxRequest: Hashable, Sendable {
    /// As `InboxView`, whose `mine` is whoever asks.
    package enum View: String, Hashable, Sendable, CaseIterable {
        case open, mine, unassigned, resolved, all, spam
    }

    package var view: View
    package var order: InboxOrder
    package var channel: ChannelID?
    package var team: TeamID?
    package var tag: Tag?
    /// Not `normal`, which nothing finds; nil for all.
    package var priority: TicketPriority?
    /// **Range**: 1 to 200.
    package var limit: Int
    /// As the page before gave it; nil for the first page.
    package var cursor: String?

    package init(
        view: View, order: InboxOrder = .waiting, channel: ChannelID? = nil, team: TeamID? = nil, tag: Tag? = nil,
        priority: TicketPriority? = nil, limit: Int = 50, cursor: String? = nil
    ) {
        self.view = view
        self.order = order
        self.channel = channel
        self.team = team
        self.tag = tag
        self.priority = priority
        self.limit = limit
        self.cursor = cursor
    }
}

/// How much of everything there is.
package struct StatsAnswer: Hashable, Sendable {
    package let tally: Tally
    /// From where customers were asked to go, where to and why, the most often first.
    package let switches: [SwitchCount]
    package let asOf: LogPosition
}

extension Desk {
    static let readers: Set<Role> = [.agent, .supervisor, .bot, .auditor, .trainee]

    /// Tickets of the inbox. `atLeast` is a position that must be in it.
    package func inbox(
        _ request: InboxRequest, atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> InboxAnswer {
        try authorise(principal, for: Self.readers)
        let query = try request.query(for: principal)
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let page = try await self.views.listing(query, of: workspace.id)
            let tickets = try await self.summaries(
                of: page.tickets.map { ($0.id, $0.position) }, generation: page.generation, in: workspace
            ) { try page.tickets[$0].row() }
            return InboxAnswer(tickets: tickets, next: page.next.map { $0.text(in: query) }, asOf: page.asOf)
        }
    }

    /// A ticket and everything that happened on it.
    package func ticket(
        _ id: TicketID, atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> TicketAnswer {
        try authorise(principal, for: Self.readers)
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            guard var row = try await self.views.tickets([id], of: workspace.id).first else {
                throw DeskError(.notFound(.ticket), "there is no ticket \(id) in this workspace")
            }
            // The thread as of the row: what came since would contradict the summary beside it.
            var members = [row]
            if row.isLinked {
                // Anew, and all at one moment: the row may be of the one before.
                let parts = try await self.views.conversation(of: id, in: workspace.id)
                if let own = parts.first(where: { $0.row.id == id }) {
                    let root = own.root == id ? parts.shown : nil
                    (row, members) = (root ?? own.row, root == nil ? [own.row] : parts.map(\.row))
                }
            }
            let (records, isOne) = try await self.thread(of: members.map { ($0.id, $0.position) }, in: workspace)
            guard let summary = try await self.summaries(of: [row], in: workspace).first else {
                throw DeskError(.internal, "the ticket's row has no summary")
            }
            let items = try await self.items(
                of: records, in: workspace, channel: isOne ? row.channel : nil,
                isWhole: principal.has(anyOf: [.auditor]))
            return TicketAnswer(ticket: summary, items: items, asOf: row.position)
        }
    }

    /// A customer's history over all channels and tickets, and of all with whom they are one person, the newest first.
    package func timeline(
        _ customer: CustomerID, limit: Int, cursor: String?, atLeast: LogPosition, as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> TimelineAnswer {
        try authorise(principal, for: Self.readers)
        var before = LogPosition(.max)
        if let cursor {
            guard let position = Int64(cursor), position >= 0 else {
                throw DeskError(.invalid(path: "params.cursor"), "not a cursor of a timeline")
            }
            before = LogPosition(position)
        }
        return try await guarded(by: deadline + Self.grace) { [before] in
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let group = try await self.views.group(of: customer, in: workspace.id)
            if group.isEmpty { throw Self.noCustomer(customer) }
            let asOf = try await self.views.checkpoint(of: workspace.id)
            let positions = try await self.views.timeline(
                of: group.map(\.row.id), in: workspace.id, before: before, limit: limit + 1)
            let shown = Array(positions.prefix(limit))
            let records = try await self.log.read(workspace.id, at: shown.sorted())
            let items = try await self.items(
                of: records.reversed(), in: workspace, isWhole: principal.has(anyOf: [.auditor]))
            return TimelineAnswer(
                items: items, next: positions.count > limit ? shown.last.map { "\($0)" } : nil,
                asOf: max(asOf, shown.first ?? asOf))
        }
    }

    /// How much of everything there is.
    package func stats(
        atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> StatsAnswer {
        try await guarded(by: deadline + Self.grace) {
            try await self.waitForViews(atLeast, in: principal.workspace, deadline: deadline)
            let (tally, switches, asOf) = try await self.views.tally(of: principal.workspace)
            return StatsAnswer(tally: tally, switches: switches, asOf: asOf)
        }
    }

    /// Waits until the views have read up to a position. **Errors**: `notYetVisible` at the deadline.
    func waitForViews(
        _ position: LogPosition, in workspace: WorkspaceID, deadline: ContinuousClock.Instant
    ) async throws {
        if position <= views.folded.last(of: workspace) { return }
        // Before anything else is asked, so that folding goes on meanwhile.
        views.awaited.advance(workspace, to: min(position, log.heads.last(of: workspace)))
        // Another server may have folded it: then only the database knows.
        if try await views.checkpoint(of: workspace) >= position { return }
        if try await log.last(of: workspace) < position {
            throw DeskError(.invalid(path: "params.atLeast"), "the log does not reach position \(position) yet")
        }
        let folded = views.folded
        let views = views
        let isVisible = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                await folded.changed(in: workspace, beyond: LogPosition(position.value - 1))
                return folded.last(of: workspace) >= position
            }
            group.addTask {
                // What other servers fold is seen here at the latest.
                while ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(100))
                    if try await views.checkpoint(of: workspace) >= position { return true }
                }
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
        if !isVisible {
            throw DeskError(.notYetVisible, "position \(position) is recorded and not yet in the views; ask again")
        }
    }
}

extension InboxRequest {
    /// The query with whoever asks as `mine`. **Errors**: `invalid`, for a cursor of another query.
    func query(for principal: Principal) throws(DeskError) -> InboxQuery {
        let view: InboxView =
            switch self.view {
            case .open: .open
            case .mine: .mine(principal.agent)
            case .unassigned: .unassigned
            case .resolved: .resolved
            case .all: .all
            case .spam: .spam
            }
        var query = InboxQuery(
            view: view, order: order, channel: channel, team: team, tag: tag, priority: priority, limit: limit,
            after: nil)
        if let cursor {
            guard let after = InboxCursor(cursor, of: query) else {
                throw DeskError(
                    .invalid(path: "params.cursor"), "not a cursor of this order; give `next` of the page before")
            }
            query.after = after
        }
        return query
    }
}

extension InboxCursor {
    /// **Shape**: the order's first letter, the key in microseconds, a tilde, the ticket's id.
    func text(in query: InboxQuery) -> String { "\(query.order.rawValue.prefix(1))\(key.microseconds)~\(ticket)" }

    init?(_ text: String, of query: InboxQuery) {
        guard text.hasPrefix(query.order.rawValue.prefix(1)) else { return nil }
        let parts = text.dropFirst().split(separator: "~")
        guard parts.count == 2, let microseconds = Int64(parts[0]), let ticket = TicketID(parts[1]) else { return nil }
        self.init(key: Instant(microseconds: microseconds), ticket: ticket)
    }
}
