internal import Desk
internal import Identity
internal import Logging
internal import Synchronization
internal import Ticketing
internal import Wire

/// What all sessions of a server share: limits, the way to the desk, and whether the server still takes work.
///
/// **Isolation**: any thread.
final class SessionHost: Sendable {
    /// Whether a new connection may stay.
    enum Admission {
        case serve
        /// Say why, then close.
        case refuse(RPCError)
        /// Close without a word.
        case drop
    }

    private struct Life {
        var sessions = 0
        var requests = 0
        var isDraining = false
    }

    let configuration: ServerConfiguration
    let logger: Logger
    let counters = ServerCounters()
    let now: @Sendable () -> ContinuousClock.Instant
    let dispatcher: Dispatcher
    /// What sessions want done. Bounded by `requestsMax` and by the subscriptions of the sessions.
    let jobs: AsyncStream<Job>
    private let jobsContinuation: AsyncStream<Job>.Continuation
    private let life = Mutex(Life())

    init(
        desk: Desk, configuration: ServerConfiguration, logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        precondition(
            (Limits.frameBytesDefault...Limits.frameBytesMax).contains(configuration.frameBytesMax),
            "a server's frame limit lies in 1...8 MiB")
        self.configuration = configuration
        self.logger = logger
        self.now = now
        dispatcher = Dispatcher(desk: desk, logger: logger)
        // Nothing is dropped: `submit` refuses what would be too much before it gets here.
        (jobs, jobsContinuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Counts a connection in; each that is not dropped ends with `sessionEnded`.
    func admit() -> Admission {
        let admission: Admission = life.withLock { life in
            if life.isDraining || life.sessions >= configuration.connectionsMax + configuration.refusalsMax {
                return .drop
            }
            life.sessions += 1
            if life.sessions <= configuration.connectionsMax { return .serve }
            let message = "the server has \(configuration.connectionsMax) connections, which is its limit"
            return .refuse(.backoff(.overloaded, message, retryAfter: .seconds(5)))
        }
        if case .serve = admission { counters.sessionsStarted.add() } else { counters.sessionsRefused.add() }
        return admission
    }

    /// Counts a connection out; the last one of a draining server ends the work.
    func sessionEnded() {
        let isLast = life.withLock { life in
            life.sessions -= 1
            return life.isDraining && life.sessions == 0
        }
        if isLast { jobsContinuation.finish() }
    }

    /// Takes no new connections from now on; the work ends with the last session.
    func drain() {
        let isEmpty = life.withLock { life in
            life.isDraining = true
            return life.sessions == 0
        }
        if isEmpty { jobsContinuation.finish() }
    }

    /// Hands in work; the error says why it is not taken.
    func submit(_ job: Job) -> RPCError? {
        let isTaken = life.withLock { life in
            guard life.requests < configuration.requestsMax else { return false }
            if job.isRequest { life.requests += 1 }
            return true
        }
        guard isTaken else { return .backoff(.overloaded, retryAfter: .milliseconds(200)) }
        switch jobsContinuation.yield(job) {
        case .enqueued: return nil
        case .dropped, .terminated:
            jobEnded(job)
            return RPCError(.draining)
        @unknown default: return nil
        }
    }

    /// Work is done; its place is free.
    func jobEnded(_ job: Job) {
        if job.isRequest { life.withLock { $0.requests -= 1 } }
    }

    /// When a request that comes now has to be answered.
    func deadline() -> ContinuousClock.Instant { ContinuousClock.now + configuration.requestDeadline }

    /// The answer to hello.
    func welcome(_ principal: Principal, head: LogPosition) -> SessionHelloResult {
        SessionHelloResult(
            workspace: principal.workspaceName,
            agent: SessionHelloResult.Identity(
                id: principal.agent.description, kind: WireActorKind(principal.kind), name: principal.name,
                roles: principal.roles.compactMap { WireRole(rawValue: $0.rawValue) }),
            epoch: principal.epoch.description, head: head.next.value,
            limits: SessionLimits(
                frameBytes: configuration.frameBytesMax, inFlight: configuration.session.inFlightMax),
            heartbeatSeconds: Int(configuration.session.heartbeatInterval.components.seconds),
            server: configuration.product)
    }
}
