internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: IntakeEvent) {
        switch event {
        case .messageEdited: self = .messageEdited
        case .messageWithdrawn: self = .messageWithdrawn
        case .signalReceived: self = .signalReceived
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: IntakeEvent, to writer: inout JSONWriter) {
        switch event {
        case .messageEdited(let fact):
            writer.member("customer", fact.customer.description)
            writer.member("message", fact.message.description)
            writer.member(ifPresent: "occurredAt", fact.occurredAt?.description)
            writer.member(ifPresent: "replaces", fact.replaces?.value)
        case .messageWithdrawn(let fact):
            writer.member("customer", fact.customer.description)
            writer.member("message", fact.message.description)
            writer.member(ifPresent: "occurredAt", fact.occurredAt?.description)
            writer.member("replaces", fact.replaces.value)
        case .signalReceived(let fact):
            if case .reply(_, let agent) = fact.object { writer.member("agent", agent.description) }
            writer.member("customer", fact.customer.description)
            if case .message(let message) = fact.object { writer.member("message", message.description) }
            writer.member(ifPresent: "occurredAt", fact.occurredAt?.description)
            if case .reply(let reply, _) = fact.object { writer.member("reply", reply.description) }
            writer.member("signal", fact.signal.rawValue)
            writer.member("tone", fact.tone.rawValue)
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readIntakeEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> IntakeEvent {
        switch type {
        case .messageEdited:
            .messageEdited(
                MessageEdited(
                    message: try data.id("message"), customer: try data.id("customer"),
                    occurredAt: try data.instantIfPresent("occurredAt"),
                    replaces: try data.positionIfPresent("replaces")))
        case .messageWithdrawn:
            .messageWithdrawn(
                MessageWithdrawn(
                    message: try data.id("message"), customer: try data.id("customer"),
                    occurredAt: try data.instantIfPresent("occurredAt"), replaces: try data.position("replaces")))
        default:
            .signalReceived(
                SignalReceived(
                    signal: try data.word("signal"), tone: try data.word("tone"), customer: try data.id("customer"),
                    object: try readObject(&data), occurredAt: try data.instantIfPresent("occurredAt")))
        }
    }

    /// A message, or a reply and who wrote it: any other combination of the three members is malformed.
    private static func readObject(
        _ data: inout JSONObjectReader
    ) throws(JSONFieldError) -> SignalReceived.Object? {
        if let message: MessageID = try data.idIfPresent("message") { return .message(message) }
        guard let reply: ReplyID = try data.idIfPresent("reply") else { return nil }
        return .reply(reply, by: try data.id("agent"))
    }
}
