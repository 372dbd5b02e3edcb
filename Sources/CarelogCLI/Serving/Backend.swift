internal import Desk
internal import EventLog
internal import Identity
internal import Logging
internal import Postgres
internal import Projections
internal import Server
internal import ServiceLifecycle
internal import Vault

/// Everything behind the listener, put together: one database, one set of keys.
///
/// **Isolation**: `run` owns the tasks; the desk may be used from anywhere while it runs.
struct Backend: Service {
    let desk: Desk
    let log: EventLog
    let views: Views
    /// Reads, and what operators do.
    let pool: PostgresPool
    /// Folds; what it loses in a crash is folded again.
    let foldingPool: PostgresPool
    /// Where sessions are served, and where what they ask of the database is sent and answered.
    let loop = LoopExecutor()
    private let projector: Projector

    /// Connects only in `run`. The service's role is taken on whatever role the configuration logs in with.
    init(configuration: PostgresConfiguration, keyring: Keyring, logger: Logger) {
        var service = configuration
        service.parameters["role"] = "carelog_service"
        service.applicationName = "carelog"
        // Every statement of the service leads through an index. A plan made while a table was nearly empty must not
        // read all of it a million rows later.
        service.parameters["enable_seqscan"] = "off"
        // Where there is no index, as on tables that stay small, that makes a plan look so dear that it would be compiled at
        // every execution, which takes many times as long as the statement.
        service.parameters["jit"] = "off"
        var folding = service
        folding.applicationName = "carelog projections"
        folding.parameters["synchronous_commit"] = "off"
        // Whoever may come may wait: each session that connects has something looked up, and each request in flight. A place
        // in line takes about a kilobyte.
        let server = ServerConfiguration()
        let waitersMax = server.connectionsMax + server.requestsMax
        let near = Self.near(loop)
        pool = PostgresPool(
            service, near: near, limits: .init(connectionsMax: 8, waitersMax: waitersMax), logger: logger)
        foldingPool = PostgresPool(folding, limits: .init(connectionsMax: 4), logger: logger)
        log = EventLog(configuration: service, pool: pool, near: near, logger: logger)
        views = Views(pool: pool)
        let vault = Vault(keyring: keyring, pool: pool)
        let ids = IDSource()
        desk = Desk(
            log: log, vault: vault, views: views, logger: logger, now: Self.now,
            makeID: { ids.next(at: Self.now()) })
        projector = Projector(log: log, pool: foldingPool, views: views, logger: logger)
    }

    /// Appends, follows, folds, wakes, gives out and looks who is there until shut down gracefully or cancelled.
    func run() async {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await log.run() }
                group.addTask { await projector.run() }
                group.addTask { await SnoozeClock(desk: desk).run() }
                group.addTask { await CrisisClock(desk: desk).run() }
                group.addTask { await Assigner(desk: desk).run() }
                group.addTask { await PresenceClock(desk: desk, server: desk.newID()).run() }
            }
        }
        await pool.close()
        await foldingPool.close()
    }

    /// Runs a piece of work with the backend behind it, and stops the backend afterwards.
    func around<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                await run()
                return nil
            }
            group.addTask { try await body() }
            while let finished = try await group.next() {
                if let value = finished {
                    group.cancelAll()
                    return value
                }
            }
            throw CancellationError()
        }
    }

    /// Has the loop see what comes from the database, where the system has a way to.
    private static func near(_ loop: LoopExecutor) -> CallersLoop? {
        guard let watch = SocketWatch(), let counter = watch.counterDescriptor() else { return nil }
        loop.watch(counter: counter, begun: watch.begin) { watch.dispatch() }
        return CallersLoop(loop, watch: watch)
    }

    /// The wall clock. **Units**: microseconds, as entries have them.
    static func now() -> Instant { WallClock.now() }
}
