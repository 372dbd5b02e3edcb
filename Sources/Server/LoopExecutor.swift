internal import NIOCore
internal import Synchronization

/// Runs tasks on an event loop's own thread.
///
/// A command waits for the log and little else; what it computes takes less time than handing it to another thread and
/// back. Jobs that come while the loop is busy are run in one turn of it: one wake-up for all whom a batch has answered.
///
/// **Isolation**: `enqueue` from anywhere. The loop must outlive the tasks.
final class LoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop
    private let jobs = Mutex<[UnownedJob]>([])

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = jobs.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
        if isFirst { eventLoop.execute { self.runJobs() } }
    }

    private func runJobs() {
        let jobs = jobs.withLock { jobs in
            defer { jobs = [] }
            return jobs
        }
        for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
