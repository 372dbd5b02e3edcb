internal import Glibc
internal import Synchronization

/// What a connection thread runs between its jobs.
///
/// Isolation: every method is called on the thread only.
protocol ConnectionThreadWork: AnyObject, Sendable {
    /// Does all work that is possible now, given what poll(2) said, and says what to wait for.
    func turn(_ ready: ReadySet, now: ContinuousClock.Instant) -> PollRequest
    /// Takes a message that came from another thread.
    func receive(_ message: ConnectionMessage)
    /// The thread ends after this.
    func shutDown()
}

/// What poll(2) reported about the connection's socket.
struct ReadySet: OptionSet, Sendable {
    let rawValue: UInt8
    static let readable = ReadySet(rawValue: 1)
    static let writable = ReadySet(rawValue: 2)
}

/// What to wait for: a socket (or none) and a point in time (or none).
struct PollRequest: Sendable {
    var descriptor: Int32 = -1
    var interest: ReadySet = []
    var deadline: ContinuousClock.Instant?
}

/// Notes that may be left for the thread from anywhere, also while its actor is going away.
enum ConnectionMessage: Sendable {
    /// The caller of this request no longer waits.
    case cancel(RequestID)
    /// The handle of this COPY is gone.
    case abandonCopy(RequestID)
}

/// One pthread that runs an actor's jobs and, between them, a connection's poll loop.
///
/// Why a thread of our own: a `PGconn` belongs to one thread at a time and libpq may block (name resolution), which the
/// cooperative pool, two threads on two cores, cannot afford.
///
/// Isolation: `enqueue`, `post` and `stop` from anywhere. The thread keeps this object alive until it ends, and the actor
/// keeps it too, so an executor reference is never left dangling. Ended by `stop`, which the actor's `deinit` calls:
/// by then no job of the actor can be pending, because each pending job holds the actor.
final class ConnectionThread: SerialExecutor {
    fileprivate struct Inbox {
        var jobs: [UnownedJob] = []
        var messages: [ConnectionMessage] = []
        var isParked = false
        var isStopped = false
        var isEmpty: Bool { jobs.isEmpty && messages.isEmpty }
    }

    private let inbox = Mutex(Inbox())
    private let wakeup: Wakeup
    /// The pthread id, for the watchdog; 0 until the thread runs.
    private let identity = Atomic<UInt>(0)

    private init(wakeup: Wakeup) { self.wakeup = wakeup }

