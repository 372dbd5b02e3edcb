internal import ArgumentParser
internal import Client
internal import FoundationEssentials
internal import Glibc
internal import JSON

/// `carelog import`: conversations that were had elsewhere.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring in conversations from elsewhere.",
        subcommands: [ImportTwcsCommand.self])
}

/// `carelog import twcs`
struct ImportTwcsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "twcs",
        abstract: "Import the public \"Customer Support on Twitter\" CSV, over the protocol like any connector.",
        discussion: """
            Each brand is a channel (x:@AppleSupport) and an agent; a customer's tweets are messages, a brand's are recorded \
            replies or, answering nobody, posts. A record that cannot be understood is reported with its line and never \
            stops the rest. A second import of the same file adds nothing; one that was interrupted can be run again.

            Example: carelog import twcs twcs.csv
            """)

    @Argument(help: "The CSV file.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("How many requests may be under way at once, 1 to 256.", valueName: "count"))
    var window = 64

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (1...256).contains(window) else { throw ValidationError("--window is 1 to 256, not \(window)") }
    }

    func run() async throws {
        let path = file
        let source = try await Blocking.run { Result { try TwcsFile(path: path) } }.get()
        let endpoint = try client.endpoint(as: "connector")
        for bad in source.badRecords { Console.error("\(file): \(bad)") }
        if source.badRecordCount > source.badRecords.count {
            Console.error("\(file): … and \(source.badRecordCount - source.badRecords.count) more bad records")
        }
        let plan = TwcsPlan(source.tweets)
        let columns = Screen.of(STDERR_FILENO, environment: ProcessInfo.processInfo.environment).columns
        let run = ImportRun(
            plan: plan, endpoint: endpoint, window: window,
            progress: ImportProgress(total: plan.count, style: columns.map { .terminal(columns: $0) } ?? .lines))
        let outcome = try await run.perform()
        show(outcome, of: plan, bad: source.badRecordCount)
        if outcome.failed > 0 { throw ExitCode(1) }
    }

    private func show(_ outcome: ImportRun.Outcome, of plan: TwcsPlan, bad: Int) {
        if client.json {
            let value = JSONValue.object([
                JSONMember("added", .int(Int64(outcome.added))), JSONMember("known", .int(Int64(outcome.known))),
                JSONMember("failed", .int(Int64(outcome.failed))), JSONMember("bad", .int(Int64(bad))),
                JSONMember("messages", .int(Int64(plan.counts.messages))),
                JSONMember("replies", .int(Int64(plan.counts.replies))),
                JSONMember("posts", .int(Int64(plan.counts.posts))),
            ])
            return Console.out(value.description)
        }
        let counts = plan.counts
        Console.out(
            "The file holds \(counts.messages) messages, \(counts.replies) replies and \(counts.posts) posts of \(counts.customers) customers in \(counts.tickets) conversations."
        )
        Console.out(
            "Added \(outcome.added), there already \(outcome.known), refused \(outcome.failed), unreadable records \(bad)."
        )
    }
}
