internal import Desk
internal import EventLog
internal import Identity
internal import Logging
internal import Postgres
internal import Projections
internal import Support
internal import Synchronization
internal import Ticketing
internal import Vault

/// Two servers' desks on one database, as they would run, shared by the suites: each test takes a fresh workspace.
struct Office: Sendable {
    let desk: Desk
    let other: Desk
    let log: EventLog
    let clock: TestClock
    private let vaults: [Vault]
    private let database: CarelogDatabase
    private let keyring: Keyring
    private let running: Running

    /// What runs for an office, until nobody has it any more: a suite that starts one for each test would have the others
    /// wait for what the old ones still do.
    private final class Running: Sendable {
        private let tasks: [Task<Void, Never>]
        private let pools: [PostgresPool]

        init(_ tasks: [Task<Void, Never>], _ pools: [PostgresPool]) { (self.tasks, self.pools) = (tasks, pools) }

        deinit {
            for task in tasks { task.cancel() }
            // Whoever uses one still has the office.
            Task { [pools] in for pool in pools { await pool.close() } }
        }
    }

    // Ends with the process; PostgreSQL's watchdog removes the database with the cluster.
    private static let launch = Task { try await start() }

    static var shared: Office {
        get async throws { try await launch.value }
    }

    /// One of its own; without projectors the views stay empty.
    static func start(projecting: Bool = true) async throws -> Office {
        let database = try await CarelogDatabase.create()
        let keyring = Keyring()
        let clock = TestClock()
        var made: [(desk: Desk, log: EventLog, vault: Vault)] = []
        var tasks: [Task<Void, Never>] = []
        var pools: [PostgresPool] = []
        for _ in 0..<2 {
            let pool = PostgresPool(database.service, limits: .init(connectionsMax: 4), logger: .quiet)
            let log = EventLog(configuration: database.service, pool: pool, logger: .quiet)
            let views = Views(pool: pool)
            let vault = Vault(keyring: keyring, pool: pool)
            let desk = desk(log, views, vault, clock, logger: .talkative)
            tasks.append(Task { await log.run() })
            if projecting {
                let projector = Projector(log: log, pool: pool, views: views, logger: .quiet)
                tasks.append(Task { await projector.run() })
            }
            pools.append(pool)
            made.append((desk, log, vault))
        }
        return Office(
            desk: made[0].desk, other: made[1].desk, log: made[0].log, clock: clock, vaults: made.map(\.vault),
            database: database, keyring: keyring, running: Running(tasks, pools))
    }

    /// Does something behind everybody's back.
    func sabotage(_ sql: String) async throws {
        var configuration = database.superuser
        // Some of it fills large tables, on machines that are busy.
        configuration.statementTimeout = nil
        let connection = try await PostgresConnection.connect(configuration, logger: .quiet)
        try await connection.execute(sql)
        await connection.close()
    }

    /// Destroys the key of a person, and has both desks' vaults forget it.
    func erase(_ person: UniqueID) async throws {
        try await sabotage("delete from vault.key where subject = '\(person)'")
        for workspace in try await log.workspaces() {
            for vault in vaults { vault.forget(person, in: workspace.id) }
        }
    }

    /// Makes the views anew, as an operator does.
    func rebuild() async throws {
        let pool = PostgresPool(database.service, limits: .init(connectionsMax: 4), logger: .quiet)
        _ = try await Rebuild(log: log, pool: pool).rebuild()
        await pool.close()
    }

    /// A desk that has just been opened and knows nothing yet, maybe on the far side of a wire. It only reads: its log does
    /// not run.
    func newcomer(behind relay: Relay? = nil) -> Desk {
        var service = relay?.connection(database: database.name) ?? database.service
        service.user = database.service.user
        let pool = PostgresPool(service, limits: .init(connectionsMax: 4), logger: .silent)
        let log = EventLog(configuration: service, pool: pool, logger: .silent)
        return Self.desk(log, Views(pool: pool), Vault(keyring: keyring, pool: pool), clock, logger: .silent)
    }

    static func desk(
        _ log: EventLog, _ views: Views, _ vault: Vault, _ clock: TestClock, logger: Logger = .quiet
    ) -> Desk {
        Desk(
            log: log, vault: vault, views: views, logger: logger, now: { clock.now() },
            makeID: {
                var random = SystemRandomNumberGenerator()
                return UniqueID.version7(at: clock.now(), random: (random.next(), random.next()))
            })
    }
}

/// A wall clock that goes on a millisecond whenever it is looked at, and further when a test says so.
final class TestClock: Sendable {
    private let microseconds = Atomic<Int64>(1_780_000_000_000_000)

    func now() -> Instant { Instant(microseconds: microseconds.wrappingAdd(1_000, ordering: .relaxed).newValue) }

    func advance(bySeconds seconds: Int64) { microseconds.wrappingAdd(seconds * 1_000_000, ordering: .relaxed) }
}
