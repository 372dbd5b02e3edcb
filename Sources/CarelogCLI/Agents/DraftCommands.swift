internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog draft`
struct DraftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft", abstract: "Propose an answer that goes out when somebody else approves it.",
        discussion: """
            --seen is as of `carelog reply`: what the customer or a colleague says afterwards keeps the draft from going out.

            Example: carelog draft 9c1f20ab 'We are looking into it.'
            """)
    @OptionGroup var options: TicketCommandOptions
    @OptionGroup var answer: AnswerOptions

    @OptionGroup var looked: SeenOptions

    func run() async throws {
        let answer = try answer.answer()
        try await looked.send(options, { ReplyDraft(commandID: $0, ticket: $1, answer, seen: $2) }) {
            "It waits for a person (draft \($0.draft), version \($0.version))."
        }
    }
}

/// `carelog drafts`
struct DraftsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drafts", abstract: "List the drafts that wait for a person, the oldest first.",
        discussion: "Example: carelog drafts --team returns")

    @Option(help: ArgumentHelp("Only this channel, such as x:@acme.", valueName: "channel"))
    var channel: String?

    @Option(help: ArgumentHelp("Only tickets of this team.", valueName: "team"))
    var team: String?

    @Option(help: ArgumentHelp("How many drafts, 1 to 200.", valueName: "count"))
    var limit = 50

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is 1 to 200, not \(limit)") }
    }

    func run() async throws {
        let page = try await client.withClient(as: "agent") { connection in
            try await connection.call(DraftList(channel: channel, team: team, limit: limit))
        }
        if client.json { return Console.out(String(decoding: page.jsonBytes(), as: UTF8.self)) }
        let screen = Surroundings.screen
        for draft in page.drafts { for line in Self.lines(draft, screen: screen) { Console.out(line) } }
        let count = Console.counted(page.drafts.count, "draft")
        Console.error("\(count)\(page.next == nil ? "" : " and more"), as of position \(page.asOf)")
    }

    private static func lines(_ draft: WireDraft, screen: Screen) -> [String] {
        let time = String(draft.at.text.prefix(16)).replacing("T", with: " ")
        let who = VisibleText.line(draft.by.name ?? draft.by.kind.rawValue)
        let place = "ticket \(TicketReference.short(draft.ticket))  \(VisibleText.line(draft.channel))"
        var lines = ["\(draft.draft)  \(time)  \(TerminalStyle.bold.paint(who, screen))  \(place)"]
        let width = max(20, (screen.columns ?? 100) - 4)
        for line in TextWrap.lines(draft.text ?? "(erased)", columns: width) { lines.append("    " + line) }
        return lines
    }
}

/// What the commands on one draft or reply have in common.
struct ReplyOptions: ParsableArguments {
    @Argument(help: "Its id, as `carelog drafts`, `carelog outbox` and `carelog show` print it.")
    var reply: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Whose token: agent or supervisor. Default: agent, if agents may.", valueName: "role"))
    var role: String?

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard WireText.uuid(reply.lowercased()) != nil else {
            throw ValidationError("'\(reply)' is not the id of a reply or draft; `carelog show` prints them")
        }
    }

    /// Sends one command about it and says in a line what came of that. `least` is a role that may.
    func send<Command: WireCommand>(
        by least: String = "agent", _ make: @Sendable (_ commandID: String, _ reply: String) -> Command, said: String
    ) async throws {
        let result = try await client.withClient(as: role ?? least) { connection in
            do {
                return try await connection.call(make(NewCommandID.make(), reply.lowercased()))
            } catch let error as ClientError {
                throw MissedWords.shown(of: error)
            }
        }
        Console.out(client.json ? String(decoding: result.jsonBytes(), as: UTF8.self) : said)
    }
}

/// `carelog approve`
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Let a colleague's or a bot's draft go out, as it is or in other words.",
        discussion: """
            If a colleague has spoken since the draft's author looked, nothing is sent, and what they said is shown; with \
            --seen POSITION it counts what was said after that position.

            Example: carelog approve 019aa8f0-… --text 'It is on its way.'
            """)
    @OptionGroup var options: ReplyOptions

    @Option(help: ArgumentHelp("What goes out in its place.", valueName: "text"))
    var text: String?

    @Option(help: ArgumentHelp("The last position of the ticket that you have seen.", valueName: "position"))
    var seen: Int64?

    func run() async throws {
        let (text, seen) = (text, seen)
        try await options.send({ ReplyApprove(commandID: $0, reply: $1, text: text, seen: seen) }, said: "Sent.")
    }
}

/// `carelog reject`
struct RejectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Do not let a draft go out, and tell its author why.",
        discussion: "Example: carelog reject 019aa8f0-… 'We do not promise dates.'")
    @OptionGroup var options: ReplyOptions

    @Argument(help: "Why not.")
    var reason: String

    func run() async throws {
        let reason = reason
        try await options.send({ ReplyReject(commandID: $0, draft: $1, reason: reason) }, said: "Rejected.")
    }
}

/// `carelog retry`
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Have a reply sent once more that failed, or of which nobody knows what became.",
        discussion: "If the network had it after all, the customer gets it twice.")
    @OptionGroup var options: ReplyOptions

    func run() async throws {
        try await options.send({ ReplyRetry(commandID: $0, reply: $1) }, said: "It is in the outbox again.")
    }
}

/// `carelog lost`
struct LostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lost",
        abstract: "Give up a reply that a connector has taken and never tells of, so that it can be retried.",
        discussion: """
            If the connector comes back and says what became of it, that counts.

            Example: carelog lost 019aa8f0-… --reason 'its machine is gone'
            """)
    @OptionGroup var options: ReplyOptions

    @Option(help: ArgumentHelp("Why nothing more is to be expected of it.", valueName: "text"))
    var reason: String?

    func run() async throws {
        let reason = reason
        try await options.send(
            by: "supervisor", { ReplyUnknown(commandID: $0, reply: $1, reason: reason) },
            said: "It is in doubt now; `carelog retry` has it sent once more.")
    }
}
