internal import Failpoints
internal import Identity
internal import Logging
internal import Postgres
internal import Synchronization

/// Appends to the logs of all workspaces in batches: while one commits, the next gathers.
///
/// There are two lanes, each with a connection and one batch under way. The second takes part only when much waits: then
/// PostgreSQL finds the next batch at hand when it has committed one, and logs of different workspaces grow side by side.
/// On one workspace the head's lock keeps their commits in a row; the rows of the next are written meanwhile, as long as it
/// can be told where the log will end (`AppendForecast`).
///
/// Every waiting command is answered by its deadline, whatever PostgreSQL does. A batch whose answer is lost is sent again:
/// command ids make that safe, and the heads' locks make the second attempt wait for the first to end, so that its answer
/// is the truth. **Isolation**: `append` may be called from anywhere; `run` owns the connection.
final class LogAppender: Sendable {
    fileprivate struct State {
        var queue = AppendQueue()
        /// Who waits for the batch that is under way or for a later one.
        var callers: [AppendQueue.Ticket: CheckedContinuation<Result<AppendOutcome, EventLogError>, Never>] = [:]
        /// PostgreSQL's process behind each lane.
        var backends: [Int: Int32] = [:]
        var lanes = [Lane](repeating: Lane(), count: lanesCount)
        var forecast = AppendForecast()
        var isClosed = false
    }

    fileprivate struct Lane {
        /// The batch under way.
        var inFlight: [AppendQueue.Waiting] = []
        /// Since when it is; nil once somebody has been told that it takes long.
        var inFlightSince: ContinuousClock.Instant?
        /// Whether the batch under way is with the database right now.
        var isSending = false
        /// All that waits has to wait for the batch of another lane.
        var isBlocked = false
        var wakeUp: CheckedContinuation<Void, Never>?
        var solitude = Solitude()
        var notice = Notice()
    }

    fileprivate static let lanesCount = 2
    /// How many commands must wait for the second lane to take some: fewer are cheaper in one batch than in two.
    fileprivate static let crowd = Provocation.crowd ?? 64

    /// A batch that is under way for longer is worth a word: until its deadline nobody else says anything.
    private static let patience = Duration.seconds(2)

    /// So long a notice may be under way.
    private static let noticeMax = Duration.seconds(1)

    private let configuration: PostgresConfiguration
    /// Where the callers are.
    private let loop: CallersLoop?
    private let logger: Logger
    /// Called with what became of a batch, before the callers know: followers may read it already.
    private let settled: @Sendable ([(AppendRequest, AppendOutcome)]) -> Void
    private let state = Mutex(State())

    init(
        configuration: PostgresConfiguration, near loop: CallersLoop? = nil, logger: Logger,
        settled: @escaping @Sendable ([(AppendRequest, AppendOutcome)]) -> Void
    ) {
        self.configuration = configuration
        self.loop = loop
        self.logger = logger
        self.settled = settled
    }

    /// Queues a command for the next batch and waits for what became of it.
    func append(
        _ request: AppendRequest, deadline: ContinuousClock.Instant
    ) async throws(EventLogError) -> AppendOutcome {
        let result = await withCheckedContinuation { caller in
            let (refused, wakeUp) = state.withLock { state -> (EventLogError?, CheckedContinuation<Void, Never>?) in
                if state.isClosed { return (EventLogError(.closed, "the server is stopping"), nil) }
                guard let ticket = state.queue.enqueue(request, deadline: deadline) else {
                    return (EventLogError(.overloaded, "too many commands wait to be appended"), nil)
                }
                state.callers[ticket] = caller
                return (nil, state.takeWakeUp())
            }
            if let refused { caller.resume(returning: .failure(refused)) }
            wakeUp?.resume()
        }
        return try result.get()
    }

