internal import Glibc
internal import Synchronization

/// What a connection thread runs between its jobs.
///
/// Isolation: every method is called by whoever has the turn, which is the thread but for `send` and what the watch sees.
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
    /// Whether a statement's answer is waited for, and not a COPY nor the rest of a long answer: then a loop with other things to
    /// do may read it.
    var isShort = false

    /// Whether who waits for this need not be woken to wait for `other`.
    func covers(_ other: PollRequest) -> Bool {
        guard descriptor == other.descriptor, interest == other.interest else { return false }
        guard let latest = other.deadline else { return true }
        return deadline.map { $0 <= latest } ?? false
    }
}

/// What is asked of the thread, from anywhere, and who waits for the answer.
enum ConnectionMessage: Sendable {
    case connect(CheckedContinuation<Result<Void, PostgresError>, Never>)
    case submit(ConnectionMachine.Request, ConnectionCore.Payload, CheckedContinuation<ConnectionCore.Answer, Never>)
    /// The caller of this request no longer waits.
    case cancel(RequestID)
    case readCopy(RequestID, CheckedContinuation<ConnectionCore.Chunk, Never>)
    case writeCopy(RequestID, [UInt8], CheckedContinuation<Result<Void, PostgresError>, Never>)
    case endCopy(RequestID, failure: String?, CheckedContinuation<ConnectionCore.Answer, Never>)
    /// The handle of this COPY is gone.
    case abandonCopy(RequestID)
    case close
    case awaitEnd(CheckedContinuation<Void, Never>)
    /// The watch saw the socket become readable while the thread had the turn.
    case readable

    /// Whether the caller may do it by itself: what is short and blocks nobody.
    var isSentByCaller: Bool {
        switch self {
        case .submit, .readCopy: true
        default: false
        }
    }
}

/// One pthread that runs a connection's poll loop and, between its turns, the jobs of tasks that want to be near it.
///
/// Why a thread of our own: a `PGconn` belongs to one thread at a time and libpq may block (name resolution), which the
/// cooperative pool, two threads on two cores, cannot afford. Whoever has the turn may touch the connection: the thread, and
/// while it only waits, who sends a statement or reads a COPY. What is sent from a loop that has a watch is waited for by that,
/// and the thread then waits for deadlines only.
///
/// Isolation: `enqueue`, `post`, `send` and `stop` from anywhere. The thread keeps this object alive until it ends, and the
/// connection keeps it too. Ended by `stop`, which the connection's `deinit` calls: by then nobody waits for an answer and no
/// task prefers the thread, because both hold the connection.
final class ConnectionThread: TaskExecutor {
    fileprivate struct Inbox {
        var jobs: [UnownedJob] = []
        var messages: [ConnectionMessage] = []
        var isParked = false
        var isStopped = false
        var isEmpty: Bool { jobs.isEmpty && messages.isEmpty }
    }

    fileprivate struct Turn {
        /// What the thread waits for since its last one.
        var awaited = PollRequest()
        /// What else may wait for the socket, and the connection's place with it.
        var watch: (SocketWatch, place: UInt64)?
        /// Whether the watch waits for it.
        var isWatched = false
        /// Whether the last statement came from the loop that the watch belongs to.
        var isSentFromLoop = false
    }

    private let inbox = Mutex(Inbox())
    private let wakeup: Wakeup
    private let turn = Mutex(Turn())
    /// Who has the turn, as a pthread id; 0 if nobody.
    private let holder = Atomic<UInt>(0)

    private init(wakeup: Wakeup) { self.wakeup = wakeup }

