internal import ArgumentParser
internal import Client
internal import Identity
internal import JSON
internal import Vault
internal import Wire

/// `carelog problem`: what many customers complain about at once.
struct ProblemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "problem", abstract: "Gather what many customers complain about, and tell all of them at once.",
        subcommands: [
            ProblemOpenCommand.self, ProblemListCommand.self, ProblemShowCommand.self, ProblemNotifyCommand.self,
            ProblemLinkCommand.self, ProblemCloseCommand.self,
        ])
}

/// Which problem, and whose token.
struct ProblemOptions: ParsableArguments {
    @Argument(help: "The problem's id.")
    var problem: String

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "supervisor"

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard WireText.uuid(problem.lowercased()) != nil else {
            throw ValidationError("'\(problem)' is not a problem's id; `carelog problem list` prints them")
        }
    }

    var id: String { problem.lowercased() }
}

/// `carelog problem open`
struct ProblemOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open a problem; with a cause or a product it gathers its tickets by itself.",
        discussion: "Example: carelog problem open 'The depot in Leeds is flooded' --cause late --product parcel")

    @Argument(help: "What people call it.")
    var title: String

    @Option(help: ArgumentHelp("Unresolved tickets with this cause are of it.", valueName: "id"))
    var cause: String?

    @Option(help: ArgumentHelp("And with this product.", valueName: "id"))
    var product: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "supervisor"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let (title, cause, product) = (title, cause, product)
        let done = try await client.withClient(as: role) {
            try await $0.call(
                ProblemOpen(commandID: NewCommandID.make(), title: title, cause: cause, product: product))
        }
        if client.json { return Console.out(String(decoding: done.jsonBytes(), as: UTF8.self)) }
        Console.out("Problem \(done.problem) is open.")
    }
}

/// `carelog problem list`
struct ProblemListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List problems, the newest first.")

    @Flag(help: "Those that are closed.")
    var closed = false

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let state: WireProblemState = closed ? .closed : .open
        let page = try await client.withClient(as: role) { try await $0.call(ProblemList(state: state, limit: 200)) }
        if client.json { return Console.out(String(decoding: page.jsonBytes(), as: UTF8.self)) }
        var table = TextTable([
            .init(title: "PROBLEM"), .init(title: "OPENED"), .init(title: "LINKED", alignment: .right),
            .init(title: "CAUSE"), .init(title: "PRODUCT"), .init(title: "TITLE", columnsMin: 12),
        ])
        for problem in page.problems {
            table.add([
                .init(problem.problem), .init(String(problem.at.text.prefix(16))), .init("\(problem.tickets)"),
                .init(problem.cause ?? ""), .init(problem.product ?? ""), .init(problem.title),
            ])
        }
        if !page.problems.isEmpty { for line in table.lines(for: Surroundings.screen) { Console.out(line) } }
        let count = Console.counted(page.problems.count, "problem")
        Console.error("\(count)\(page.next == nil ? "" : " and more"), as of position \(page.asOf)")
    }
}

/// `carelog problem show`
struct ProblemShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a problem: the tickets that a notice would go to now, and what was told.")

    @OptionGroup var options: ProblemOptions

    func run() async throws {
        let id = options.id
        let found = try await options.client.withClient(as: options.role) {
            try await $0.call(ProblemGet(problem: id))
        }
        if options.client.json { return Console.out(String(decoding: found.jsonBytes(), as: UTF8.self)) }
        for line in Self.lines(found) { Console.out(line) }
    }

    /// What it is, its tickets and why they are of it, and what was told.
    static func lines(_ found: ProblemGetResult) -> [String] {
        let problem = found.problem
        // When it was closed is not known here, only when it was opened.
        let state = problem.state == .open ? "open since" : "closed; opened"
        var lines = ["\(VisibleText.line(problem.title)) (\(state) \(problem.at.text))"]
        if let cause = problem.cause { lines.append("  cause \(cause)") }
        if let product = problem.product { lines.append("  product \(product)") }
        let reasons = [problem.cause.map { _ in "cause" }, problem.product.map { _ in "product" }].compactMap(\.self)
        for member in found.members {
            let why = member.isLinked ? "linked" : "by its \(reasons.joined(separator: " and "))"
            lines.append("  \(member.ticket)  \(why)")
        }
        if found.more { lines.append("  and more") }
        for notice in found.notices {
            let tickets = Console.counted(Int(notice.tickets), "ticket")
            lines.append("  \(notice.at.text)  a notice for \(tickets)\(notice.resolve ? ", to resolve them" : "")")
        }
        return lines
    }
}