    /// Appends until cancelled; then the batch under way is finished and the rest is refused.
    func run() async {
        // Not children of this task, because its cancellation must not tear the batch under way from the database: that
        // would leave its callers in doubt. Both are owned here; `close` ends the first, which ends the second.
        let appending = Task {
            await withDiscardingTaskGroup { group in
                for lane in 0..<Self.lanesCount { group.addTask { await self.appendBatches(in: lane) } }
            }
        }
        let expiring = Task { await self.expireLate() }
        await withTaskCancellationHandler {
            await appending.value
        } onCancel: {
            self.close()
        }
        expiring.cancel()
    }

    /// Whether this process of PostgreSQL appends for us.
    func isOwn(_ backendPID: Int32) -> Bool { state.withLock { $0.backends.values.contains(backendPID) } }

    /// How many commands wait for a batch.
    var waitingCount: Int { state.withLock { $0.queue.count } }

    private func close() {
        let (refused, wakeUps) = state.withLock { state in
            state.isClosed = true
            let refused = state.queue.drain().compactMap { waiting in
                state.callers.removeValue(forKey: waiting.ticket).map { ($0, Self.closing(waiting)) }
            }
            let wakeUps = state.lanes.indices.compactMap { lane in
                defer { state.lanes[lane].wakeUp = nil }
                return state.lanes[lane].wakeUp
            }
            return (refused, wakeUps)
        }
        for (caller, error) in refused { caller.resume(returning: .failure(error)) }
        for wakeUp in wakeUps { wakeUp.resume() }
    }

    private func appendBatches(in lane: Int) async {
        var connection: PostgresConnection?
        while true {
            var next = connection
            let isOpen: Bool
            if let loop, isAlone(in: lane) {
                // Where the callers are: one that is alone is sent and answered without a change of threads.
                isOpen = await withTaskExecutorPreference(loop.executor) {
                    await appendBatches(in: lane, through: &next)
                }
            } else if let connection {
                // On the connection's own thread: from the caller that wakes it to the answer, a batch changes threads twice
                // and no more, and is sent while the callers' thread decides about the next.
                isOpen = await connection.onThread { await appendBatches(in: lane, through: &next) }
            } else {
                isOpen = await appendBatches(in: lane, through: &next)
            }
            connection = next
            if !isOpen { break }
        }
        await connection?.close()
    }

    /// Appends until the connection is another one, or it is better done elsewhere, then answers true; false when closed.
    private func appendBatches(in lane: Int, through connection: inout PostgresConnection?) async -> Bool {
        let (begun, wasAlone) = (connection, isAlone(in: lane))
        while await nextBatch(in: lane, on: connection) {
            await append(in: lane, through: &connection)
            if connection !== begun || loop != nil && isAlone(in: lane) != wasAlone { return true }
        }
        return false
    }

    private func isAlone(in lane: Int) -> Bool { state.withLock { $0.lanes[lane].solitude.isLasting } }

    /// Makes the next batch the one in flight, as soon as there is one; false when closed.
    private func nextBatch(in lane: Int, on connection: PostgresConnection?) async -> Bool {
        while true {
            let (hasBatch, hasNotice, isClosed, wakeUp) = state.withLock { state in
                state.lanes[lane].inFlight = []
                state.unblock()
                state.lanes[lane].inFlight = state.takeBatch(for: lane)
                state.lanes[lane].isSending = false
                state.lanes[lane].inFlightSince = .now
                let hasBatch = !state.lanes[lane].inFlight.isEmpty
                let hasNotice = !hasBatch && state.lanes[lane].notice.take(isLast: state.isClosed)
                return (hasBatch, hasNotice, state.isClosed, state.takeWakeUp())
            }
            wakeUp?.resume()
            if hasBatch { return true }
            if hasNotice {
                // A hint, as every NOTIFY: what becomes of it nobody needs to know.
                _ = try? await connection?.query(LogStatements.notify, deadline: .now + Self.noticeMax)
                continue
            }
            if isClosed { return false }
            await withCheckedContinuation { continuation in
                let resumeNow = state.withLock { state in
                    if state.isWanted(lane) || state.isClosed { return true }
                    state.lanes[lane].wakeUp = continuation
                    return false
                }
                if resumeNow { continuation.resume() }
            }
        }
    }

