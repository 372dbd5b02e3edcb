internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// What the commands have in common that tell what a customer did on a channel.
struct TellingOptions: ParsableArguments {
    @Argument(help: "The channel, such as x:@acme.")
    var channel: String

    @Option(name: .customLong("at"), help: ArgumentHelp("When it was, if not now.", valueName: "time"))
    var occurredAt: WireTime?

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "connector"

    @OptionGroup var client: ClientOptions

    /// Tells it and says in a line what came of that. It is told once, however often it is brought in.
    func send<Command: WireCommand>(_ command: Command, said: (Command.Response) -> String) async throws {
        let result = try await client.withClient(as: role) { try await $0.call(command) }
        Console.out(client.json ? String(decoding: result.jsonBytes(), as: UTF8.self) : said(result))
    }
}

/// `carelog connector edit`
struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Tell that a customer has changed a message; what it said before stays in the log.",
        discussion: "Example: carelog connector edit x:@acme 1859 'I mean Tuesday.' --revision 2")
    @OptionGroup var options: TellingOptions

    @Argument(help: ArgumentHelp("What the channel calls the message.", valueName: "external-id"))
    var externalID: String

    @Argument(help: "What it says from then on.")
    var text: String

    @Option(help: ArgumentHelp("What the channel calls this state of it; each is taken once.", valueName: "name"))
    var revision: String?

    func run() async throws {
        let edit = MessageEdit(
            commandID: NewCommandID.make(), channel: options.channel, externalID: externalID, revision: revision,
            text: text, occurredAt: options.occurredAt)
        try await options.send(edit) { RevisedLine.text($0, "It says that from now on") }
    }
}

/// `carelog connector withdraw`
struct WithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Tell that a customer has taken a message back; it stays in the log.",
        discussion: "Example: carelog connector withdraw x:@acme 1859")
    @OptionGroup var options: TellingOptions

    @Argument(help: ArgumentHelp("What the channel calls the message.", valueName: "external-id"))
    var externalID: String

    func run() async throws {
        let withdrawal = MessageWithdraw(
            commandID: NewCommandID.make(), channel: options.channel, externalID: externalID,
            occurredAt: options.occurredAt)
        try await options.send(withdrawal) { RevisedLine.text($0, "It is shown no more") }
    }
}

/// What came of an edit or a withdrawal.
private enum RevisedLine {
    static func text(_ result: MessageRevisedResult, _ done: String) -> String {
        let place = "(ticket \(TicketReference.short(result.ticket)))."
        return result.duplicate ? "It was told before \(place)" : "\(done) \(place)"
    }
}

/// `carelog connector signal`
struct SignalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signal",
        abstract: "Tell what somebody did instead of writing, on a message, a reply or about the brand.",
        discussion:
            "Example: carelog connector signal x:@acme like-7 reaction --author @ann --on 1859 --emoji 👍 --tone good")
    @OptionGroup var options: TellingOptions

    @Argument(help: ArgumentHelp("What the channel calls it; it is told once.", valueName: "external-id"))
    var externalID: String

    @Argument(help: "reaction, hidden, reported, unfollowed or shared.")
    var signal: WireSignal

    @Option(help: ArgumentHelp("Who did it, as the channel calls them.", valueName: "handle"))
    var author: String

    @Option(help: ArgumentHelp("How it is meant: good, bad or neutral (the default).", valueName: "tone"))
    var tone: WireTone?

    @Option(
        help: ArgumentHelp("What the channel calls the message or reply that it was done on.", valueName: "external-id")
    )
    var on: String?

    @Option(help: ArgumentHelp("The id of the reply that it was done on.", valueName: "id"))
    var reply: String?

    @Option(help: ArgumentHelp("With which they reacted.", valueName: "emoji"))
    var emoji: String?

    func validate() throws {
        guard on == nil || reply == nil else { throw ValidationError("it is on one thing: give --on or --reply") }
    }

    func run() async throws {
        let told = SignalReceive(
            commandID: NewCommandID.make(), channel: options.channel, externalID: externalID,
            author: WireAuthor(handle: author), signal: signal, tone: tone, on: on, reply: reply?.lowercased(),
            emoji: emoji, occurredAt: options.occurredAt)
        try await options.send(told) { result in
            let place = result.ticket.map { "on ticket \(TicketReference.short($0))" } ?? "about the brand"
            return result.duplicate ? "It was told before (\(place))." : "It is told (\(place))."
        }
    }
}

extension WireSignal: ExpressibleByArgument {}
extension WireTone: ExpressibleByArgument {}
