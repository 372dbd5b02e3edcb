internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    static func mergeFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let event: MergeEvent =
            switch type {
            case .ticketMerged: .merged(into: otherTicket)
            case .ticketAbsorbed: .absorbed(otherTicket)
            case .ticketUnmerged: .unmerged(from: otherTicket)
            default: .expelled(otherTicket)
            }
        return (.ticket(ticket), .merge(event), nil)
    }
}
