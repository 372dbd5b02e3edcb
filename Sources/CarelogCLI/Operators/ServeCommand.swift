internal import ArgumentParser
internal import Logging
internal import NIOCore
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

    private static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else { return nil }
        return (String(text[..<colon]), port)
    }
}
