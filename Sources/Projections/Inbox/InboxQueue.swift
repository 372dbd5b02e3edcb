internal import Ticketing

/// Where a ticket waits: its state and whether somebody has it, in one number.
///
/// Tables keep it beside both, because an index finds equals only: with it each view of the inbox is one queue or several.
///
/// **Shape**: the column `queue` of `view_<n>`; indexes know that what is below `resolved` is unresolved.
enum InboxQueue: Int32, Hashable, Sendable, CaseIterable {
    /// Open, and nobody has it.
    case unassigned = 0
    /// Open, and somebody has it.
    case assigned = 1
    case pending = 2
    case snoozed = 3
    case resolved = 4
    /// Kept apart, whatever its state.
    case spam = 5
    /// Another stands for it.
    case merged = 6

    /// Those of tickets that stand for themselves and are not kept apart.
    static let shown: [InboxQueue] = [.unassigned, .assigned, .pending, .snoozed, .resolved]

    /// For SQL: that a ticket in this column is not resolved, stands for itself and is not kept apart.
    static func isUnresolved(_ column: String) -> String { "\(column) < \(InboxQueue.resolved.rawValue)" }

    /// For SQL: that a ticket in this column waits here.
    func isQueue(_ column: String) -> String { "\(column) = \(rawValue)" }
}

extension TicketRow {
    /// Where it waits now.
    var queue: InboxQueue { isPart ? .merged : ownQueue }

    /// Where it would wait if it were merged with no other.
    var ownQueue: InboxQueue {
        if isSpam { return .spam }
        return switch status {
        case .open: assignee == nil ? .unassigned : .assigned
        case .pending: .pending
        case .snoozed: .snoozed
        case .resolved: .resolved
        }
    }
}
