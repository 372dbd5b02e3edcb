internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    static var switchFacts: (StreamID, Event, Personal?) {
        let asked = SwitchAsked(
            to: SwitchTarget("email:help@acme.example")!, because: SwitchReason("documents")!,
            by: ReplyID(.numbered(0x5e01)))
        return (.ticket(ticket), .switchAsked(asked), Personal(reason: "needs a signature"))
    }

    static var feedbackFacts: (StreamID, Event, Personal?) {
        let feedback = FeedbackReceived(
            customer: customer, score: 4, scale: 5,
            answer: FeedbackAnswer(reply: ReplyID(.numbered(0x5e01)), agent: carol), occurredAt: noon)
        return (.ticket(ticket), .feedback(feedback), Personal(text: "Quick, and kind.", externalId: "f-7"))
    }

    static func intakeFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let message = MessageID(.numbered(0x3e01))
        switch type {
        case .messageEdited:
            let edit = MessageEdited(
                message: message, customer: customer, occurredAt: noon, replaces: LogPosition(41))
            return (
                .ticket(ticket), .intake(.messageEdited(edit)),
                Personal(text: "Where are they?", externalId: "m-1789", revision: "2")
            )
        case .messageWithdrawn:
            let withdrawn = MessageWithdrawn(
                message: message, customer: customer, occurredAt: noon, replaces: LogPosition(43))
            return (.ticket(ticket), .intake(.messageWithdrawn(withdrawn)), Personal(externalId: "m-1789"))
        default:
            let signal = SignalReceived(
                signal: .reaction, tone: .good, customer: customer,
                object: .reply(ReplyID(.numbered(0x5e01)), by: carol), occurredAt: noon)
            return (
                .ticket(ticket), .intake(.signalReceived(signal)),
                Personal(externalId: "s-7", emoji: "\u{2764}\u{fe0f}")
            )
        }
    }
}
