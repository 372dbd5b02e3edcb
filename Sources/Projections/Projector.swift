package import EventLog
internal import Identity
package import Logging
package import Postgres

/// Keeps the live generation up with every log.
///
/// Several servers may run one each: whoever folds a batch first moves the checkpoint, and the other, who finds it moved,
/// goes on from there. So no server has to own a workspace, and none can write what is stale.
package struct Projector: Sendable {
    private let log: EventLog
    private let pool: PostgresPool
    private let views: Views
    private let logger: Logger

    /// The pool's connections should run with `synchronous_commit = off`: what is lost can be folded again.
    package init(log: EventLog, pool: PostgresPool, views: Views, logger: Logger) {
        self.log = log
        self.pool = pool
        self.views = views
        self.logger = logger
    }

    /// Folds until cancelled. Faults are logged and tried again; a fold that fails never skips an event.
    package func run() async {
        var failures = 0
        var random = SystemRandomNumberGenerator()
        let backoff = Backoff(base: .milliseconds(50), cap: .seconds(2))
        var seen: UInt64 = 0
        while !Task.isCancelled {
            seen = await log.heads.changed(since: seen)
            do {
                try await catchUp()
                failures = 0
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

    /// Folds every log to where it is known to go.
    func catchUp() async throws {
        let statements = try await views.refresh()
        let folder = ViewFolder(statements: statements, log: log, pool: pool, batchEventsMax: 1_000)
        for (workspace, head) in log.heads.all where head > views.folded.last(of: workspace) {
            var position = try await folder.checkpoint(of: workspace)
            views.folded.advance(workspace, to: position)
            while !Task.isCancelled {
                let next = try await folder.foldBatch(of: workspace, after: position, upTo: LogPosition(.max))
                if next == position { break }
                position = next
                views.folded.advance(workspace, to: position)
            }
        }
    }
}
