internal import Synchronization

/// Told once, by anybody, that something is to end. One task waits for it.
final class StopSignal: Sendable {
    private struct State {
        var isStopped = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// May be called more than once.
    func stop() {
        let waiter = state.withLock { state in
            state.isStopped = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits for `stop`, or for the task to be cancelled. May be called again once it has returned.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Either the handler below finds the waiter under this lock, or it is seen here that it has run.
                let isOver = state.withLock { state in
                    if state.isStopped || Task.isCancelled { return true }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}
