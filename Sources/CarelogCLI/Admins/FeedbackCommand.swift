internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog feedback`
struct FeedbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback", abstract: "Show how content customers were, with whom, and what they said.",
        discussion: "Example: carelog feedback --since 2026-11-01T00:00:00Z   (agents list it of their own replies)")

    @Option(help: ArgumentHelp("Only on this agent's replies.", valueName: "id"))
    var agent: String?

    @Option(help: ArgumentHelp("Only since then, such as 2026-11-01T00:00:00Z.", valueName: "time"))
    var since: WireTime?

    @Option(help: ArgumentHelp("How many, 1 to 200.", valueName: "count"))
    var limit = 20

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "supervisor"

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is 1 to 200, not \(limit)") }
    }

    func run() async throws {
        let page = try await client.withClient(as: role) { connection in
            try await connection.call(FeedbackList(agent: agent?.lowercased(), since: since, limit: limit))
        }
        if client.json { return Console.out(String(decoding: page.jsonBytes(), as: UTF8.self)) }
        let screen = Surroundings.screen
        var table = TextTable([
            .init(title: "AGENT", columnsMin: 6), .init(title: "CONTENT", alignment: .right),
            .init(title: "FEEDBACK", alignment: .right),
        ])
        for entry in page.agents {
            table.add([
                .init(entry.agent.map { $0.name ?? "(erased)" } ?? "(nobody)"),
                .init("\(entry.satisfaction.percent) %"), .init("\(entry.satisfaction.count)"),
            ])
        }
        for line in table.lines(for: screen) { Console.out(line) }
        Console.out("")
        for item in page.feedback { for line in ItemLines.lines(item, screen: screen) { Console.out(line) } }
        let count = Console.counted(page.feedback.count, "answer")
        Console.error("\(count)\(page.next == nil ? "" : " and more"), as of position \(page.asOf)")
    }
}

extension WireTime: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