    /// Sends a batch until every command of it has an outcome or nobody waits for it any longer.
    private func append(in lane: Int, through connection: inout PostgresConnection?) async {
        let backoff = Backoff(base: .milliseconds(20), cap: .seconds(1))
        var random = SystemRandomNumberGenerator()
        var failures = 0
        while true {
            let batch = beginSending(in: lane)
            if batch.isEmpty { return }
            do {
                let outcomes = try await send(batch, in: lane, through: &connection)
                let tried = zip(batch, outcomes).compactMap { waiting, outcome in outcome.map { (waiting, $0) } }
                settled(tried.map { ($0.0.request, $0.1) })
                answer(tried, in: lane)
                return
            } catch {
                // An answer that cannot be read is an answer lost.
                endSending(in: lane, isUnknown: error.outcome != .notCommitted || error.code == .decoding)
                if Self.isFinal(error) {
                    return refuse(batch, in: lane, because: error)
                }
                logger.warning("appending failed, trying again", metadata: ["postgres.error": "\(error)"])
                await connection?.close()
                connection = nil
                failures += 1
                try? await Task.sleep(for: backoff.delay(failures: failures, using: &random))
                if state.withLock({ $0.isClosed }) { return giveUp(in: lane) }
            }
        }
    }

    /// Whether PostgreSQL would refuse the same again. A server that has become a standby is no reason: it is left, and
    /// the one that writes now is found.
    private static func isFinal(_ error: PostgresError) -> Bool {
        error.code == .server && error.outcome == .notCommitted && !error.isRetryable
            && error.sqlState != .readOnlyTransaction
    }

    /// What of the batch somebody still waits for; from here on its outcome is in the database's hands.
    private func beginSending(in lane: Int) -> [AppendQueue.Waiting] {
        state.withLock { state in
            state.lanes[lane].inFlight.removeAll { state.callers[$0.ticket] == nil }
            state.lanes[lane].isSending = true
            return state.lanes[lane].inFlight
        }
    }

    private func endSending(in lane: Int, isUnknown: Bool) {
        state.withLock { state in
            state.lanes[lane].isSending = false
            // Once an answer was lost, only an answer can tell: unknown it stays until then.
            for index in state.lanes[lane].inFlight.indices where isUnknown {
                state.lanes[lane].inFlight[index].isUnknown = true
            }
        }
    }

    private func giveUp(in lane: Int) {
        for waiting in state.withLock({ $0.lanes[lane].inFlight }) {
            answer(waiting, .failure(Self.late(waiting, isSending: false)))
        }
    }

    private func send(
        _ batch: [AppendQueue.Waiting], in lane: Int, through connection: inout PostgresConnection?
    ) async throws(PostgresError) -> [AppendOutcome?] {
        let open: PostgresConnection
        if let connection {
            open = connection
        } else {
            open = try await PostgresConnection.connect(configuration, near: loop, logger: logger)
            connection = open
            state.withLock { $0.backends[lane] = open.backendPID }
        }
        let requests = AppendBatch(batch.map(\.request))
        // A second past the last deadline nobody waits: then the connection is given up rather than the server.
        let deadline = (batch.map(\.deadline).max() ?? .now).advanced(by: .seconds(1))
        Failpoint.appendSending.pass()
        let forecasts = begin(requests)
        let base = requests.canGoAhead ? forecasts.first.flatMap { $0.isAhead ? $0.base : nil } : nil
        let way =
            base.map { .ahead(at: $0) } ?? (requests.canGoAlone && isAlone(in: lane) ? .alone : AppendBatch.Way.usual)
        var bases: [LogPosition?] = []
        var isMissed = base != nil
        defer { end(forecasts, at: bases, isMissed: isMissed) }
        let result = try await open.query(requests.statement(way), requests.bindings(way), deadline: deadline)
        Failpoint.appendAnswered.pass()
        let outcomes = try requests.outcomes(result)
        bases = requests.bases(outcomes)
        if base != nil { isMissed = try !AppendBatch.wentAhead(result) }
        state.withLock { state in
            if way == .alone {
                state.lanes[lane].notice.appendedSilently()
            } else if !requests.isGuarded {
                // What a guard refuses tells nobody.
                state.lanes[lane].notice.told()
            }
        }
        return outcomes
    }

