package import Identity
package import Ticketing

/// What somebody tells the customers of a problem's tickets.
package struct NoticeRequest: Hashable, Sendable {
    package var problem: ProblemID
    package var text: String
    /// Whether the tickets are resolved by it.
    package var resolves: Bool
    /// Behind which ticket it goes on, as the notice before said; nil to begin.
    package var after: TicketID?

    package init(problem: ProblemID, text: String, resolves: Bool = false, after: TicketID? = nil) {
        self.problem = problem
        self.text = text
        self.resolves = resolves
        self.after = after
    }
}

/// What became of a notice on one ticket.
package enum NoticeOutcome: String, Hashable, Sendable, CaseIterable {
    /// It goes to the customer.
    case sent
    /// It waits for approval.
    case draft
    /// The customer or a colleague has spoken since the tickets were chosen.
    case stale
    /// The ticket was resolved already.
    case resolved
    /// It cannot be resolved without what its channel demands.
    case incomplete
    /// Somebody has taken it from the problem, or given it to another.
    case unlinked
    /// The ticket is spam.
    case spam
    /// Too many drafts wait on it.
    case full
    /// Another ticket stands for it, with which it was merged.
    case merged
    /// A crisis keeps it from being said.
    case frozen
    /// Its customer was erased. No rejection: it is found when what is said is sealed.
    case erased

    /// What is told of a rejection; nil of one that is none of the ticket's.
    init?(_ rejection: Rejection) {
        switch rejection {
        case .staleReply: self = .stale
        case .invalidState(.resolved): self = .resolved
        case .incomplete: self = .incomplete
        case .notOfProblem: self = .unlinked
        case .keptApart: self = .spam
        case .tooManyDrafts: self = .full
        case .merged: self = .merged
        case .frozen: self = .frozen
        default: return nil
        }
    }
}

/// What became of a notice.
package struct NoticeAnswer: Hashable, Sendable {
    package struct Ticket: Hashable, Sendable {
        package let ticket: TicketID
        package let outcome: NoticeOutcome
        /// What was sent or drafted.
        package let reply: ReplyID?
    }

    /// Of the notice itself.
    package let position: LogPosition
    /// The last event that it brought.
    package let last: LogPosition
    /// By id.
    package let tickets: [Ticket]
    /// Behind which another notice goes on; nil if there are no more.
    package let next: TicketID?
}
