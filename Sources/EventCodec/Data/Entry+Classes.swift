internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: ClassEvent) {
        switch event {
        case .prioritised: self = .ticketPrioritised
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: ClassEvent, to writer: inout JSONWriter) {
        switch event {
        case .prioritised(let fact):
            writer.member(ifPresent: "crisis", fact.crisis?.description)
            writer.member("priority", fact.priority.rawValue)
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readClassEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> ClassEvent {
        .prioritised(
            TicketPrioritised(priority: try data.word("priority"), crisis: try data.idIfPresent("crisis")))
    }
}
