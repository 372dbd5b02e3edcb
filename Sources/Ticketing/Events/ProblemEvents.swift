package import Identity

/// What many customers complain about at once, and what they are told of it.
package enum ProblemEvent: Hashable, Sendable {
    case opened(ProblemOpened)
    case noticed(ProblemNoticed)
    case closed(ProblemClosed)
    /// On the ticket's stream: it is of the problem.
    case ticketLinked(ProblemID)
    /// On the ticket's stream: it is not of the problem, whatever its cause.
    case ticketUnlinked(ProblemID)
}

/// Somebody saw that it is one problem.
package struct ProblemOpened: Hashable, Sendable {
    /// What people call it; about nobody in particular. **Range**: 1 to 256 bytes.
    package let title: String
    /// Unresolved tickets with this cause are of it; nil if only those are that somebody links.
    package let cause: Skill?
    /// And with this product; without a cause, those with this product.
    package let product: Skill?

    package init(title: String, cause: Skill?, product: Skill?) {
        self.title = title
        self.cause = cause
        self.product = product
    }
}

/// Somebody tells the customers of these tickets something. What became of it on each is on the tickets, written by commands
/// whose ids follow from this event's and from the ticket.
package struct ProblemNoticed: Hashable, Sendable {
    /// By id. **Range**: 0 to `ticketsMax`.
    package let tickets: [TicketID]
    /// What was said behind this position, whoever wrote the notice had not seen.
    package let asOf: LogPosition
    /// Whether the tickets are resolved by it.
    package let resolves: Bool
    /// Whether there are more behind the last of them, for another notice.
    package let hasMore: Bool

    /// Their ids take 19,500 of the 65,535 bytes that an entry may have.
    package static let ticketsMax = 500

    package init(tickets: [TicketID], asOf: LogPosition, resolves: Bool, hasMore: Bool) {
        self.tickets = tickets
        self.asOf = asOf
        self.resolves = resolves
        self.hasMore = hasMore
    }
}

/// It is over.
package struct ProblemClosed: Hashable, Sendable {
    /// Where it was opened.
    package let opened: LogPosition

    package init(opened: LogPosition) { self.opened = opened }
}
