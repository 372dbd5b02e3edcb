internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Runs tasks on an event loop's own thread.
///
/// A command waits for the log and little else; what it computes takes less time than handing it to another thread and
/// back. Jobs that come while the loop is busy are run in one turn of it: one wake-up for all whom a batch has answered.
///
/// **Isolation**: `enqueue` from anywhere. The loop must outlive the tasks.
package final class LoopExecutor: TaskExecutor {
    let eventLoop: any EventLoop
    private let jobs = Mutex<[UnownedJob]>([])

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// On a thread of its own, which lives as long as the process: for a server, and for who works for its sessions.
    package convenience init() {
        self.init(MultiThreadedEventLoopGroup(numberOfThreads: 1).next())
    }

    package func enqueue(_ job: consuming ExecutorJob) {
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

    /// Calls `counted` on the loop whenever a counter (eventfd(2)) can be read, which is zero again then. The descriptor is the
    /// loop's from here on; `begun` is called once it is watched, and never where that fails.
    package func watch(
        counter: CInt, begun: @escaping @Sendable () -> Void, _ counted: @escaping @Sendable () -> Void
    ) {
        let channel = NIOPipeBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CounterHandler(counted))
                }
            }
            .takingOwnershipOfDescriptor(input: counter)
        channel.whenSuccess { _ in begun() }
        channel.whenFailure { _ in close(counter) }
    }
}

/// What is read is how often it was counted; that it was is enough.
private final class CounterHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let counted: @Sendable () -> Void

    init(_ counted: @escaping @Sendable () -> Void) { self.counted = counted }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { counted() }
}
