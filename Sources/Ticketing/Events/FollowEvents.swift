package import Identity

/// Who keeps an eye on what.
package enum FollowEvent: Hashable, Sendable {
    case ticketFollowed(TicketFollowed)
    case ticketUnfollowed(TicketFollowed)
    case notificationsRead(NotificationsRead)
}

/// Somebody wants to be told when the customer writes on a ticket, or wants it no more.
package struct TicketFollowed: Hashable, Sendable {
    package let agent: AgentID

    package init(agent: AgentID) { self.agent = agent }
}

/// An agent has seen their notifications up to here; on the agent's stream.
package struct NotificationsRead: Hashable, Sendable {
    package let upTo: LogPosition

    package init(upTo: LogPosition) { self.upTo = upTo }
}
