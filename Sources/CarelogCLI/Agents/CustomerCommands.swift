internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog customer`
struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer", abstract: "Who a customer is, and who is one person.",
        subcommands: [
            CustomerShowCommand.self, CustomerLinkCommand.self, CustomerUnlinkCommand.self, CustomerMergeCommand.self,
            CustomerUnmergeCommand.self,
        ], defaultSubcommand: CustomerShowCommand.self)
}

/// A customer by their whole id: lists of customers there are none to shorten it from.
struct CustomerReference: ExpressibleByArgument {
    let id: String

    init?(argument: String) {
        let id = argument.lowercased()
        guard WireText.uuid(id) != nil else { return nil }
        self.id = id
    }
}

/// What every command about customers takes.
struct CustomerCommandOptions: ParsableArguments {
    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token: agent or supervisor.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func send<Command: WireCommand>(_ command: Command, done: String) async throws
    where Command.Response == CustomerResult {
        let result = try await client.withClient(as: role) { try await $0.call(command) }
        Console.out(client.json ? String(decoding: result.jsonBytes(), as: UTF8.self) : done)
    }
}

/// `carelog customer show`
struct CustomerShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show who somebody is, who knows them, and their tickets, the newest first.",
        discussion: "Example: carelog customer 019aa8f0-…   (`carelog show` prints a ticket's customer)")

    @Argument(help: "The customer's id.")
    var customer: CustomerReference

    @Option(help: ArgumentHelp("How many tickets, 1 to 200.", valueName: "count"))
    var limit = 20

    @OptionGroup var options: CustomerCommandOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is 1 to 200, not \(limit)") }
    }

    func run() async throws {
        let answer = try await options.client.withClient(as: options.role) { connection in
            try await connection.call(CustomerGet(customer: customer.id, limit: limit))
        }
        if options.client.json { return Console.out(String(decoding: answer.jsonBytes(), as: UTF8.self)) }
        for line in CustomerLines.lines(answer, now: Surroundings.now, screen: Surroundings.screen) {
            Console.out(line)
        }
        let count = Console.counted(answer.tickets.count, "ticket")
        Console.error("\(count)\(answer.next == nil ? "" : " and more"), as of position \(answer.asOf)")
    }
}

/// `carelog customer link`
struct CustomerLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Give a customer one more identity: what is written under it is theirs.",
        discussion: "Example: carelog customer link 019aa8f0-… email ann@example.com")

    @Argument(help: "The customer's id.")
    var customer: CustomerReference

    @Argument(help: "The kind of channel, such as x or email.")
    var network: String

    @Argument(help: "By which they are known there.")
    var handle: String

    @OptionGroup var options: CustomerCommandOptions

    func run() async throws {
        try await options.send(
            CustomerLink(commandID: NewCommandID.make(), customer: customer.id, network: network, handle: handle),
            done: "What comes from there is theirs from now on.")
    }
}

/// `carelog customer unlink`
struct CustomerUnlinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlink", abstract: "Take an identity from a customer; what was written under it stays theirs.")

    @Argument(help: "The customer's id.")
    var customer: CustomerReference

    @Argument(help: "The kind of channel, such as x or email.")
    var network: String

    @Argument(help: "By which they are known there.")
    var handle: String

    @OptionGroup var options: CustomerCommandOptions

    func run() async throws {
        try await options.send(
            CustomerUnlink(commandID: NewCommandID.make(), customer: customer.id, network: network, handle: handle),
            done: "What comes from there is not theirs any more.")
    }
}

/// `carelog customer merge`
struct CustomerMergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Show two customers as one person; nothing of either moves.",
        discussion: "Example: carelog customer merge 019aa8f0-… 019aa8f7-…")

    @Argument(help: "Who is merged.")
    var from: CustomerReference

    @Argument(help: "Into whom.")
    var into: CustomerReference

    @OptionGroup var options: CustomerCommandOptions

    func run() async throws {
        try await options.send(
            CustomerMerge(commandID: NewCommandID.make(), from: from.id, into: into.id), done: "They are one.")
    }
}

/// `carelog customer unmerge`
struct CustomerUnmergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmerge", abstract: "End a merge, as if it had never been.")

    @Argument(help: "Who was merged.")
    var from: CustomerReference

    @OptionGroup var options: CustomerCommandOptions

    func run() async throws {
        try await options.send(
            CustomerUnmerge(commandID: NewCommandID.make(), from: from.id), done: "They are two again.")
    }
}

/// Somebody as lines for people.
enum CustomerLines {
    static func lines(_ answer: CustomerGetResult, now: WireTime, screen: Screen) -> [String] {
        var lines: [String] = []
        for member in answer.customers {
            let name = member.erased == true ? "(erased)" : member.name ?? member.identities.first?.handle ?? "?"
            let notes = [
                member.blocked == true ? "blocked" : nil, member.into.map { "merged into \($0)" },
            ].compactMap(\.self)
            let head = "\(TerminalStyle.bold.paint(VisibleText.line(name), screen))  \(member.id)"
            lines.append(notes.isEmpty ? head : "\(head)  (\(notes.joined(separator: ", ")))")
            for identity in member.identities {
                lines.append("    \(identity.network): \(VisibleText.line(identity.handle ?? "(erased)"))")
            }
        }
        let counts = answer.counts
        lines.append(
            "\(Console.counted(Int(counts.tickets), "ticket")), \(counts.unresolved) of them unresolved; "
                + "\(Console.counted(Int(counts.messages), "message")), "
                + "\(counts.replies == 1 ? "1 reply" : "\(counts.replies) replies"), "
                + Console.counted(Int(counts.notes), "note")
                + (counts.spam > 0 ? "; \(counts.spam) kept apart" : ""))
        if let content = answer.satisfaction {
            lines.append(
                "\(content.percent) % content, by what they said \(content.count == 1 ? "once" : "\(content.count) times")"
            )
        }
        if !answer.knows.isEmpty {
            let known = answer.knows.map { "\(VisibleText.line($0.agent.name ?? "?")) (\($0.tickets))" }
            lines.append("known to \(known.joined(separator: ", "))")
        }
        return lines + [""] + TicketTable.lines(answer.tickets, now: now, screen: screen)
    }
}
