internal import ArgumentParser
internal import Client
internal import Failpoints
internal import JSON
internal import Synchronization
internal import Wire

/// `carelog connector`: what carries replies out.
struct ConnectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector",
        abstract:
            "Carry replies to a channel, and tell what customers did there; a pattern for connectors to real ones.",
        subcommands: [LoopbackCommand.self, EditCommand.self, WithdrawCommand.self, SignalCommand.self])
}

/// `carelog connector loopback`
struct LoopbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loopback", abstract: "Put each reply that is to go out into a file of a directory, until Ctrl-C.",
        discussion: """
            Kill it at any moment and start it again: nothing is lost. The directory honours idempotency keys, so nothing is \
            there twice either; with --not-idempotent it does not, and what is in doubt is told as unknown.
            """)

    @Option(help: ArgumentHelp("Where the files go; made if it is missing.", valueName: "directory"))
    var directory: String

    @Option(
        help: ArgumentHelp("Only this channel, such as x:@acme; may be given more than once.", valueName: "channel"))
    var channel: [String] = []

    @Flag(help: "As a channel without idempotency keys: what is sent twice is there twice.")
    var notIdempotent = false

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let loopback = try LoopbackDirectory(path: directory, isIdempotent: !notIdempotent)
        let connection = ReconnectingClient(to: try client.endpoint(as: "connector"))
        let outbox = Outbox(connection, channels: channel.isEmpty ? nil : channel, isIdempotent: !notIdempotent) {
            switch $0 {
            case .received: Failpoint.connectorReceived.pass()
            case .taken: Failpoint.connectorTaken.pass()
            case .sent: Failpoint.connectorSent.pass()
            case .left(let reply, let error): Console.error("\(reply) is left for later: \(error)")
            }
        }
        if !client.json { Console.error("carrying replies to \(directory); Ctrl-C ends it") }
        let isJSON = client.json
        let count = Atomic(0)
        try await outbox.run { item in
            do {
                let name = try await loopback.take(item.jsonBytes(), key: Outbox.key(of: item))
                let number = count.wrappingAdd(1, ordering: .relaxed).newValue
                Console.out(
                    isJSON
                        ? String(decoding: item.jsonBytes(), as: UTF8.self)
                        : "\(number): \(VisibleText.line(item.channel))  \(item.reply)  attempt \(item.attempt)")
                return .delivered(externalID: name)
            } catch {
                Console.error("\(error)")
                return .failed(reason: "the directory cannot be written to")
            }
        }
    }
}
