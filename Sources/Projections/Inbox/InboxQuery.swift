package import Identity
package import Ticketing

/// Which tickets, in which order, from where on.
package struct InboxQuery: Hashable, Sendable {
    package var view: InboxView
    package var order: InboxOrder
    package var channel: ChannelID?
    package var team: TeamID?
    package var tag: Tag?
    /// Not `normal`, which nothing finds; nil for all.
    package var priority: TicketPriority?
    /// **Range**: 1 to 200.
    package var limit: Int
    /// The last row of the page before; nil for the first page.
    package var after: InboxCursor?

    package init(
        view: InboxView, order: InboxOrder = .waiting, channel: ChannelID? = nil, team: TeamID? = nil,
        tag: Tag? = nil, priority: TicketPriority? = nil, limit: Int = 50, after: InboxCursor? = nil
    ) {
        self.view = view
        self.order = order
        self.channel = channel
        self.team = team
        self.tag = tag
        self.priority = priority
        self.limit = limit
        self.after = after
    }
}

/// What part of the inbox.
package enum InboxView: Hashable, Sendable {
    /// Waits for us.
    case open
    /// This agent has it, and it is not resolved.
    case mine(AgentID)
    /// Waits for us, and nobody has it.
    case unassigned
    case resolved
    /// Whatever is not kept apart.
    case all
    /// Kept apart, whatever its state.
    case spam

    /// Whether a ticket belongs here.
    package func contains(_ row: TicketRow) -> Bool {
        if row.isPart { return false }
        if row.isSpam { return self == .spam }
        return switch self {
        case .open: row.status == .open
        case .mine(let agent): row.assignee == agent && row.status != .resolved
        case .unassigned: row.status == .open && row.assignee == nil
        case .resolved: row.status == .resolved
        case .all: true
        case .spam: false
        }
    }
}

/// What comes first.
package enum InboxOrder: String, Hashable, Sendable, CaseIterable {
    /// Who has waited longest; those who do not wait come last.
    case waiting
    /// Where something was said most recently.
    case recent
}

/// A place between two rows of one order: it stays where it is while rows come and go.
package struct InboxCursor: Hashable, Sendable {
    package let key: Instant
    package let ticket: TicketID

    package init(key: Instant, ticket: TicketID) {
        self.key = key
        self.ticket = ticket
    }
}

/// Some rows of the inbox, and of which moment.
package struct InboxPage: Hashable, Sendable {
    package let rows: [TicketRow]
    /// Where the next page begins; nil if this is the last.
    package let next: InboxCursor?
    /// The last position that is in it.
    package let asOf: LogPosition
}

extension InboxOrder {
    /// What the rows are sorted by. Who does not wait sorts as if they had begun at the end of time.
    package func key(of row: TicketRow) -> Instant {
        switch self {
        case .waiting: row.waitingSince ?? Instant.range.upperBound
        case .recent: row.lastAt
        }
    }

    /// Whether a row comes before another; no two rows are in the same place.
    package func precedes(_ left: InboxCursor, _ right: InboxCursor) -> Bool {
        switch self {
        case .waiting: (left.key, left.ticket) < (right.key, right.ticket)
        case .recent: (left.key, left.ticket) > (right.key, right.ticket)
        }
    }

    /// The place of a row.
    package func cursor(of row: TicketRow) -> InboxCursor { InboxCursor(key: key(of: row), ticket: row.id) }
}

extension InboxQuery {
    /// Answers the query from rows in memory, exactly as the database answers it from its tables.
    package func page(of rows: some Sequence<TicketRow>, asOf position: LogPosition) -> InboxPage {
        let matching = rows.filter { row in
            view.contains(row) && (channel.map { $0 == row.channel } ?? true) && (team.map { $0 == row.team } ?? true)
                && (tag.map { row.tags.contains($0) } ?? true)
                && (priority.map { $0 == row.detail?.facts.priority } ?? true)
                && (after.map { order.precedes($0, order.cursor(of: row)) } ?? true)
        }
        let sorted = matching.sorted { order.precedes(order.cursor(of: $0), order.cursor(of: $1)) }
        return page(ofSorted: Array(sorted.prefix(limit + 1)), asOf: position)
    }

    /// Makes a page of up to one row more than it holds: the one more says that there is a next page.
    func page(ofSorted rows: [TicketRow], asOf position: LogPosition) -> InboxPage {
        let shown = Array(rows.prefix(limit))
        return InboxPage(
            rows: shown, next: rows.count > limit ? shown.last.map(order.cursor(of:)) : nil, asOf: position)
    }
}
