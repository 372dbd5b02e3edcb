internal import JSON
internal import Ticketing

extension EventType {
    init(of event: SpamEvent) {
        switch event {
        case .ticketMarked: self = .ticketMarkedSpam
        case .ticketUnmarked: self = .ticketUnmarkedSpam
        case .customerBlocked: self = .customerBlocked
        case .customerUnblocked: self = .customerUnblocked
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: SpamEvent, to writer: inout JSONWriter) {
        switch event {
        case .ticketMarked(let fact), .ticketUnmarked(let fact): writer.member("because", fact.because.rawValue)
        case .customerBlocked, .customerUnblocked: break
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readSpamEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> SpamEvent {
        switch type {
        case .ticketMarkedSpam: .ticketMarked(TicketSpam(because: try data.word("because")))
        case .ticketUnmarkedSpam: .ticketUnmarked(TicketSpam(because: try data.word("because")))
        case .customerBlocked: .customerBlocked
        default: .customerUnblocked
        }
    }
}
