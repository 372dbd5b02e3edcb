internal import Desk
internal import EventLog
internal import Foundation
package import Identity
internal import Logging
package import Postgres
internal import Projections
internal import Schema
package import Support
package import Ticketing
internal import Vault

/// A workspace with somebody for every role.
package struct Staff: Sendable {
    package let name: String
    package let workspace: WorkspaceID
    package let tokens: [Role: String]
    /// How many events there were before anybody came.
    package let baseline: Int64
    /// Who works in its team, and on what; nil where nobody does.
    package var care: CareTeam?
}

/// A PostgreSQL server with a migrated database, some workspaces, and the servers that serve them.
package final class Site: Sendable {
    /// How a site is set up.
    package struct Plan: Sendable {
        package var workspaces = 2
        package var servers = 1
        /// Between the servers and PostgreSQL.
        package var hasDatabaseProxy = false
        /// Between the clients and the first server.
        package var hasClientProxy = false
        package var postgres = PostgresServer.Options(fsync: true)
        /// Whether the servers have a wall clock of their own.
        package var hasSteppedClock = false
        /// How many agents work on how many tickets, in a team with a rule; nil for no team.
        package var care: CareTeam.Size?

        package init() {}
    }

    package let postgres: PostgresServer
    package let servers: [CarelogServer]
    package let staff: [Staff]
    package let databaseProxy: FaultProxy?
    package let clientProxy: FaultProxy?
    let database: PostgresConfiguration
    let keyring: Keyring
    /// For files of this run; gone with it.
    package let directory: String

    private init(
        postgres: PostgresServer, servers: [CarelogServer], staff: [Staff], databaseProxy: FaultProxy?,
        clientProxy: FaultProxy?, database: PostgresConfiguration, keyring: Keyring, directory: String
    ) {
        self.postgres = postgres
        self.servers = servers
        self.staff = staff
        self.databaseProxy = databaseProxy
        self.clientProxy = clientProxy
        self.database = database
        self.keyring = keyring
        self.directory = directory
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Makes everything and starts the servers.
    package static func open(_ plan: Plan) async throws -> Site {
        let postgres = try await PostgresServer.launch(plan.postgres)
        let name = try await postgres.createDatabase()
        _ = try await Migrator(configuration: postgres.connection(database: name), logger: .quiet).up()
        let keyring = Keyring()
        var service = postgres.connection(database: name)
        service.user = "carelog_service"
        let staff = try await hire(plan, on: service, keyring)

        let directory = NSTemporaryDirectory() + "carelog-faults-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try keyring.fileText.write(toFile: directory + "/keys", atomically: false, encoding: .utf8)
        chmod(directory + "/keys", 0o600)
        var host = postgres.directory
        var databaseProxy: FaultProxy?
        if plan.hasDatabaseProxy {
            let target = "\(postgres.directory)/.s.PGSQL.\(postgres.port)"
            host = directory
            databaseProxy = try FaultProxy(listeningOn: .unix("\(directory)/.s.PGSQL.\(postgres.port)")) {
                .unix(target)
            }
        }
        let address = "host=\(host) port=\(postgres.port) dbname=\(name) user=carelog_service"
        let servers = (0..<plan.servers).map { _ in
            CarelogServer(database: address, keys: directory + "/keys")
        }
        var launch = CarelogServer.Launch()
        if plan.hasSteppedClock {
            try await SteppedClock.make(in: directory)
            launch.environment = SteppedClock.environment(in: directory)
        }
        for server in servers { try await server.start(launch) }
        let first = servers[0]
        let clientProxy =
            plan.hasClientProxy ? try FaultProxy(listeningOn: .tcp(0)) { [first] in .tcp(first.port) } : nil
        return Site(
            postgres: postgres, servers: servers, staff: staff, databaseProxy: databaseProxy, clientProxy: clientProxy,
            database: postgres.connection(database: name), keyring: keyring, directory: directory)
    }

    /// Where the nth client connects to.
    package func port(for client: Int) -> Int { clientProxy?.port ?? servers[server(of: client)].port }

    /// The number of the server that the nth client asks.
    package func server(of client: Int) -> Int { clientProxy == nil ? client % servers.count : 0 }

    /// Looks at the database behind everybody's back, past every proxy.
    package func query(_ sql: String) async throws -> PostgresResult {
        let connection = try await PostgresConnection.connect(database, logger: .silent)
        do {
            let result = try await connection.query(Statement("look", sql))
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Runs a command of the program against this database.
    package func command(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> CarelogBinary.Outcome {
        let address =
            "host=\(postgres.directory) port=\(postgres.port) dbname=\(database.database) user=carelog_service"
        return try await CarelogBinary.run(
            arguments + ["--database", address, "--keys", directory + "/keys"], environment: environment)
    }

    /// Ends everything that still runs.
    package func close() async {
        for server in servers {
            server.thaw()
            try? await server.kill9()
        }
        postgres.thaw()
        try? await postgres.stopImmediately()
    }

    private static func hire(
        _ plan: Plan, on service: PostgresConfiguration, _ keyring: Keyring
    ) async throws -> [Staff] {
        let pool = PostgresPool(service, limits: .init(connectionsMax: 4), logger: .quiet)
        let log = EventLog(configuration: service, pool: pool, logger: .quiet)
        let desk = Desk(
            log: log, vault: Vault(keyring: keyring, pool: pool), views: Views(pool: pool), logger: .quiet,
            now: { Moment.now() },
            makeID: {
                UniqueID.version7(
                    at: Moment.now(), random: (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)))
            })
        let appending = Task { await log.run() }
        var staff: [Staff] = []
        for number in 0..<plan.workspaces {
            let name = "faults-\(number)"
            let workspace = try await desk.createWorkspace(named: name)
            var tokens: [Role: String] = [:]
            for role in Role.allCases {
                let kind: AgentKind = role == .bot ? .bot : role == .connector ? .connector : .human
                let agent = try await desk.addAgent(named: role.rawValue, kind: kind, roles: [role], in: workspace)
                tokens[role] = try await desk.issueToken(to: agent, in: workspace).token.text
            }
            var care: CareTeam?
            if let size = plan.care { care = try await CareTeam.gather(size, in: workspace, named: name, at: desk) }
            let baseline = try await log.last(of: workspace).value + 1
            staff.append(Staff(name: name, workspace: workspace, tokens: tokens, baseline: baseline, care: care))
        }
        appending.cancel()
        await appending.value
        await pool.close()
        return staff
    }
}

/// The wall clock in the form of ours.
enum Moment {
    static func now() -> Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