/// `carelog problem notify`
struct ProblemNotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Tell the customers of all its tickets something.",
        discussion: """
            Who was told is never told twice: if it breaks off, the same again with the --command-id that it was sent under \
            goes on where it was.

            Example: carelog problem notify 019aa8f0-… 'Your parcel leaves tomorrow.' --resolve
            """)

    @OptionGroup var options: ProblemOptions

    @Argument(help: "What to say.")
    var text: String

    @Flag(help: "Resolve the tickets by it.")
    var resolve = false

    @Option(help: ArgumentHelp("Of the notice that broke off.", valueName: "uuid"))
    var commandID: String?

    func validate() throws {
        if let commandID, WireText.uuid(commandID.lowercased()) == nil {
            throw ValidationError("'\(commandID)' is not the id of a command; a notice says it before it is sent")
        }
    }

    func run() async throws {
        let command = commandID?.lowercased() ?? NewCommandID.make()
        let pages = NoticePages(
            first: ProblemNotify(commandID: command, problem: options.id, text: text, resolve: resolve ? true : nil))
        let isJSON = options.client.json
        try await options.client.withClient(as: options.role) { connection in
            Console.error("It goes out as command \(command).")
            var (after, told) = (String?.none, 0)
            do {
                repeat {
                    let done = try await connection.call(pages.page(after: after))
                    if isJSON {
                        Console.out(String(decoding: done.jsonBytes(), as: UTF8.self))
                    } else {
                        for outcome in done.outcomes { Console.out("\(outcome.ticket)  \(outcome.outcome)") }
                    }
                    told += done.outcomes.count
                    after = done.next
                } while after != nil
            } catch let error as ClientError where after != nil || error.retry != .never {
                Console.error(
                    "It broke off. The same again goes on, and tells nobody twice, with: --command-id \(command)")
                throw error
            }
            if told == 0 && !isJSON { Console.out("No ticket is of it: nobody was told.") }
        }
    }
}

/// The commands that one notice is made of. Their ids follow from the first one, so that whoever sends that again sends all of
/// them again.
struct NoticePages {
    let first: ProblemNotify

    /// What goes on behind a ticket; nil for the beginning.
    ///
    /// Its id is the first 16 bytes of SHA-256 over the first id, a word and the ticket's id, in lines: over both ids alone it
    /// would be that of what is done to the ticket.
    func page(after: String?) -> ProblemNotify {
        guard let after else { return first }
        var page = first
        let names = [first.commandID, "notice", after].joined(separator: "\n")
        page.commandID = UniqueID.version8(Digest.sha256(Array(names.utf8))).description
        page.after = after
        return page
    }
}

/// `carelog problem link`
struct ProblemLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Say that a ticket is of a problem, or with --remove that it is not.",
        discussion: "Example: carelog problem link ebd4249e 019aa8f0-…")

    @OptionGroup var options: TicketCommandOptions

    @Argument(help: "The problem's id.")
    var problem: String

    @Flag(help: "It is not of the problem, whatever its cause.")
    var remove = false

    func run() async throws {
        let problem = problem.lowercased()
        if remove {
            return try await options.send({ TicketUnlink(commandID: $0, ticket: $1, problem: problem) }) {
                "It is not of the problem (version \($0.version))."
            }
        }
        try await options.send({ TicketLink(commandID: $0, ticket: $1, problem: problem) }) {
            "It is of the problem (version \($0.version))."
        }
    }
}

/// `carelog problem close`
struct ProblemCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "close", abstract: "Close a problem.")

    @OptionGroup var options: ProblemOptions

    func run() async throws {
        let id = options.id
        let done = try await options.client.withClient(as: options.role) {
            try await $0.call(ProblemClose(commandID: NewCommandID.make(), problem: id))
        }
        if options.client.json { return Console.out(String(decoding: done.jsonBytes(), as: UTF8.self)) }
        Console.out("It is closed.")
    }
}
