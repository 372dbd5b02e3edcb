internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    static func spamFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        switch type {
        case .ticketMarkedSpam: (.ticket(ticket), .spam(.ticketMarked(TicketSpam(because: .judged))), nil)
        case .ticketUnmarkedSpam: (.ticket(ticket), .spam(.ticketUnmarked(TicketSpam(because: .blocked))), nil)
        case .customerBlocked: (.customer(customer), .spam(.customerBlocked), Personal(reason: "threats"))
        default: (.customer(customer), .spam(.customerUnblocked), Personal(reason: "a mistake"))
        }
    }
}
