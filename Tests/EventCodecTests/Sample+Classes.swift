internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    static func classFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        (.ticket(ticket), .classed(.prioritised(TicketPrioritised(priority: .low))), nil)
    }
}
