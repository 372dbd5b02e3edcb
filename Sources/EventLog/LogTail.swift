internal import Identity
internal import Synchronization

/// The newest events of the busiest logs, kept in memory: who follows a log at its head is served from here, however many
/// they are, and PostgreSQL is asked by those only who are further behind.
///
/// What is here is durable and complete: each log's part is one stretch of positions without holes. Fed by this process's
/// own appends, and by reads that reach the head, which is how other servers' events come in.
final class LogTail: Sendable {
    /// **Units**: logs; the one that grew least lately is forgotten for a new one.
    static let logsMax = 64
    /// **Units**: bytes of one log; the oldest events are forgotten. A single event is always kept.
    static let bytesMax = 1_024 * 1_024

    private struct Stretch {
        var first: Int64
        /// Forgotten events at its front are taken out once they are the half of it.
        var records: [LogRecord]
        var forgotten = 0
        var bytes: Int
        var usedAt: UInt64

        var last: Int64 { first + Int64(records.count) - 1 }
        var oldest: Int64 { first + Int64(forgotten) }
    }

    private struct State {
        var logs: [WorkspaceID: Stretch] = [:]
        var uses: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Takes in events that follow each other, of which the database has said that they are committed.
    func add(_ records: [LogRecord], to workspace: WorkspaceID) {
        guard let first = records.first?.position.value, let last = records.last?.position.value else { return }
        state.withLock { state in
            state.uses += 1
            var stretch = state.logs.removeValue(forKey: workspace) ?? Self.empty(before: first)
            if last > stretch.last {
                // What others appended in between was never seen here: begin anew behind the hole.
                if first > stretch.last + 1 { stretch = Self.empty(before: first) }
                let new = records.suffix(Int(last - stretch.last))
                stretch.records += new
                stretch.bytes += new.reduce(0) { $0 + $1.byteCount }
                Self.forgetOldest(of: &stretch)
            }
            stretch.usedAt = state.uses
            if state.logs.count >= Self.logsMax, let idle = state.logs.min(by: { $0.value.usedAt < $1.value.usedAt }) {
                state.logs[idle.key] = nil
            }
            state.logs[workspace] = stretch
        }
    }

    /// The events after a position, up to another, at most `limit`; nil if not all of them are here.
    func read(_ workspace: WorkspaceID, after: LogPosition, upTo: LogPosition, limit: Int) -> [LogRecord]? {
        state.withLock { state in
            guard let stretch = state.logs[workspace], after.value + 1 >= stretch.oldest else { return nil }
            let (end, isEndless) = after.value.addingReportingOverflow(Int64(limit))
            let wanted = isEndless ? upTo.value : min(end, upTo.value)
            // What lies behind the newest one may exist all the same: another server's.
            guard wanted <= stretch.last else { return nil }
            guard wanted > after.value else { return [] }
            return Array(stretch.records[Int(after.value + 1 - stretch.first)...Int(wanted - stretch.first)])
        }
    }

    private static func empty(before first: Int64) -> Stretch {
        Stretch(first: first, records: [], bytes: 0, usedAt: 0)
    }

    private static func forgetOldest(of stretch: inout Stretch) {
        while stretch.bytes > bytesMax, stretch.forgotten < stretch.records.count - 1 {
            stretch.bytes -= stretch.records[stretch.forgotten].byteCount
            stretch.forgotten += 1
        }
        guard stretch.forgotten * 2 > stretch.records.count else { return }
        stretch.records.removeFirst(stretch.forgotten)
        stretch.first += Int64(stretch.forgotten)
        stretch.forgotten = 0
    }
}

extension LogRecord {
    /// About what it takes in memory.
    fileprivate var byteCount: Int { entry.count + (sealed?.count ?? 0) + 128 }
}