    /// Starts a thread that runs the work `make` returns; `watch` waits for answers to what its loop sends.
    /// Errors: `connectionFailed` when the system refuses a descriptor or a thread; nothing is left behind.
    static func start<Work: ConnectionThreadWork>(
        name: String, watch: SocketWatch? = nil, _ make: (ConnectionThread) -> Work
    ) throws(PostgresError) -> (ConnectionThread, Work) {
        let thread = ConnectionThread(wakeup: try Wakeup())
        let work = make(thread)
        if let watch { thread.attach(watch, work) }
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
            thread.detach()
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

    /// Whether the caller has the turn.
    var isHeldByCaller: Bool { holder.load(ordering: .relaxed) == Self.current }

    private static var current: UInt { UInt(bitPattern: Int(pthread_self())) }

    /// Leaves a message; messages are read in their order, after the jobs that are already waiting.
    func post(_ message: ConnectionMessage) {
        let wake = inbox.withLock { inbox in
            inbox.messages.append(message)
            return inbox.takeParked()
        }
        if wake { wakeup.signal() }
    }

    /// As `post`, but what the caller may do by itself it does: while the thread has nothing to do but to wait, the caller takes
    /// the turn and sends, or takes what has arrived of a COPY. To wake the thread for that would take longer than the whole of
    /// it. Before a statement is sent nothing is read: of a server that has just gone it is found out by the answer that does
    /// not come.
    func send(_ message: ConnectionMessage, to work: some ConnectionThreadWork, isFromLoop: Bool = false) {
        let isDone =
            message.isSentByCaller
            && takeTurn { turn in
                turn.isSentFromLoop = isFromLoop
                work.receive(message)
                return work.turn([], now: .now)
            }
        if !isDone { post(message) }
    }

    /// The watch saw it; it has to be told again to wait.
    private func becameReadable(_ work: some ConnectionThreadWork) {
        let isDone = takeTurn { turn in
            turn.isWatched = false
            return work.turn(.readable, now: .now)
        }
        if !isDone { post(.readable) }
    }

    /// A turn of the caller's, while the thread has nothing to do but to wait; false if it has.
    private func takeTurn(_ body: (inout Turn) -> PollRequest) -> Bool {
        // A turn may end in a call of somebody who sends again. And to try a lock that is held costs its holder a system call.
        if isHeldByCaller || !isWaiting { return false }
        let isCovered = turn.withLockIfAvailable { turn -> Bool? in
            guard isWaiting else { return nil }
            holder.store(Self.current, ordering: .relaxed)
            defer { holder.store(0, ordering: .relaxed) }
            let request = body(&turn)
            return turn.awaited.covers(turn.left(of: request))
        }
        guard case .some(.some(let isCovered)) = isCovered else { return false }
        if !isCovered, inbox.withLock({ $0.takeParked() }) { wakeup.signal() }
        return true
    }

    private func attach(_ watch: SocketWatch, _ work: some ConnectionThreadWork) {
        let place = watch.add { [weak self, weak work] in
            if let self, let work { self.becameReadable(work) }
        }
        turn.withLock { $0.watch = (watch, place) }
    }

    private func detach() {
        turn.withLock { turn in
            if let (watch, place) = turn.watch { watch.remove(place) }
            turn.watch = nil
        }
    }

    /// Whether the thread is in poll(2), and nothing is left for it.
    private var isWaiting: Bool { inbox.withLock { $0.isParked && $0.isEmpty && !$0.isStopped } }

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
        var jobs: [UnownedJob] = []
        var messages: [ConnectionMessage] = []
        var ready: ReadySet = []
        while true {
            let stopped = inbox.withLock { inbox in
                swap(&jobs, &inbox.jobs)
                return inbox.isStopped
            }
            let executor = asUnownedTaskExecutor()
            for job in jobs { job.runSynchronously(on: executor) }
            // Jobs leave messages as well: one turn is enough for both.
            inbox.withLock { swap(&messages, &$0.messages) }
            if stopped && jobs.isEmpty && messages.isEmpty { break }
            let request = turn.withLock { turn in
                holder.store(Self.current, ordering: .relaxed)
                defer { holder.store(0, ordering: .relaxed) }
                if !jobs.isEmpty { turn.isSentFromLoop = false }
                // A loop that is late must not make an answer late that is there: it is read before a deadline passes.
                if turn.isWatched { ready.insert(.readable) }
                for message in messages {
                    if case .readable = message { turn.isWatched = false }
                    work.receive(message)
                }
                turn.awaited = turn.left(of: work.turn(ready, now: .now))
                return turn.awaited
            }
            jobs.removeAll(keepingCapacity: true)
            messages.removeAll(keepingCapacity: true)
            // Parking and looking at the inbox are one step, so that a wake-up cannot fall between them.
            let mayPark = inbox.withLock { inbox in
                guard inbox.isEmpty, !inbox.isStopped else { return false }
                inbox.isParked = true
                return true
            }
            ready = mayPark ? wait(for: request) : []
        }
        turn.withLock { _ in
            // For good: nobody asks for anything any more.
            holder.store(Self.current, ordering: .relaxed)
            work.shutDown()
        }
        detach()
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
        // Whoever resumes a task holds nothing of ours, and once the job is in, the thread may run it and end.
        let kept = Unmanaged.passRetained(self)
        defer { kept.release() }
        let wake = inbox.withLock { inbox in
            inbox.jobs.append(job)
            return inbox.takeParked()
        }
        if wake { wakeup.signal() }
    }
}

extension ConnectionThread.Turn {
    /// What is left for the thread to wait for, when the watch has been told what it is to wait for.
    fileprivate mutating func left(of request: PollRequest) -> PollRequest {
        guard let (watch, place) = watch else { return request }
        if request.descriptor < 0 && isWatched {
            // A connection that has ended: to be let go by the kernel as well.
            watch.unwatch(place)
            isWatched = false
        }
        guard isSentFromLoop, request.isShort, request.interest == .readable else { return request }
        if !isWatched { isWatched = watch.watch(request.descriptor, for: place) }
        return isWatched ? PollRequest(deadline: request.deadline) : request
    }
}

extension ConnectionThread.Inbox {
    /// Whether the thread sleeps and must be woken; the next caller then need not do it again.
    fileprivate mutating func takeParked() -> Bool {
        guard isParked else { return false }
        isParked = false
        return true
    }
}
