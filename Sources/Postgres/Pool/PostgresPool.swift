package import Logging
internal import Synchronization

/// A bounded set of connections, lent one user at a time in the order of asking.
///
/// Connections are made by those who wait for them, so the pool has no task of its own; a server that is away is tried
/// by one waiter at a time, with backoff, until each waiter's deadline. A connection that ended, or comes back with
/// something unfinished, is dropped and replaced on demand.
package final class PostgresPool: Sendable {
    /// How many, how long, how often.
    package struct Limits: Sendable {
        /// Connections at most.
        package var connectionsMax: Int
        /// Callers that wait at most; the next is refused with `poolExhausted`.
        package var waitersMax: Int
        /// The longest a caller without a deadline waits.
        package var waitTimeout: Duration
        /// Between attempts to reach a server that is away.
        package var backoff: Backoff

        /// Bounds of a small service.
        package init(
            connectionsMax: Int = 8, waitersMax: Int = 1024, waitTimeout: Duration = .seconds(5),
            backoff: Backoff = Backoff()
        ) {
            self.connectionsMax = connectionsMax
            self.waitersMax = waitersMax
            self.waitTimeout = waitTimeout
            self.backoff = backoff
        }
    }

    /// A look at the pool, for metrics.
    package struct Counters: Sendable, Equatable {
        package var inUse = 0
        package var idle = 0
        package var connecting = 0
        package var waiting = 0
        /// Connections ever made.
        package var opened = 0
        /// Attempts that failed.
        package var failed = 0
        /// Connections taken out of the pool because they had ended or were unfinished.
        package var dropped = 0
        /// Callers that left without a connection.
        package var turnedAway = 0

        /// All zero but what is given.
        package init(
            inUse: Int = 0, idle: Int = 0, connecting: Int = 0, waiting: Int = 0, opened: Int = 0, failed: Int = 0,
            dropped: Int = 0, turnedAway: Int = 0
        ) {
            self.inUse = inUse
            self.idle = idle
            self.connecting = connecting
            self.waiting = waiting
            self.opened = opened
            self.failed = failed
            self.dropped = dropped
            self.turnedAway = turnedAway
        }
    }

    private typealias Grant = PoolMachine.Grant

    /// What a waiter's wait came to.
    fileprivate enum Ending: Sendable {
        case grant(PoolMachine.Grant)
        case refused(PoolMachine.Refusal)
        case expired
        case cancelled
    }

    fileprivate enum Waiter {
        /// In line; nobody sleeps on it yet.
        case queued
        case sleeping(CheckedContinuation<Ending, Never>)
        /// Served before it fell asleep.
        case served(Ending)
    }

    /// Who is to be woken once the lock is free.
    fileprivate struct Wakings {
        var sleepers: [(CheckedContinuation<Ending, Never>, Ending)] = []
        var closers: [CheckedContinuation<Void, Never>] = []

        func wake() {
            for (sleeper, ending) in sleepers { sleeper.resume(returning: ending) }
            for closer in closers { closer.resume() }
        }
    }

    fileprivate struct State {
        var machine: PoolMachine
        var connections: [PoolMachine.ConnectionID: PostgresConnection] = [:]
        var waiters: [PoolMachine.WaiterID: Waiter] = [:]
        var closers: [CheckedContinuation<Void, Never>] = []
        var wakings = Wakings()
        var lastWaiter: UInt64 = 0
        var lastFailure: PostgresError?
        var opened = 0
        var failed = 0
        var dropped = 0
        var turnedAway = 0
    }

    private let configuration: PostgresConfiguration
    private let loop: CallersLoop?
    private let limits: Limits
    private let logger: Logger
    private let state: Mutex<State>

    /// Makes no connection yet. `loop` is where most callers run, if they have one.
    package init(
        _ configuration: PostgresConfiguration, near loop: CallersLoop? = nil, limits: Limits = Limits(), logger: Logger
    ) {
        self.configuration = configuration
        self.loop = loop
        self.limits = limits
        self.logger = logger
        state = Mutex(State(machine: PoolMachine(connectionsMax: limits.connectionsMax, waitersMax: limits.waitersMax)))
    }

    /// Lends a connection to `body`, which runs in the caller's isolation.
    ///
    /// Errors: `poolExhausted` when none became free before the deadline, the error of the last attempt when none could
    /// be made, `cancelled`, `closed`; else what `body` throws.
    package func withConnection<Result>(
        deadline: ContinuousClock.Instant? = nil, caller: isolated (any Actor)? = #isolation,
        _ body: (PostgresLease) async throws -> sending Result
    ) async throws -> sending Result {
        let (id, connection) = try await acquire(
            deadline: deadline ?? PostgresDeadline.current ?? .now.advanced(by: limits.waitTimeout))
        let lease = PostgresLease(connection)
        defer {
            lease.end()
            release(id, connection)
        }
        return try await body(lease)
    }

    /// How things stand.
    package var counters: Counters {
        state.withLock { state in
            Counters(
                inUse: state.machine.leased.count, idle: state.machine.idle.count,
                connecting: state.machine.connecting.count, waiting: state.machine.waiters.count, opened: state.opened,
                failed: state.failed, dropped: state.dropped, turnedAway: state.turnedAway)
        }
    }

    /// Refuses new users, turns those away that wait, and returns when the last lease has ended.
    package func close() async {
        let idle: [PostgresConnection] = change { state in
            let (waiters, idle) = state.machine.close()
            for waiter in waiters { state.settle(waiter, .refused(.closed)) }
            return idle.compactMap { state.connections.removeValue(forKey: $0) }
        }
        for connection in idle { await connection.close() }
        await withCheckedContinuation { closer in
            let isDrained = state.withLock { state in
                if !state.machine.isDrained { state.closers.append(closer) }
                return state.machine.isDrained
            }
            if isDrained { closer.resume() }
        }
    }
}

