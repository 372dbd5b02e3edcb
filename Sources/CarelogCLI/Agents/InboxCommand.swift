internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// What is in the inbox, by the words that the protocol has for it.
struct InboxFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("open, mine, unassigned, resolved, all or spam.", valueName: "view"))
    var view = InboxView.open

    @Option(help: ArgumentHelp("Only this channel, such as x:@acme.", valueName: "channel"))
    var channel: String?

    @Option(help: ArgumentHelp("Only this team.", valueName: "team"))
    var team: String?

    @Option(help: ArgumentHelp("Only tickets with this tag.", valueName: "tag"))
    var tag: String?

    @Option(help: ArgumentHelp("Only tickets that are low, high or urgent.", valueName: "priority"))
    var priority: WirePriorityFilter?

    @Option(help: ArgumentHelp("waiting (longest unanswered first) or recent.", valueName: "order"))
    var sort = InboxSort.waiting

    @Option(help: ArgumentHelp("How many tickets, 1 to 200.", valueName: "count"))
    var limit = 50

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is 1 to 200, not \(limit)") }
    }
}

extension InboxView: ExpressibleByArgument {}
extension InboxSort: ExpressibleByArgument {}
extension WirePriorityFilter: ExpressibleByArgument {}

/// `carelog inbox`: who waits for an answer, the longest first.
struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "List tickets: who waits for an answer, the longest first.",
        discussion: "Example: carelog inbox --view unassigned --channel x:@acme")

    @OptionGroup var filter: InboxFilterOptions
    @OptionGroup var client: ClientOptions

    func run() async throws {
        let page = try await client.withClient(as: "agent") { connection in
            try await connection.call(
                InboxList(
                    view: filter.view, channel: filter.channel, team: filter.team, tag: filter.tag,
                    priority: filter.priority, sort: filter.sort,
                    limit: filter.limit))
        }
        InboxPrinter(isJSON: client.json).show(page, of: filter.view)
    }
}

/// Prints a page of the inbox, of today or of the past.
struct InboxPrinter {
    let isJSON: Bool

    func show(_ page: InboxPage, of view: InboxView) {
        if isJSON { return Console.out(String(decoding: page.jsonBytes(), as: UTF8.self)) }
        if page.tickets.isEmpty {
            Console.out("Nothing here: no ticket is in the view \(view.rawValue).")
        } else {
            let lines = TicketTable.lines(page.tickets, now: Surroundings.now, screen: Surroundings.screen)
            for line in lines { Console.out(line) }
        }
        let count = Console.counted(page.tickets.count, "ticket")
        Console.error("\(count)\(page.next == nil ? "" : " and more"), as of position \(page.asOf)")
    }
}
