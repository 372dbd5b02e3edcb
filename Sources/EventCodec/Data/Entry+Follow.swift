internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: FollowEvent) {
        switch event {
        case .ticketFollowed: self = .ticketFollowed
        case .ticketUnfollowed: self = .ticketUnfollowed
        case .notificationsRead: self = .notificationsRead
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: FollowEvent, to writer: inout JSONWriter) {
        switch event {
        case .ticketFollowed(let fact), .ticketUnfollowed(let fact):
            writer.member("agent", fact.agent.description)
        case .notificationsRead(let fact): writer.member("upTo", fact.upTo.value)
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readFollowEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> FollowEvent {
        switch type {
        case .ticketFollowed: .ticketFollowed(TicketFollowed(agent: try data.id("agent")))
        case .ticketUnfollowed: .ticketUnfollowed(TicketFollowed(agent: try data.id("agent")))
        default: .notificationsRead(NotificationsRead(upTo: try data.position("upTo")))
        }
    }
}
