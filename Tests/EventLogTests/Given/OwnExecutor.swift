internal import Dispatch
internal import Synchronization

/// Runs tasks on a queue of its own, counts what it runs, and can be stopped for a while.
final class OwnExecutor: TaskExecutor {
    private struct State {
        var count = 0
        /// What came while it was stopped; nil if it is not.
        var held: [UnownedJob]?
    }

    private let queue = DispatchQueue(label: "callers")
    private let state = Mutex(State())

    /// How many jobs it was given.
    var count: Int { state.withLock { $0.count } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let runs = state.withLock { state in
            state.count += 1
            state.held?.append(job)
            return state.held == nil
        }
        if runs { run(job) }
    }

    /// Runs nothing that comes from now on.
    func stop() { state.withLock { $0.held = [] } }

    /// Runs what came meanwhile.
    func goOn() {
        let jobs = state.withLock { state in
            defer { state.held = nil }
            return state.held ?? []
        }
        for job in jobs { run(job) }
    }

    private func run(_ job: UnownedJob) {
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
