/// Tickets became one conversation, or several again. Both of them have an event of it, in one append; nothing that stands on
/// either is moved.
package enum MergeEvent: Hashable, Sendable {
    /// The ticket is part of another from now on.
    case merged(into: TicketID)
    /// Another is part of this ticket from now on.
    case absorbed(TicketID)
    /// The ticket is part of another no more.
    case unmerged(from: TicketID)
    /// Another is part of this ticket no more.
    case expelled(TicketID)
}
