/// Somebody says of what kind a ticket is.
package enum ClassEvent: Hashable, Sendable {
    case prioritised(TicketPrioritised)
}

/// How urgent a ticket is was said anew.
package struct TicketPrioritised: Hashable, Sendable {
    package let priority: TicketPriority
    /// The crisis that raised it, or whose end put it back; nil if somebody said so of this ticket.
    package let crisis: CrisisID?

    package init(priority: TicketPriority, crisis: CrisisID? = nil) {
        self.priority = priority
        self.crisis = crisis
    }
}
