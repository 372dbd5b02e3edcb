internal import ArgumentParser
internal import Desk
internal import Glibc
internal import Logging
internal import NIOCore
internal import Postgres
internal import Schema
internal import Server
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals
internal import Vault

/// `carelog up`: all of it on one machine, from nothing.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start everything on this machine: a private PostgreSQL, the server, a demo workspace.",
        discussion: """
            The first start makes a PostgreSQL cluster in the data directory, migrates it and creates the workspace `demo` \
            with an agent, a connector, an auditor, a supervisor, a bot and an admin. Their tokens are in DIR/connection.json, \
            where the other commands find them. Run again on the same directory, it goes on with the same data.

            It serves until SIGINT or SIGTERM; then what is in flight is finished and PostgreSQL is stopped.

            Example: carelog up --data ./care --demo   (then, elsewhere: carelog inbox --connection ./care/connection.json)
            """)

    @Option(help: ArgumentHelp("Where everything is kept. Made if it does not exist.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("The TCP port on 127.0.0.1; 0 takes any free one.", valueName: "port"))
    var port = 7411

    @Flag(help: "Fill an empty workspace with conversations, so that there is something to look at.")
    var demo = false

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535, not \(port)") }
    }

    func run() async throws {
        let logger = logging.logger("carelog")
        // Signals are watched over once, for the start and for the serving: one that came between two watches would be lost.
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: WholeOfIt(run: { try await startAndServe(logger) }),
                        successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigint, .sigterm], logger: logger))
        try await group.run()
    }

    private func startAndServe(_ logger: Logger) async throws {
        let directory = data.map { DataDirectory(path: $0) } ?? EmbeddedDirectory.standard()
        let postgres = EmbeddedPostgres(directory: directory, logger: logger) { event in
            if case .died(_, let how) = event { Console.error("PostgreSQL died (\(how)); starting it again") }
        }
        do {
            if let configuration = try await start(postgres, logger) {
                try await serve(postgres, configuration, in: directory, logger)
            }
            await postgres.stop()
        } catch {
            await postgres.stop()
            throw error
        }
    }

    /// How to reach the database, once PostgreSQL runs and is migrated; nil if it is to end before that.
    private func start(_ postgres: EmbeddedPostgres, _ logger: Logger) async throws -> PostgresConfiguration? {
        try await withThrowingTaskGroup(of: PostgresConfiguration?.self) { group in
            group.addTask {
                // Cancelled: it has started.
                try? await gracefulShutdown()
                return nil
            }
            group.addTask {
                try await EmbeddedDatabase(endpoint: try await postgres.start()).prepare(logger: logger)
            }
            defer { group.cancelAll() }
            let configuration = try await group.next() ?? nil
            // A start that is under way hears of it by this alone.
            if configuration == nil { await postgres.stop() }
            return configuration
        }
    }

    private func serve(
        _ postgres: EmbeddedPostgres, _ configuration: PostgresConfiguration, in directory: DataDirectory,
        _ logger: Logger
    ) async throws {
        let backend = Backend(
            configuration: configuration, keyring: try KeyFile(path: directory.path + "/keys").loadOrMake(),
            logger: logger)
        let front = FrontService(
            backend: backend, connection: PrivateFile(path: directory.path + "/connection.json"), port: port,
            fillsDemo: demo, logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: SupervisedPostgres(postgres: postgres)), .init(service: backend),
                    .init(service: front, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                logger: logger))
        try await group.run()
    }
}

/// What the process does, as the one service that hears of signals; those within hear of them by it.
private struct WholeOfIt: Service {
    let body: @Sendable () async throws -> Void

    init(run body: @escaping @Sendable () async throws -> Void) { self.body = body }

    func run() async throws { try await body() }
}

/// Looks after PostgreSQL until everything that needs it has stopped.
private struct SupervisedPostgres: Service {
    let postgres: EmbeddedPostgres

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await postgres.run() }
    }
}

/// Makes what a first start lacks, listens, and says so.
private struct FrontService: Service {
    let backend: Backend
    let connection: PrivateFile
    let port: Int
    let fillsDemo: Bool
    let logger: Logger

    func run() async throws {
        let text = try connection.read()
        // A file that cannot be read is replaced: its tokens are lost, the data is not.
        let known = try? text.map { try ConnectionFile(parsing: $0) }
        let tokens = try await DemoWorkspace(desk: backend.desk).tokens(known: known?.tokens ?? [:])
        let (ready, announce) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let server = Server(
            desk: backend.desk, configuration: ServerConfiguration(port: port), on: backend.loop, logger: logger,
            onReady: { address in
                announce.yield(address.port ?? 0)
                announce.finish()
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await server.run()
            }
            for await port in ready {
                let file = ConnectionFile(
                    host: "127.0.0.1", port: port, workspace: DemoWorkspace.name, tokens: tokens)
                try connection.write(file.text)
                if fillsDemo { try await DemoFilling(connection: file).fillIfEmpty() }
                Console.out("carelog is ready on 127.0.0.1:\(port)")
            }
            try await group.waitForAll()
        }
    }
}
