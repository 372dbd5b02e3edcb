/// How urgent a ticket is; of two, the more urgent is the greater.
package enum TicketPriority: String, Hashable, Sendable, CaseIterable, Comparable {
    case low
    /// What a ticket is of which nobody said otherwise.
    case normal
    case high
    case urgent

    package static func < (left: TicketPriority, right: TicketPriority) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .normal: 1
        case .high: 2
        case .urgent: 3
        }
    }
}