    /// Forecasts where the parts of a batch that is sent now will be.
    private func begin(_ batch: AppendBatch) -> [AppendForecast.Part] {
        let growth = batch.growth
        return state.withLock { state in growth.map { state.forecast.begin($0.workspace, events: $0.events) } }
    }

    /// Without bases nobody knows what became of it.
    private func end(_ forecasts: [AppendForecast.Part], at bases: [LogPosition?], isMissed: Bool) {
        state.withLock { state in
            for (index, part) in forecasts.enumerated() {
                let first = bases.indices.contains(index) ? bases[index] : nil
                state.forecast.end(part, at: first, isMissed: isMissed)
            }
        }
    }

    /// PostgreSQL refuses the batch for good: finds out which command it is by sending them one by one.
    private func refuse(_ batch: [AppendQueue.Waiting], in lane: Int, because error: PostgresError) {
        logger.error("a batch was refused", metadata: ["postgres.error": "\(error)", "log.commands": "\(batch.count)"])
        if batch.count == 1 {
            let failure = EventLogError(.refused, "the database refused the events", underlying: error)
            for waiting in batch { answer(waiting, .failure(failure)) }
            return
        }
        let (isClosed, wakeUp) = state.withLock { state in
            // As they are now, not as they were when they were sent: an answer may have been lost meanwhile.
            if !state.isClosed { state.queue.putBack(state.lanes[lane].inFlight) }
            if !state.isClosed { state.lanes[lane].inFlight = [] }
            return (state.isClosed, state.takeWakeUp())
        }
        wakeUp?.resume()
        if isClosed {
            for waiting in state.withLock({ $0.lanes[lane].inFlight }) {
                answer(waiting, .failure(Self.closing(waiting)))
            }
        }
    }

    /// Answers a whole batch: the lock is taken once, not for every caller. What was not tried comes first next time; who is
    /// refused is out of its way then.
    private func answer(_ tried: [(AppendQueue.Waiting, AppendOutcome)], in lane: Int) {
        let (callers, refused, wakeUp) = state.withLock { state in
            let answered = Set(tried.map(\.0.ticket))
            let untried = state.lanes[lane].inFlight.filter { !answered.contains($0.ticket) }
            state.lanes[lane].inFlight = []
            let callers = tried.map { state.callers.removeValue(forKey: $0.0.ticket) }
            // Nobody looks into a closed queue any more.
            let refused = state.isClosed ? untried : []
            if !state.isClosed { state.queue.putFirst(untried) }
            state.lanes[lane].solitude.appended(tried.count, waiting: state.queue.count)
            return (
                callers, refused.map { (state.callers.removeValue(forKey: $0.ticket), Self.closing($0)) },
                untried.isEmpty ? nil : state.takeWakeUp()
            )
        }
        for (caller, (_, outcome)) in zip(callers, tried) { caller?.resume(returning: .success(outcome)) }
        for (caller, error) in refused { caller?.resume(returning: .failure(error)) }
        wakeUp?.resume()
    }

    /// Answers whoever waits, once.
    private func answer(_ waiting: AppendQueue.Waiting, _ result: Result<AppendOutcome, EventLogError>) {
        let caller = state.withLock { state in
            for lane in state.lanes.indices { state.lanes[lane].inFlight.removeAll { $0.ticket == waiting.ticket } }
            return state.callers.removeValue(forKey: waiting.ticket)
        }
        caller?.resume(returning: result)
    }

