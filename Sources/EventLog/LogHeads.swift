package import Identity
internal import Synchronization

/// How far each log has come, as far as this process knows: fed by its own appends at once, by other servers' through a
/// hint of PostgreSQL or, at the latest, the next poll. Positions are dense, so to know the head is to know what there is.
package final class LogHeads: Sendable {
    private struct Waiter {
        let workspace: WorkspaceID?
        let position: LogPosition
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var heads: [WorkspaceID: LogPosition] = [:]
        /// Counts every change, so that who looks at all logs misses none.
        var generation: UInt64 = 0
        var waiters: [UInt64: Waiter] = [:]
        var nextWaiter: UInt64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// The last position that is known to exist; `beforeAll` for an empty or unknown log.
    package func last(of workspace: WorkspaceID) -> LogPosition {
        state.withLock { $0.heads[workspace] ?? .beforeAll }
    }

    /// Every log that is known, and its last position.
    package var all: [WorkspaceID: LogPosition] { state.withLock { $0.heads } }

    /// Takes note that a log goes at least this far. Never moves backwards.
    package func advance(_ workspace: WorkspaceID, to last: LogPosition) {
        let ready = state.withLock { state -> [Waiter] in
            guard last > state.heads[workspace] ?? LogPosition(-2) else { return [] }
            state.heads[workspace] = last
            state.generation += 1
            let ready = state.waiters.filter { _, waiter in
                waiter.workspace.map { $0 == workspace && waiter.position < last } ?? true
            }
            for id in ready.keys { state.waiters[id] = nil }
            return Array(ready.values)
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Waits until the log has events after this position; returns early when the task is cancelled.
    package func changed(in workspace: WorkspaceID, beyond position: LogPosition) async {
        await wait(for: workspace, beyond: position) { ($0.heads[workspace] ?? .beforeAll) > position }
    }

    /// Waits until any log has grown since `generation`; answers the generation to wait from next time.
    package func changed(since generation: UInt64) async -> UInt64 {
        await wait(for: nil, beyond: .beforeAll) { $0.generation > generation }
        return state.withLock { $0.generation }
    }

    private func wait(
        for workspace: WorkspaceID?, beyond position: LogPosition, until isReady: @Sendable (borrowing State) -> Bool
    ) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let resumeNow = state.withLock { state in
                    if isReady(state) || Task.isCancelled { return true }
                    state.waiters[id] = Waiter(workspace: workspace, position: position, continuation: continuation)
                    return false
                }
                if resumeNow { continuation.resume() }
            }
        } onCancel: {
            // Either the waiter is registered and found here, or it sees the cancellation under the same lock.
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume()
        }
    }
}
