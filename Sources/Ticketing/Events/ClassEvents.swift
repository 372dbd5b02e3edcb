package import Identity

/// Somebody says of what kind a ticket is.
package enum ClassEvent: Hashable, Sendable {
    case prioritised(TicketPrioritised)
    case classified(TicketClassified)
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

/// What a ticket is said to be, all of it: what is not in it is not said any more.
package struct TicketClassified: Hashable, Sendable {
    package let classes: TicketClasses
    /// The version of the rule book, whose trees have these names.
    package let tree: StreamVersion

    package init(_ classes: TicketClasses, tree: StreamVersion) {
        self.classes = classes
        self.tree = tree
    }
}
