package import Identity
package import Ticketing

/// A problem, by where it was opened.
///
/// **Shape**: a row of `view_<n>.problem`.
package struct ProblemRow: Hashable, Sendable {
    package let id: ProblemID
    package let openedAt: LogPosition
    package let isClosed: Bool

    package init(id: ProblemID, openedAt: LogPosition, isClosed: Bool) {
        self.id = id
        self.openedAt = openedAt
        self.isClosed = isClosed
    }

    /// As the next event of the problem's stream leaves it; nil if that changes nothing.
    init?(_ id: ProblemID, by recorded: RecordedEvent) {
        switch recorded.event {
        case .problem(.opened): self.init(id: id, openedAt: recorded.position, isClosed: false)
        case .problem(.closed(let closed)): self.init(id: id, openedAt: closed.opened, isClosed: true)
        default: return nil
        }
    }
}
