internal import Ticketing

/// Where a ticket waits: its state and whether somebody has it, in one word.
///
/// Tables keep it beside both, because an index finds equals only: with it each view of the inbox is one queue or several.
enum InboxQueue: String, Hashable, Sendable, CaseIterable {
    /// Open, and nobody has it.
    case unassigned
    /// Open, and somebody has it.
    case assigned
    case pending
    case snoozed
    case resolved
    /// Kept apart, whatever its state.
    case spam
    /// Another stands for it.
    case merged

    /// Those of tickets that stand for themselves and are not kept apart.
    static let shown = allCases.filter { $0 != .spam && $0 != .merged }
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
