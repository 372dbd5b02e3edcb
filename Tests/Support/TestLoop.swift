internal import Dispatch
internal import Glibc
package import Postgres
internal import Synchronization

/// A loop that runs tasks and sees what comes from the database, counts the tasks, and can be stopped for a while.
package final class TestLoop: TaskExecutor {
    /// Never stopped.
    package static let shared = TestLoop()

    private let queue = DispatchQueue(label: "loop")
    private let jobs = Atomic<Int>(0)
    private let seen: Seen?

    /// What wakes the queue, and what it then dispatches.
    private final class Seen: @unchecked Sendable {
        // A source is made once and only cancelled afterwards.
        let watch: SocketWatch
        private let source: any DispatchSourceRead

        init?(on queue: DispatchQueue) {
            guard let watch = SocketWatch(), let counter = watch.counterDescriptor() else { return nil }
            self.watch = watch
            source = DispatchSource.makeReadSource(fileDescriptor: counter, queue: queue)
            source.setEventHandler {
                var count: UInt64 = 0
                _ = read(counter, &count, 8)
                watch.dispatch()
            }
            source.setCancelHandler { close(counter) }
            source.activate()
        }

        deinit { source.cancel() }
    }

    /// `begins` is false for one that never dispatches.
    package init(begins: Bool = true) {
        seen = Seen(on: queue)
        if begins { seen?.watch.begin() }
    }

    /// For who sends statements from here.
    package var near: CallersLoop? { seen.map { CallersLoop(self, watch: $0.watch) } }

    /// How many jobs it was given.
    package var count: Int { jobs.load(ordering: .relaxed) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.add(1, ordering: .relaxed)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Does nothing while `body` runs.
    package func whileStopped<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        queue.suspend()
        defer { queue.resume() }
        return try await body()
    }
}
