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

    static func splitFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let messages = [MessageID(.numbered(1)), MessageID(.numbered(2))]
        if type == .ticketSplit {
            let split = MessagesMoved(
                into: otherTicket, messages: messages, heard: LogPosition(40), spoken: LogPosition(41),
                waitingSince: noon)
            return (.ticket(ticket), .split(.split(split)), nil)
        }
        let detached = TicketDetached(
            from: ticket,
            messages: [
                .init(message: messages[0], position: LogPosition(40)),
                .init(message: messages[1], position: LogPosition(42), words: LogPosition(44), editedAt: noon),
            ], openedAt: noon, lastAt: noon, waitingSince: noon)
        return (.ticket(otherTicket), .split(.detached(detached)), nil)
    }
}
