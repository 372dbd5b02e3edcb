/// How far a reply has come on its way to the customer, in the words that clients read.
///
/// In the order in which each outweighs those before it, whatever order the receipts of one attempt come in.
package enum Delivery: String, Hashable, Sendable, CaseIterable, Comparable {
    /// It is ours to send.
    case requested
    /// A connector has it.
    case attempted
    /// Nobody can tell whether the network has it.
    case unknown
    /// The network has it.
    case sent
    /// The network refused it, or gave it back.
    case failed
    /// The customer has it.
    case delivered
    /// The customer has read it.
    case read

    /// Whether it stays so whichever attempt got through, and whatever is heard of others.
    package var isForGood: Bool { self >= .delivered }

    /// Whether a person may have it sent once more.
    package var mayBeRetried: Bool { self == .failed || self == .unknown }

    package static func < (left: Delivery, right: Delivery) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .requested: 0
        case .attempted: 1
        case .unknown: 2
        case .sent: 3
        case .failed: 4
        case .delivered: 5
        case .read: 6
        }
    }
}
