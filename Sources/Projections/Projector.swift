internal import EventCodec
package import EventLog
internal import Identity
package import Logging
package import Postgres
internal import Ticketing

/// Keeps the live generation up with every log.
///
/// Several servers may run one each: whoever folds a batch first moves the checkpoint, and the other, who finds it moved,
/// goes on from there. So no server has to own a workspace, and none can write what is stale.
package struct Projector: Sendable {
    private let log: EventLog
    private let pool: PostgresPool
    private let views: Views
    private let resting: Resting
    private let logger: Logger

    /// How a projector rests between two batches.
    struct Resting: Sendable {
        /// As many times as long as the batch took: a busy log is folded in few large batches, which leaves the machine to
        /// who appends, and a quiet one at once.
        var factor = 4
        /// How far behind resting may bring the views.
        var longest = Duration.milliseconds(100)
    }

    /// The pool's connections should run with `synchronous_commit = off`: what is lost can be folded again.
    package init(log: EventLog, pool: PostgresPool, views: Views, logger: Logger) {
        self.init(log: log, pool: pool, views: views, resting: Resting(), logger: logger)
    }

    init(log: EventLog, pool: PostgresPool, views: Views, resting: Resting, logger: Logger) {
        self.log = log
        self.resting = resting
        self.pool = pool
        self.views = views
        self.logger = logger
    }

    /// **Units**: events of one batch.
    private static let batchEventsMax = 5_000
    /// **Units**: rows of one workspace that are kept at hand between batches, some 20 MB.
    private static let rowsMax = 50_000

    /// Folds until cancelled. Faults are logged and tried again; a fold that fails never skips an event, and never holds up
    /// another log's.
    package func run() async {
        var failures = 0
        var random = SystemRandomNumberGenerator()
        let backoff = Backoff(base: .milliseconds(50), cap: .seconds(2))
        var folding = Folding()
        var seen: UInt64 = 0
        while !Task.isCancelled {
            seen = await changed(since: seen, until: folding.earliestRetry)
            do {
                let start = ContinuousClock.now
                let isShared = try await catchUp(&folding)
                // Whoever was first may have left something behind.
                if isShared { seen = 0 }
                failures = 0
                let stuck = Set(folding.stuck.keys)
                await rest(
                    for: min(resting.longest, (ContinuousClock.now - start) * resting.factor),
                    unlessAwaited: { !stuck.contains($0) })
            } catch {
                if Task.isCancelled { return }
                failures += 1
                logger.warning(
                    "folding stopped, trying again",
                    metadata: ["error": "\(error)", "projection.failures": "\(failures)"])
                try? await Task.sleep(for: backoff.delay(failures: failures, using: &random))
                seen = 0
            }
        }
    }

    /// Until a log has grown, or the time has come; answers the generation to wait from next time.
    private func changed(since seen: UInt64, until retry: ContinuousClock.Instant?) async -> UInt64 {
        guard let retry else { return await log.heads.changed(since: seen) }
        return await withTaskGroup(of: UInt64.self) { group in
            group.addTask { await log.heads.changed(since: seen) }
            group.addTask {
                try? await Task.sleep(until: retry)
                return seen
            }
            defer { group.cancelAll() }
            return await group.next() ?? seen
        }
    }

    /// Until the time is over, or somebody waits for what is not folded yet of one of these logs.
    private func rest(for duration: Duration, unlessAwaited isWanted: @escaping @Sendable (WorkspaceID) -> Bool) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: duration) }
            group.addTask {
                var seen: UInt64 = 0
                while !views.isAwaited(of: isWanted) && !Task.isCancelled {
                    seen = await views.awaited.changed(since: seen)
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// What is known of the live generation from one batch to the next. What fails is forgotten: then the tables are asked.
    private struct Folding {
        var folder: ViewFolder?
        var folds: [WorkspaceID: ViewFold] = [:]
        /// Logs that cannot be folded, for a reason that is theirs alone.
        var stuck: [WorkspaceID: Stuck] = [:]

        struct Stuck {
            var failures: Int
            var retry: ContinuousClock.Instant
        }

        var earliestRetry: ContinuousClock.Instant? { stuck.values.map(\.retry).min() }

        /// After a failure: the generation may be another one, and then nothing of the old one is of use.
        mutating func forget() {
            folder = nil
            folds = [:]
        }
    }

    /// How long a log that cannot be folded is left alone: it mostly needs a person.
    private static let stuckBackoff = Backoff(base: .milliseconds(50), cap: .seconds(10))

    /// Folds every log to where it is known to go; whether another server was seen to fold as well.
    ///
    /// **Errors**: what concerns all logs, such as a database that is away.
    private func catchUp(_ folding: inout Folding) async throws -> Bool {
        var isShared = false
        // Another server may have folded it meanwhile.
        folding.stuck = folding.stuck.filter { log.heads.last(of: $0.key) > views.folded.last(of: $0.key) }
        for (workspace, head) in log.heads.all where head > views.folded.last(of: workspace) {
            if let stuck = folding.stuck[workspace], stuck.retry > .now { continue }
            do {
                try await catchUp(workspace, &folding)
                folding.stuck[workspace] = nil
            } catch let error as PostgresError where error.sqlState == .serializationFailure {
                // To find a checkpoint moved is how two servers share the work: no reason to alarm anybody.
                folding.forget()
                isShared = true
                logger.debug("another server folds as well", metadata: ["workspace": "\(workspace)"])
            } catch {
                if Task.isCancelled { throw error }
                let known = folding.folder?.statements.generation
                folding.forget()
                if Self.concernsAll(error) { throw error }
                // A rebuild has dropped the generation under our feet; there is another one to go on in.
                if let known, try await views.refresh().generation != known {
                    isShared = true
                    continue
                }
                leave(workspace, because: error, &folding)
            }
        }
        return isShared
    }

    private func catchUp(_ workspace: WorkspaceID, _ folding: inout Folding) async throws {
        let folder: ViewFolder
        if let known = folding.folder {
            folder = known
        } else {
            folder = ViewFolder(statements: try await views.refresh(), log: log, pool: pool)
            folding.folder = folder
        }
        // Until its batches are written it knows nothing that can be relied on.
        var fold: ViewFold
        if let known = folding.folds.removeValue(forKey: workspace) {
            fold = known
        } else {
            fold = try await folder.begin(workspace)
        }
        views.folded.advance(workspace, to: fold.position)
        while !Task.isCancelled, try await foldBatch(of: workspace, into: &fold, with: folder) {}
        folding.folds[workspace] = fold
    }

    /// Whether the other logs need not be tried: PostgreSQL is away, or has no room.
    private static func concernsAll(_ error: any Error) -> Bool {
        switch error {
        case let error as PostgresError:
            error.isRetryable || error.code != .server && error.code != .decoding
                || error.sqlState == .readOnlyTransaction || error.sqlState?.conditionClass == "58"
        case let error as EventLogError: error.code != .refused
        default: false
        }
    }

    /// Leaves a log alone for a while.
    private func leave(_ workspace: WorkspaceID, because error: any Error, _ folding: inout Folding) {
        var random = SystemRandomNumberGenerator()
        let failures = (folding.stuck[workspace]?.failures ?? 0) + 1
        let pause = Self.stuckBackoff.delay(failures: failures, using: &random)
        folding.stuck[workspace] = Folding.Stuck(failures: failures, retry: .now + pause)
        logger.error(
            "a log cannot be folded, its views stand still",
            metadata: ["workspace": "\(workspace)", "error": "\(error)", "projection.failures": "\(failures)"])
    }

    /// Folds what there is behind a fold, up to a batch; false if there was less, so that there may be no more.
    private func foldBatch(
        of workspace: WorkspaceID, into fold: inout ViewFold, with folder: ViewFolder
    ) async throws -> Bool {
        let start = fold.position
        let records = try await log.read(workspace, after: start, limit: Self.batchEventsMax, sealed: false)
        if records.isEmpty { return false }
        var events: [RecordedEvent] = []
        events.reserveCapacity(records.count)
        for record in records { events.append(try Entry.decode(record.entry, at: record.position)) }
        fold.beginBatch(keeping: Self.rowsMax)
        try await folder.apply(events, of: workspace, to: &fold)
        try await folder.write(fold, of: workspace, from: start)
        views.folded.advance(workspace, to: fold.position)
        return records.count == Self.batchEventsMax
    }
}
