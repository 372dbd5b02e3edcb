internal import Projections
internal import Synchronization

/// Something that tasks tell each other once.
final class Flag: Sendable {
    private let state = Mutex(false)

    var isRaised: Bool { state.withLock { $0 } }

    func raise() { state.withLock { $0 = true } }
}

/// The steps that a rebuild takes, until it is told to stop.
final class Steps: Sendable {
    private struct State {
        var count = 0
        var last = Int.max
        var task: Task<Rebuild.Report, any Error>?
    }

    private let state = Mutex(State())

    /// Cancels the rebuild after so many steps.
    func stop(_ task: Task<Rebuild.Report, any Error>, after count: Int) {
        state.withLock { state in
            state.task = task
            state.last = count
        }
    }

    func note(_ progress: Rebuild.Progress) {
        let task = state.withLock { state in
            state.count += 1
            return state.count >= state.last ? state.task : nil
        }
        task?.cancel()
    }
}
