internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Postgres
internal import Vault

/// A private PostgreSQL on which databases are made, filled, served and measured.
struct BenchStage: Sendable {
    let directory: DataDirectory
    let endpoint: EmbeddedPostgres.Endpoint
    let logger: Logger
    private let postgres: EmbeddedPostgres
    private let isKept: Bool

    /// Starts it in a new temporary directory, or in one that is kept and used again, with so many `WriteAheadFiles`.
    static func open(keeping path: String?, files: Int, logger: Logger) async throws -> BenchStage {
        let directory = try DataDirectory(path: path ?? "/tmp/carelog-bench-\(getpid())").prepare()
        OpenFiles.allowMost()
        let postgres = EmbeddedPostgres(directory: directory, logger: logger)
        let stage = BenchStage(
            directory: directory, endpoint: try await postgres.start(), logger: logger, postgres: postgres,
            isKept: path != nil)
        do {
            try await WriteAheadFiles.make(files, at: stage.endpoint, logger: logger)
        } catch {
            await stage.close()
            throw error
        }
        return stage
    }

    private init(
        directory: DataDirectory, endpoint: EmbeddedPostgres.Endpoint, logger: Logger, postgres: EmbeddedPostgres,
        isKept: Bool
    ) {
        self.directory = directory
        self.endpoint = endpoint
        self.logger = logger
        self.postgres = postgres
        self.isKept = isKept
    }

    /// Stops it, and removes it unless it is kept.
    func close() async {
        await postgres.stop()
        if !isKept { try? FileManager.default.removeItem(atPath: directory.path) }
    }

    /// A migrated database of that name; made if it is not there.
    func database(_ name: String) async throws -> BenchDatabase {
        let configuration = try await EmbeddedDatabase(endpoint: endpoint, database: name).prepare(logger: logger)
        let keyring = try KeyFile(path: directory.path + "/keys").loadOrMake()
        return BenchDatabase(stage: self, name: name, configuration: configuration, keyring: keyring)
    }
}

/// One database of the stage: its own workspaces, log and projections.
struct BenchDatabase: Sendable {
    let stage: BenchStage
    let name: String
    /// As the superuser, whom nothing keeps from preparing what a measurement needs.
    let configuration: PostgresConfiguration
    let keyring: Keyring

    private var connectionFile: PrivateFile { PrivateFile(path: "\(stage.directory.path)/\(name).json") }

    /// The workspace `demo` with an agent and a token of every role. Made once, so that a log that was seeded since is
    /// not folded only to look at them.
    func tokens() async throws -> [String: String] {
        if let text = try connectionFile.read() { return try ConnectionFile(parsing: text).tokens }
        let backend = Backend(configuration: configuration, keyring: keyring, logger: stage.logger)
        let tokens = try await backend.around { try await DemoWorkspace(desk: backend.desk).tokens(known: [:]) }
        try connectionFile.write(
            ConnectionFile(host: "127.0.0.1", port: 1, workspace: DemoWorkspace.name, tokens: tokens).text)
        return tokens
    }

    /// Runs `body` against a server in a process of its own, and stops it.
    func serving<Value>(_ body: (BenchServer) async throws -> Value) async throws -> Value {
        let server = try await BenchServer.start(on: self)
        do {
            let value = try await body(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Runs `body` with a connection of the superuser, whose statements may take as long as they take.
    func connected<Value>(_ body: (PostgresConnection) async throws -> Value) async throws -> Value {
        var configuration = configuration
        configuration.statementTimeout = nil
        let connection = try await PostgresConnection.connect(configuration, logger: stage.logger)
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// What other programs call it.
    var url: String { stage.endpoint.connectionString(database: name) }
}

/// How many sockets a process may have.
enum OpenFiles {
    /// As many as the system lets this process, and those that it starts, have.
    static func allowMost() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }
}
