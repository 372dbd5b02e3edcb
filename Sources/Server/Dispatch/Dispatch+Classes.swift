internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// Of what kind tickets are.
extension Dispatcher {
    func prioritise(_ params: TicketPrioritise) throws(RPCError) -> DeskCommand {
        .ticket(try Params.ticket(params.ticket), .prioritise(TicketPriority(params.priority)))
    }
}

extension TicketPriority {
    /// The same word on both sides.
    init(_ priority: WirePriority) {
        switch priority {
        case .low: self = .low
        case .normal: self = .normal
        case .high: self = .high
        case .urgent: self = .urgent
        }
    }
}

extension TicketPriority {
    /// The same word on both sides.
    init(_ filter: WirePriorityFilter) {
        switch filter {
        case .low: self = .low
        case .high: self = .high
        case .urgent: self = .urgent
        }
    }
}

extension WirePriority {
    /// The same word on both sides.
    init(_ priority: TicketPriority) {
        switch priority {
        case .low: self = .low
        case .normal: self = .normal
        case .high: self = .high
        case .urgent: self = .urgent
        }
    }
}