    /// Says what takes long, once.
    private func complain(at now: ContinuousClock.Instant) {
        let long = state.withLock { state in
            state.lanes.indices.compactMap { index -> (commands: Int, isSending: Bool, backend: Int32?)? in
                let lane = state.lanes[index]
                guard !lane.inFlight.isEmpty, let since = lane.inFlightSince, now - since > Self.patience else {
                    return nil
                }
                state.lanes[index].inFlightSince = nil
                return (lane.inFlight.count, lane.isSending, state.backends[index])
            }
        }
        for batch in long {
            logger.warning(
                "a batch has been under way for \(Self.patience)",
                metadata: [
                    "log.commands": "\(batch.commands)", "log.sending": "\(batch.isSending)",
                    "postgres.backend": "\(batch.backend.map { "\($0)" } ?? "none yet")",
                ])
        }
    }

    /// Answers those whose deadline has passed: what was never sent is known not to have happened. Has others told.
    private func expireLate() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
            let now = ContinuousClock.now
            complain(at: now)
            // What came since may have nothing to do with a batch that another lane does not get rid of.
            let wakeUp = state.withLock { state in
                state.unblock()
                for lane in state.lanes.indices { state.lanes[lane].notice.looked() }
                return state.takeWakeUp()
            }
            wakeUp?.resume()
            let late = state.withLock { state in
                var late = state.queue.expire(at: now)
                late += state.lanes.flatMap(\.inFlight).filter { $0.deadline <= now }
                let sending = Set(state.lanes.filter(\.isSending).flatMap(\.inFlight).map(\.ticket))
                // Who is told that nothing happened must not be sent any more; `beginSending` leaves them out.
                return late.compactMap { waiting in
                    let failure = Self.late(waiting, isSending: sending.contains(waiting.ticket))
                    return state.callers.removeValue(forKey: waiting.ticket).map { ($0, failure) }
                }
            }
            for (caller, failure) in late { caller.resume(returning: .failure(failure)) }
        }
    }

    /// What is told to who waits for a batch that will not come.
    private static func closing(_ waiting: AppendQueue.Waiting) -> EventLogError {
        waiting.isUnknown
            ? EventLogError(.outcomeUnknown, "the server is stopping and the answer of the database did not come")
            : EventLogError(.closed, "the server is stopping")
    }

    private static func late(_ waiting: AppendQueue.Waiting, isSending: Bool) -> EventLogError {
        waiting.isUnknown || isSending
            ? EventLogError(.outcomeUnknown, "the answer of the database did not come in time")
            : EventLogError(.unavailable, "the database cannot be reached")
    }
}

extension LogAppender.State {
    /// Whether a lane has to begin a batch.
    func hasWork(for lane: Int) -> Bool {
        queue.count >= (lane == 0 ? 1 : LogAppender.crowd) && !lanes[lane].isBlocked
    }

    /// Whether a lane has anything to do.
    func isWanted(_ lane: Int) -> Bool { hasWork(for: lane) || lanes[lane].notice.isDue }

    /// Has lanes look again at what waits.
    mutating func unblock() {
        for lane in lanes.indices { lanes[lane].isBlocked = false }
    }

    /// The next batch of a lane. Each begins with workspaces of its own, so that the two do not wait for each other's
    /// heads; if there are none, it takes what there is. It leaves what another lane's batch has to be through with first.
    mutating func takeBatch(for lane: Int) -> [AppendQueue.Waiting] {
        guard hasWork(for: lane) else { return [] }
        let others = lanes.indices.filter { $0 != lane }.flatMap { lanes[$0].inFlight }
        let count = UInt64(lanes.count)
        var batch = queue.takeBatch(besides: others) { $0.id.low % count == UInt64(lane) }
        if batch.isEmpty { batch = queue.takeBatch(besides: others) }
        lanes[lane].isBlocked = batch.isEmpty
        return batch
    }

    /// Who has to be woken now that something more waits.
    mutating func takeWakeUp() -> CheckedContinuation<Void, Never>? {
        for lane in lanes.indices where isWanted(lane) {
            guard let wakeUp = lanes[lane].wakeUp else { continue }
            lanes[lane].wakeUp = nil
            return wakeUp
        }
        return nil
    }
}