// MARK: getting and giving back
extension PostgresPool {
    private func acquire(
        deadline: ContinuousClock.Instant
    ) async throws(PostgresError) -> (PoolMachine.ConnectionID, PostgresConnection) {
        var isRetry = false
        while true {
            switch await nextGrant(isRetry: isRetry, deadline: deadline) {
            case .grant(.use(let id)):
                guard let connection = state.withLock({ $0.connections[id] }) else {
                    preconditionFailure("a lent connection that the pool does not have")
                }
                if connection.isUsable { return (id, connection) }
                release(id, connection)
            case .grant(.connect(let id, let notBefore)):
                if let connection = try await connect(id, notBefore: notBefore, deadline: deadline) {
                    return (id, connection)
                }
            case .refused(.closed): throw PostgresError(.closed, "the pool is closed")
            case .refused(.tooManyWaiters):
                throw turnAway("\(limits.waitersMax) callers wait for a connection already")
            case .expired:
                yield()
                throw turnAway("no connection became free before the deadline")
            case .cancelled:
                yield()
                throw PostgresError(.cancelled, "the task was cancelled while it waited for a connection")
            }
            isRetry = true
        }
    }

    /// Changes the state, and then wakes whom that concerns: never behind the lock. Whoever cancels a task holds it while its
    /// cancellation handlers run, of which `giveUp` waits for this lock, and to wake a task waits for who holds it.
    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        let (result, wakings) = state.withLock { state in
            let result = body(&state)
            defer { state.wakings = Wakings() }
            return (result, state.wakings)
        }
        wakings.wake()
        return result
    }

    /// Who goes after an attempt of its own that failed leaves those in line without anybody who tries.
    private func yield() { change { $0.serve() } }

    private func turnAway(_ message: String) -> PostgresError {
        let failure = state.withLock { state in
            state.turnedAway += 1
            return state.machine.failures > 0 ? state.lastFailure : nil
        }
        return PostgresError(.poolExhausted, failure.map { "\(message); lately: \($0.message)" } ?? message)
    }

    /// Gets in line and waits there until something is granted, or the deadline.
    private func nextGrant(isRetry: Bool, deadline: ContinuousClock.Instant) async -> Ending {
        if Task.isCancelled { return .cancelled }
        let (waiter, action) = state.withLock { state in
            state.lastWaiter += 1
            let waiter = PoolMachine.WaiterID(number: state.lastWaiter)
            let action = state.machine.acquire(waiter, isRetry: isRetry)
            if case .wait = action { state.waiters[waiter] = .queued }
            return (waiter, action)
        }
        switch action {
        case .grant(let grant): return .grant(grant)
        case .refuse(let refusal): return .refused(refusal)
        case .wait: return await sleep(as: waiter, until: deadline)
        }
    }

    private func sleep(as waiter: PoolMachine.WaiterID, until deadline: ContinuousClock.Instant) async -> Ending {
        // No child: who has been granted something would have to wait for its timer to end.
        let timer = Task {
            guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
            self.giveUp(waiter, .expired)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { sleeper in
                let served: Ending? = self.state.withLock { state in
                    if case .served(let ending) = state.waiters[waiter] {
                        state.waiters[waiter] = nil
                        return ending
                    }
                    state.waiters[waiter] = .sleeping(sleeper)
                    return nil
                }
                if let served { sleeper.resume(returning: served) }
            }
        } onCancel: {
            self.giveUp(waiter, .cancelled)
        }
    }

    /// Takes a waiter out of the line, unless it has been served.
    private func giveUp(_ waiter: PoolMachine.WaiterID, _ ending: Ending) {
        change { state in
            if state.machine.forget(waiter) { state.settle(waiter, ending) }
        }
    }

    /// Makes the connection this caller was told to make. Nil when it is worth another try within the deadline.
    private func connect(
        _ id: PoolMachine.ConnectionID, notBefore: ContinuousClock.Instant?, deadline: ContinuousClock.Instant
    ) async throws(PostgresError) -> PostgresConnection? {
        do throws(PostgresError) {
            if let notBefore, notBefore > .now { try await pause(until: min(notBefore, deadline)) }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else {
                throw state.withLock { $0.lastFailure } ?? PostgresError(.connectionFailed, "no time left to connect")
            }
            var configuration = configuration
            configuration.connectTimeout = min(configuration.connectTimeout, left)
            let connection = try await PostgresConnection.connect(configuration, near: loop, logger: logger)
            change { state in
                state.machine.connected(id)
                state.connections[id] = connection
                state.opened += 1
                state.serve()
            }
            return connection
        } catch {
            let isServers = error.code == .connectionFailed && ContinuousClock.now < deadline
            change { state in
                if isServers { state.failed(id, error, limits.backoff) } else { state.machine.connectAbandoned(id) }
            }
            guard isServers, error.isRetryable else {
                change { state in
                    state.turnedAway += 1
                    state.serve()
                }
                throw error
            }
            return nil
        }
    }

    private func pause(until time: ContinuousClock.Instant) async throws(PostgresError) {
        do {
            try await Task.sleep(until: time, clock: .continuous)
        } catch {
            throw PostgresError(.cancelled, "the task was cancelled while it waited to connect")
        }
    }

    private func release(_ id: PoolMachine.ConnectionID, _ connection: PostgresConnection) {
        let isReusable = connection.isUsable && connection.status.isQuiescent
        if connection.isUsable, !isReusable {
            // Of somebody who was told to stop it is no wonder.
            logger.log(
                level: Task.isCancelled ? .debug : .warning,
                "a connection came back with something unfinished and is dropped",
                metadata: ["postgres.backend": "\(connection.backendPID)"])
        }
        change { state in
            if state.machine.release(id, isReusable: isReusable) == .drop {
                // Its thread ends with the last reference.
                state.connections[id] = nil
                state.dropped += 1
            }
            state.serve()
        }
    }
}

extension PostgresPool.State {
    /// Tells a waiter how its wait ended, now or when it falls asleep.
    fileprivate mutating func settle(_ waiter: PoolMachine.WaiterID, _ ending: PostgresPool.Ending) {
        switch waiters[waiter] {
        case .sleeping(let sleeper):
            waiters[waiter] = nil
            wakings.sleepers.append((sleeper, ending))
        case .queued: waiters[waiter] = .served(ending)
        case .served, nil: break
        }
    }

    /// Gives what is there to those in line, and tells closers when all is back.
    fileprivate mutating func serve() {
        while let (waiter, grant) = machine.promote() { settle(waiter, .grant(grant)) }
        guard machine.isDrained else { return }
        wakings.closers += closers
        closers = []
    }

    fileprivate mutating func failed(_ id: PoolMachine.ConnectionID, _ error: PostgresError, _ backoff: Backoff) {
        var random = SystemRandomNumberGenerator()
        let failures = machine.connectFailed(id)
        machine.backOff(until: .now.advanced(by: backoff.delay(failures: failures, using: &random)))
        lastFailure = error
        self.failed += 1
    }
}
