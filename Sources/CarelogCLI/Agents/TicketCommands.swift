internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// What the commands on one ticket have in common: whose token, which ticket, how the answer is shown.
struct TicketCommandOptions: ParsableArguments {
    @Argument(help: "The ticket: its id, or the end of it as `carelog inbox` lists it.")
    var ticket: TicketReference

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Whose token: agent, supervisor, trainee or bot.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    /// Sends one command about the ticket and says in a line what came of it.
    func send<Command: WireCommand>(
        _ make: @Sendable (_ commandID: String, _ ticket: String) -> Command, said: (Command.Response) -> String
    ) async throws {
        let result = try await client.withClient(as: role) { connection in
            let id = try await ticket.resolve(with: connection)
            do {
                return try await connection.call(make(NewCommandID.make(), id))
            } catch ClientError.rpc(let error) where error.kind == .alreadyClaimed && !client.json {
                throw Self.taken(error)
            }
        }
        Console.out(client.json ? String(decoding: result.jsonBytes(), as: UTF8.self) : said(result))
    }

    /// Says who was faster.
    static func taken(_ error: RPCError) -> ClientOptions.Failure {
        let who = error.assignee?.name.map { VisibleText.line($0) } ?? "somebody else"
        return ClientOptions.Failure(description: "\(who) has this ticket")
    }
}

/// `carelog claim`
struct ClaimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Take a ticket; if a colleague was faster, learn who.")
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        try await options.send({ TicketClaim(commandID: $0, ticket: $1) }) { "It is yours (version \($0.version))." }
    }
}

/// `carelog release`
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Give a ticket back, so that anybody can take it.")
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        try await options.send({ TicketRelease(commandID: $0, ticket: $1) }) {
            "It is free (version \($0.version))."
        }
    }
}

/// `carelog assign`
struct AssignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Give a ticket to an agent or a team.",
        discussion: "Example: carelog assign 9c1f20ab --team returns")
    @OptionGroup var options: TicketCommandOptions

    @Option(help: ArgumentHelp("The agent's id.", valueName: "id"))
    var agent: String?

    @Option(help: ArgumentHelp("The team's name.", valueName: "name"))
    var team: String?

    func validate() throws {
        guard (agent == nil) != (team == nil) else { throw ValidationError("give either --agent or --team") }
    }

    func run() async throws {
        let (agent, team) = (agent?.lowercased(), team)
        try await options.send({ TicketAssign(commandID: $0, ticket: $1, agent: agent, team: team) }) {
            "It is assigned (version \($0.version))."
        }
    }
}

/// `carelog reply`
struct ReplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply", abstract: "Answer the customer where they wrote.",
        discussion: """
            Without --seen the reply is sent if nothing has happened since this command read the ticket. With --seen POSITION \
            it is refused if the customer or a colleague has spoken after that position (`carelog show` prints it).

            Example: carelog reply 9c1f20ab 'We have sent you a new one.' --seen 1041
            Example: carelog reply 9c1f20ab --template refund-late --value days=5 --article refunds
            """)
    @OptionGroup var options: TicketCommandOptions
    @OptionGroup var answer: AnswerOptions

    @OptionGroup var looked: SeenOptions

    func run() async throws {
        let answer = try answer.answer()
        try await looked.send(options, { TicketReply(commandID: $0, ticket: $1, answer, seen: $2) }) { result in
            result.state == .draft
                ? "It is a draft until a person approves it: carelog approve \(result.reply)"
                : "Sent (reply \(result.reply), version \(result.version))."
        }
    }
}

/// `carelog note`
struct NoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Leave a word for colleagues; the customer never sees it.")
    @OptionGroup var options: TicketCommandOptions

    @Argument(help: "What colleagues should know.")
    var text: String

    func run() async throws {
        let text = text
        try await options.send({ TicketNote(commandID: $0, ticket: $1, text: text) }) {
            "Noted (version \($0.version))."
        }
    }
}

/// `carelog tag`
struct TagCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Put tags on a ticket, or take them off with --remove.")
    @OptionGroup var options: TicketCommandOptions

    @Argument(help: "Tags, in lower case.")
    var tags: [String]

    @Flag(help: "Take the tags off.")
    var remove = false

    func run() async throws {
        let tags = tags
        if remove {
            return try await options.send({ TicketUntag(commandID: $0, ticket: $1, tags: tags) }) {
                "Removed (version \($0.version))."
            }
        }
        try await options.send({ TicketTag(commandID: $0, ticket: $1, tags: tags) }) {
            "Tagged (version \($0.version))."
        }
    }
}

/// `carelog resolve`
struct ResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Close a ticket; it opens again when the customer writes.")
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        try await options.send({ TicketResolve(commandID: $0, ticket: $1) }) { "Resolved (version \($0.version))." }
    }
}

/// `carelog reopen`
struct ReopenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reopen", abstract: "Open a resolved ticket again.")
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        try await options.send({ TicketReopen(commandID: $0, ticket: $1) }) { "Open again (version \($0.version))." }
    }
}

/// `carelog snooze`
struct SnoozeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snooze", abstract: "Put a ticket out of sight for a while, or until the customer writes.",
        discussion: "Example: carelog snooze 9c1f20ab 4h   (units: m, h, d; or a time such as 2026-11-22T09:00:00Z)")
    @OptionGroup var options: TicketCommandOptions

    @Argument(help: "For how long, such as 30m, 4h or 2d; or until when, as RFC 3339.")
    var until: String

    func run() async throws {
        guard let time = Self.time(until, now: Surroundings.now) else {
            throw ValidationError("'\(until)' is neither a span such as 4h nor a time such as 2026-11-22T09:00:00Z")
        }
        try await options.send({ TicketSnooze(commandID: $0, ticket: $1, until: time) }) {
            "Snoozed until \(time.text) (version \($0.version))."
        }
    }

    static func time(_ text: String, now: WireTime) -> WireTime? {
        if let time = WireTime(text) { return time }
        let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (1...9_999).contains(count)
        else { return nil }
        return WireTime(microseconds: now.microseconds + count * unit * 1_000_000)
    }
}

/// `carelog watch`
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Show what happens, as it happens, until Ctrl-C.",
        discussion: "It reconnects by itself and misses nothing in between.")

    @Option(help: ArgumentHelp("Only this ticket.", valueName: "id"))
    var ticket: TicketReference?

    @Option(help: ArgumentHelp("Begin after this position; default: now. -1 is the beginning.", valueName: "position"))
    var from: Int64?

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let reconnecting = ReconnectingClient(to: try client.endpoint(as: "agent"))
        let connection = try await reconnecting.connection()
        var filter: LogFilter?
        if let ticket { filter = LogFilter(ticket: try await ticket.resolve(with: connection)) }
        let after = from ?? connection.session.head - 1
        if !client.json { Console.error("watching after position \(after); Ctrl-C ends it") }
        for try await batch in ResumingSubscription(reconnecting, after: after, filter: filter) {
            let screen = Surroundings.screen
            for event in batch.events {
                let lines = client.json ? [EventLines.json(event)] : EventLines.lines(event, screen: screen)
                for line in lines { Console.out(line) }
            }
        }
    }
}