    /// Starts a thread that runs the work `make` returns.
    /// Errors: `connectionFailed` when the system refuses a descriptor or a thread; nothing is left behind.
    static func start<Work: ConnectionThreadWork>(
        name: String, _ make: (ConnectionThread) -> Work
    ) throws(PostgresError) -> (ConnectionThread, Work) {
        let thread = ConnectionThread(wakeup: try Wakeup())
        let work = make(thread)
        let start = Unmanaged.passRetained(Start(thread: thread, work: work, name: name))
        var handle = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        // Detached: nobody joins; `shutDown` is the last thing the thread does.
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 512 * 1024)
        let status = withSignalsBlocked {
            pthread_create(
                &handle, &attributes,
                { argument in
                    guard let argument else { return nil }
                    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                    start.thread.run(start.work, name: start.name)
                    return nil
                }, start.toOpaque())
        }
        guard status == 0 else {
            start.release()
            throw PostgresError(.connectionFailed, "no thread for a connection (pthread_create said \(status))")
        }
        return (thread, work)
    }

    /// What the new thread needs; owned by it.
    private final class Start: Sendable {
        let thread: ConnectionThread
        let work: any ConnectionThreadWork
        let name: String
        init(thread: ConnectionThread, work: any ConnectionThreadWork, name: String) {
            self.thread = thread
            self.work = work
            self.name = name
        }
    }

    /// Signals belong to threads that expect them; a new thread inherits its creator's mask.
    private static func withSignalsBlocked(_ body: () -> Int32) -> Int32 {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }

    /// Whether the caller runs on this thread.
    var isCurrent: Bool { identity.load(ordering: .relaxed) == UInt(bitPattern: Int(pthread_self())) }

    /// Leaves a message; it is read after the jobs that are already waiting.
    func post(_ message: ConnectionMessage) {
        let wake = inbox.withLock { inbox in
            inbox.messages.append(message)
            return inbox.takeParked()
        }
        if wake { wakeup.signal() }
    }

    /// Ends the thread after the jobs that are already waiting.
    func stop() {
        let wake = inbox.withLock { inbox in
            inbox.isStopped = true
            return inbox.takeParked()
        }
        if wake { wakeup.signal() }
    }

    /// One pthread per connection: jobs, then the socket, then sleep, until stopped.
    private func run(_ work: any ConnectionThreadWork, name: String) {
        Wakeup.nameCurrentThread(name)
        identity.store(UInt(bitPattern: Int(pthread_self())), ordering: .relaxed)
        var jobs: [UnownedJob] = []
        var messages: [ConnectionMessage] = []
        var ready: ReadySet = []
        while true {
            let stopped = inbox.withLock { inbox in
                swap(&jobs, &inbox.jobs)
                swap(&messages, &inbox.messages)
                return inbox.isStopped
            }
            let executor = asUnownedSerialExecutor()
            for job in jobs { job.runSynchronously(on: executor) }
            for message in messages { work.receive(message) }
            let hadInput = !jobs.isEmpty || !messages.isEmpty
            jobs.removeAll(keepingCapacity: true)
            messages.removeAll(keepingCapacity: true)
            if stopped && !hadInput { break }
            let request = work.turn(ready, now: .now)
            // Parking and looking at the inbox are one step, so that a wake-up cannot fall between them.
            let mayPark = inbox.withLock { inbox in
                guard inbox.isEmpty, !inbox.isStopped else { return false }
                inbox.isParked = true
                return true
            }
            ready = mayPark ? wait(for: request) : []
        }
        work.shutDown()
    }

    /// Sleeps until the socket, the deadline or a wake-up.
    private func wait(for request: PollRequest) -> ReadySet {
        var events: Int16 = 0
        if request.interest.contains(.readable) { events |= Int16(POLLIN) }
        if request.interest.contains(.writable) { events |= Int16(POLLOUT) }
        // A negative descriptor is skipped by poll(2).
        let socket = request.interest.isEmpty ? -1 : request.descriptor
        var entries = (
            pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: events, revents: 0)
        )
        withUnsafeMutablePointer(to: &entries) { pair in
            pair.withMemoryRebound(to: pollfd.self, capacity: 2) {
                _ = poll($0, 2, Self.milliseconds(to: request.deadline))
            }
        }
        inbox.withLock { $0.isParked = false }
        if entries.0.revents != 0 { wakeup.clear() }
        var ready: ReadySet = []
        let found = Int32(entries.1.revents)
        if found & Int32(POLLOUT) != 0 { ready.insert(.writable) }
        // Hang-up and errors are learnt by reading.
        if found & ~Int32(POLLOUT) != 0 { ready.insert(.readable) }
        return ready
    }

    /// poll(2)'s timeout: rounded up, so that a deadline has passed when it fires; -1 for none.
    private static func milliseconds(to deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}

extension ConnectionThread {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wake = inbox.withLock { inbox in
            inbox.jobs.append(job)
            return inbox.takeParked()
        }
        if wake { wakeup.signal() }
    }

    func checkIsolated() {
        precondition(isCurrent, "this code belongs on its connection's thread")
    }

    func isIsolatingCurrentContext() -> Bool? { isCurrent }
}

extension ConnectionThread.Inbox {
    /// Whether the thread sleeps and must be woken; the next caller then need not do it again.
    fileprivate mutating func takeParked() -> Bool {
        guard isParked else { return false }
        isParked = false
        return true
    }
}
