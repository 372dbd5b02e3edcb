internal import ArgumentParser
internal import Logging
internal import NIOCore
internal import Postgres
internal import Schema
internal import Server
internal import ServiceLifecycle
internal import UnixSignals

/// `carelog serve`: the server alone, on a database that somebody else looks after.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a database that is looked after elsewhere and migrated already.",
        discussion: """
            Run `carelog migrate up` first. Any number of servers may serve one database. There is no TLS yet: listen on \
            loopback, or behind something that encrypts.

            Example: carelog serve --database postgres://carelog_service@db/carelog --keys /etc/carelog/keys
            """)

    @Option(help: ArgumentHelp("Where to listen.", valueName: "host:port"))
    var listen = "127.0.0.1:7411"

    @OptionGroup var options: OperatorOptions

    func validate() throws {
        guard Self.address(listen) != nil else {
            throw ValidationError("--listen is HOST:PORT, such as 127.0.0.1:7411; not '\(listen)'")
        }
    }

    func run() async throws {
        guard let (host, port) = Self.address(listen) else { throw ExitCode.validationFailure }
        let logger = options.logging.logger("carelog")
        let backend = try options.backend()
        try await requireMigrations(logger: logger)
        let server = Server(
            desk: backend.desk, configuration: ServerConfiguration(host: host, port: port), on: backend.loop,
            logger: logger,
            onReady: { Console.out("carelog is ready on \(host):\($0.port ?? port)") })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: backend),
                    .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: [.sigint, .sigterm], logger: logger))
        try await group.run()
    }

    /// Refuses a database without a migration that this program counts on: it would be missed only when it is used. A database
    /// that cannot be asked is waited for as one that goes away later.
    private func requireMigrations(logger: Logger) async throws {
        var configuration = try options.configuration()
        configuration.connectTimeout = Self.askingMax
        let migrator = Migrator(configuration: configuration, logger: logger)
        guard let pending = try? await migrator.status().pending, let first = pending.first else { return }
        let lacks = pending.count == 1 ? first.fileName : "\(pending.count) migrations, the first is \(first.fileName)"
        throw PrivateFile.Failure(
            description: "the database has not been migrated to this version, it lacks \(lacks): "
                + "run `carelog migrate up` on it, then start again")
    }

    private static let askingMax = Duration.seconds(2)

    private static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else { return nil }
        return (String(text[..<colon]), port)
    }
}
