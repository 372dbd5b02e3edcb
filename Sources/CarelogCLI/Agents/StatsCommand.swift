internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog stats`
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count what there is, and how many of the answers are canned.",
        discussion: "Canned are answers whose words are a template's and nobody's own.")

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let stats = try await client.withClient(as: role) { connection in
            // What is acknowledged is counted.
            try await connection.call(WorkspaceStats(atLeast: connection.session.head - 1))
        }
        if client.json { return Console.out(String(decoding: stats.jsonBytes(), as: UTF8.self)) }
        Console.out(
            [
                Console.counted(Int(stats.customers), "customer"), Console.counted(Int(stats.tickets), "ticket"),
                Console.counted(Int(stats.messages), "message"),
            ].joined(separator: ", "))
        Console.out("\(stats.replies == 1 ? "1 reply" : "\(stats.replies) replies")\(Self.share(of: stats))")
        Console.out(Console.counted(Int(stats.posts), "post"))
        if let feedback = stats.feedback, feedback > 0 {
            Console.out("\(Console.counted(Int(feedback), "answer")) on how content customers were")
        }
        for counted in stats.switchesBy ?? [] {
            let times = Console.counted(Int(counted.count), "time")
            Console.out("\(times) asked from \(counted.from) to \(counted.to): \(counted.reason)")
        }
        if let spam = stats.spam, spam > 0 { Console.out("\(Console.counted(Int(spam), "ticket")) apart as spam") }
    }

    /// How many of the replies are canned, if the server tells.
    static func share(of stats: WorkspaceStatsResult) -> String {
        guard let canned = stats.canned, stats.replies > 0 else { return "" }
        // Rounded to the nearest; some are never none.
        let percent = (canned * 200 + stats.replies) / (stats.replies * 2)
        return ", \(canned) of them canned (\(canned > 0 && percent == 0 ? "<1" : "\(percent)") %)"
    }
}
