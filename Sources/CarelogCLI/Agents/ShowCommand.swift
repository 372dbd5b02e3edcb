internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog show`: one conversation from its beginning.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a ticket with everything that was said and done on it.",
        discussion: "Example: carelog show 9c1f20ab   (the end of the id, as `carelog inbox` lists it)")

    @Argument(help: "The ticket: its id, or the end of it.")
    var ticket: TicketReference

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let answer = try await client.withClient(as: "agent") { connection in
            let id = try await ticket.resolve(with: connection)
            var answer = try await connection.call(TicketGet(ticket: id, limit: 200))
            while let cursor = answer.next {
                let more = try await connection.call(TicketGet(ticket: id, limit: 200, cursor: cursor))
                answer.items += more.items
                answer.next = more.next
            }
            return answer
        }
        if client.json { return Console.out(String(decoding: answer.jsonBytes(), as: UTF8.self)) }
        let screen = Surroundings.screen
        for line in TicketTable.lines([answer.ticket], now: Surroundings.now, screen: screen) { Console.out(line) }
        Console.out("")
        for item in answer.items { for line in ItemLines.lines(item, screen: screen) { Console.out(line) } }
        Console.error(
            "ticket \(answer.ticket.id), version \(answer.ticket.version), position \(answer.ticket.position)")
        Console.error("customer \(answer.ticket.customer.id)")
    }
}

/// `carelog timeline`: one customer's history over all channels.
struct TimelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline", abstract: "Show what happened with a customer on all channels, the newest first.",
        discussion: "Example: carelog timeline 019aa8f0-…   (`carelog show` prints a ticket's customer)")

    @Argument(help: "The customer's id.")
    var customer: String

    @Option(help: ArgumentHelp("How many events, 1 to 200.", valueName: "count"))
    var limit = 50

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard WireText.uuid(customer.lowercased()) != nil else {
            throw ValidationError("'\(customer)' is not a customer's id; `carelog show TICKET` prints it")
        }
        guard (1...200).contains(limit) else { throw ValidationError("--limit is 1 to 200, not \(limit)") }
    }

    func run() async throws {
        let page = try await client.withClient(as: "agent") { connection in
            try await connection.call(TimelineList(customer: customer.lowercased(), limit: limit))
        }
        if client.json { return Console.out(String(decoding: page.jsonBytes(), as: UTF8.self)) }
        let screen = Surroundings.screen
        for item in page.items { for line in ItemLines.lines(item, screen: screen) { Console.out(line) } }
        let count = Console.counted(page.items.count, "event")
        Console.error("\(count)\(page.next == nil ? "" : " and more"), as of position \(page.asOf)")
    }
}
