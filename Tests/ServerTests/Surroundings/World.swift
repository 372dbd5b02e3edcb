internal import Desk
internal import EventLog
internal import Identity
internal import Logging
internal import NIOCore
internal import Postgres
internal import Projections
internal import Support
internal import Synchronization
internal import Ticketing
internal import Vault

@testable internal import Server

/// A whole backend on a database of its own, shared by the suites of this process: each test takes a fresh workspace.
struct World: Sendable {
    let desk: Desk
    let log: EventLog
    /// Of the server that all tests share which do not need one of their own.
    let port: Int
    private let vault: Vault
    private let database: CarelogDatabase

    // Ends with the process; PostgreSQL's watchdog removes the database with the cluster.
    private static let launch = Task { try await start() }

    static var shared: World {
        get async throws { try await launch.value }
    }

    static let quiet: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .error
        return logger
    }()

    private static func start() async throws -> World {
        let database = try await CarelogDatabase.create()
        // As a server has it: statements are sent and answered on the loop that serves the sessions.
        let loop = LoopExecutor()
        guard let watch = SocketWatch(), let counter = watch.counterDescriptor() else {
            throw Unexpected("this system cannot watch sockets")
        }
        loop.watch(counter: counter, begun: watch.begin) { watch.dispatch() }
        let near = CallersLoop(loop, watch: watch)
        let pool = PostgresPool(database.service, near: near, limits: .init(connectionsMax: 8), logger: quiet)
        let log = EventLog(configuration: database.service, pool: pool, near: near, logger: quiet)
        let views = Views(pool: pool)
        let vault = Vault(keyring: Keyring(), pool: pool)
        let clock = Atomic<Int64>(1_780_000_000_000_000)
        let now: @Sendable () -> Instant = {
            Instant(microseconds: clock.wrappingAdd(1_000, ordering: .relaxed).newValue)
        }
        let desk = Desk(
            log: log, vault: vault, views: views, logger: quiet, now: now,
            makeID: {
                var random = SystemRandomNumberGenerator()
                return UniqueID.version7(at: now(), random: (random.next(), random.next()))
            })
        let projector = Projector(log: log, pool: pool, views: views, logger: quiet)
        Task { await log.run() }
        Task { await projector.run() }
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = Server(
            desk: desk, configuration: ServerConfiguration(port: 0), on: loop, logger: quiet,
            onReady: { announce.yield($0.port ?? 0) })
        Task {
            try await server.run()
            announce.finish()
        }
        guard let port = await ports.first(where: { _ in true }) else { throw Unexpected("the server did not start") }
        return World(desk: desk, log: log, port: port, vault: vault, database: database)
    }

    /// Destroys the key of a person, and has the vault forget it.
    func erase(_ person: UniqueID, in workspace: WorkspaceID) async throws {
        let connection = try await PostgresConnection.connect(database.superuser, logger: Self.quiet)
        try await connection.execute("delete from vault.key where subject = '\(person)'")
        await connection.close()
        vault.forget(person, in: workspace)
    }

    /// Makes the key of a person one that no vault can open, or one that it can again.
    func spoilKey(of person: UniqueID, in workspace: WorkspaceID, again: Bool = false) async throws {
        let wrapped = again ? "substr(wrapped, 2)" : "'\\x00'::bytea || wrapped"
        let connection = try await PostgresConnection.connect(database.superuser, logger: Self.quiet)
        try await connection.execute("update vault.key set wrapped = \(wrapped) where subject = '\(person)'")
        await connection.close()
        vault.forget(person, in: workspace)
    }

    /// A server of its own on the shared desk, for the length of `body`.
    func withServer<Value: Sendable>(
        _ configuration: ServerConfiguration = ServerConfiguration(port: 0), clock: ManualClock? = nil,
        _ body: @Sendable @escaping (Server, Int) async throws -> Value
    ) async throws -> Value {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = Server(
            desk: desk, configuration: configuration, logger: Self.quiet,
            now: { clock?.now ?? ContinuousClock.now }, onReady: { announce.yield($0.port ?? 0) })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await server.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                // Says why.
                try await group.waitForAll()
                throw Unexpected("the server did not start")
            }
            let value = try await body(server, port)
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
    }
}

/// One team with a token for each role.
struct Team: Sendable {
    let workspace: WorkspaceID
    let tokens: [Role: String]
    let tokenIDs: [Role: TokenID]
    let agents: [Role: AgentID]
    let world: World

    /// A fresh workspace.
    static func create() async throws -> Team {
        let world = try await World.shared
        let suffix = String(UInt64.random(in: 0 ... .max), radix: 36)
        let workspace = try await world.desk.createWorkspace(named: "team-\(suffix)")
        var tokens: [Role: String] = [:]
        var ids: [Role: TokenID] = [:]
        var agents: [Role: AgentID] = [:]
        for role in Role.allCases {
            let kind: AgentKind = role == .bot ? .bot : role == .connector ? .connector : .human
            let agent = try await world.desk.addAgent(
                named: "\(role.rawValue) of \(suffix)", kind: kind, roles: [role], in: workspace)
            let issued = try await world.desk.issueToken(to: agent, in: workspace)
            (tokens[role], ids[role], agents[role]) = (issued.token.text, issued.id, agent)
        }
        return Team(workspace: workspace, tokens: tokens, tokenIDs: ids, agents: agents, world: world)
    }

    func token(_ role: Role) -> String { tokens[role] ?? "" }

    /// How many events the workspace has.
    func head() async throws -> Int64 { try await world.log.last(of: workspace).value + 1 }
}

/// A clock that only tests move.
final class ManualClock: Sendable {
    private let offset = Mutex(Duration.zero)
    private let start = ContinuousClock.now

    var now: ContinuousClock.Instant { start + offset.withLock { $0 } }

    func advance(by duration: Duration) { offset.withLock { $0 += duration } }
}
