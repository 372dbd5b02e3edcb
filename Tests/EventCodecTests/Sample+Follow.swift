internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    static func followFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        switch type {
        case .ticketFollowed: (.ticket(ticket), .follow(.ticketFollowed(TicketFollowed(agent: carol))), nil)
        case .ticketUnfollowed: (.ticket(ticket), .follow(.ticketUnfollowed(TicketFollowed(agent: carol))), nil)
        default: (.agent(carol), .follow(.notificationsRead(NotificationsRead(upTo: LogPosition(41)))), nil)
        }
    }
}
