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

    /// Folds until cancelled. Faults are logged and tried again; a fold that fails never skips an event.
    package func run() async {
        var failures = 0
        var random = SystemRandomNumberGenerator()
        let backoff = Backoff(base: .milliseconds(50), cap: .seconds(2))
        var folding: Folding?
        var seen: UInt64 = 0
        while !Task.isCancelled {
            seen = await log.heads.changed(since: seen)
            do {
                let start = ContinuousClock.now
                var current: Folding
                if let folding { current = folding } else { current = Folding(folder: try await folder()) }
                // Until its batches are written it knows nothing that can be relied on.
                folding = nil
                try await catchUp(&current)
                folding = current
                failures = 0
                await rest(for: min(resting.longest, (ContinuousClock.now - start) * resting.factor))
            } catch {
                if Task.isCancelled { return }
                failures += 1
                // To find a checkpoint moved is how two servers share the work: no reason to alarm anybody.
                let isShared = (error as? PostgresError)?.sqlState == .serializationFailure
                logger.log(
                    level: isShared ? .debug : .warning, "folding stopped, trying again",
                    metadata: ["error": "\(error)", "projection.failures": "\(failures)"])
                try? await Task.sleep(for: backoff.delay(failures: failures, using: &random))
                seen = 0
            }
        }
    }

    /// Until the time is over, or somebody waits for what is not folded yet.
    private func rest(for duration: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: duration) }
            group.addTask {
                var seen: UInt64 = 0
                while !views.isAwaited && !Task.isCancelled { seen = await views.awaited.changed(since: seen) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// What is known of the live generation from one batch to the next. Any failure ends it: then the tables are asked.
    private struct Folding {
        let folder: ViewFolder
        var folds: [WorkspaceID: ViewFold] = [:]
    }

    private func folder() async throws -> ViewFolder {
        ViewFolder(statements: try await views.refresh(), log: log, pool: pool)
    }

    /// Folds every log to where it is known to go.
    private func catchUp(_ folding: inout Folding) async throws {
        for (workspace, head) in log.heads.all where head > views.folded.last(of: workspace) {
            let known = folding.folds.removeValue(forKey: workspace)
            var fold: ViewFold
            if let known { fold = known } else { fold = try await folding.folder.begin(workspace) }
            views.folded.advance(workspace, to: fold.position)
            while !Task.isCancelled, try await foldBatch(of: workspace, into: &fold, with: folding.folder) {}
            folding.folds[workspace] = fold
        }
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
