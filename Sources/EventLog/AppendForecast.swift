internal import Failpoints
internal import Identity

/// Where logs will end once the batches under way are appended, as long as nobody else appends to them. Pure.
///
/// A batch that knows this is written while the one before it still is, instead of behind it (`log.append_ahead`). A
/// forecast that does not come true costs time and nothing else: PostgreSQL compares it under the head's lock. But it costs
/// all of the log's writers up to a tenth of a second. So it is used only after some have come true in a row, and once one
/// that was used has not, a long time is nothing risked: somebody else appends, or the disk is too slow.
struct AppendForecast {
    /// What one log gets of a batch under way.
    struct Part: Equatable {
        let workspace: WorkspaceID
        let events: Int
        /// Where its first event will be, if that can be told.
        let base: LogPosition?
        /// Whether to rely on it: another batch for this log is under way, and forecasts have been right.
        let isAhead: Bool
    }

    private struct Log {
        /// Parts under way, and their events.
        var parts = 0
        var events = 0
        /// Where the next batch's first event will be.
        var end: LogPosition?
        /// How many forecasts in a row came true, up to `trust`; below zero after one that was relied on did not.
        var kept = 0
    }

    /// So many forecasts in a row must have come true for the next to be used.
    static let trust = 4
    /// So many more, once one that was used did not.
    static let distrust = Provocation.crowd == nil ? 1_000 : 0

    private var logs: [WorkspaceID: Log] = [:]

    /// Notes that a batch is sent which has so many events for this log.
    mutating func begin(_ workspace: WorkspaceID, events: Int) -> Part {
        var log = logs[workspace] ?? Log()
        let part = Part(
            workspace: workspace, events: events, base: log.end,
            isAhead: log.parts > 0 && log.end != nil && log.kept == Self.trust)
        log.parts += 1
        log.events += events
        log.end = log.end.map { $0.advanced(by: events) }
        logs[workspace] = log
        return part
    }

    /// Notes how one ended: its first event is at `first` and the others follow, or nil if any was not appended or nobody
    /// knows. `isMissed` if its forecast was used in vain.
    mutating func end(_ part: Part, at first: LogPosition?, isMissed: Bool = false) {
        guard var log = logs[part.workspace] else { return }
        log.parts -= 1
        log.events -= part.events
        if let first, first == part.base {
            log.kept = min(log.kept + 1, Self.trust)
        } else {
            log.kept = min(log.kept, 0)
            // The others that are under way come behind it.
            log.end = first.map { $0.advanced(by: part.events + log.events) }
        }
        if isMissed { log.kept = -Self.distrust }
        logs[part.workspace] = log
    }
}

extension LogPosition {
    fileprivate func advanced(by events: Int) -> LogPosition { LogPosition(value + Int64(events)) }
}
