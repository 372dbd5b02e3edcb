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

    /// Those of tickets that are not kept apart.
    static let shown = allCases.filter { $0 != .spam }
}

extension TicketRow {
    /// Where it waits now.
    var queue: InboxQueue {
        if isSpam { return .spam }
        return switch status {
        case .open: assignee == nil ? .unassigned : .assigned
        case .pending: .pending
        case .snoozed: .snoozed
        case .resolved: .resolved
        }
    }
}
