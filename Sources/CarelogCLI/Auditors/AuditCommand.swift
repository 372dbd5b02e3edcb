internal import ArgumentParser
internal import Client
internal import Wire

/// `carelog audit`: what happened, and what it looked like then.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Replay the log; see the inbox as it was at any moment.",
        subcommands: [AuditLogCommand.self, AuditInboxCommand.self])
}

/// `carelog audit log`
struct AuditLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Print every event in order; nothing is left out.",
        discussion: "Example: carelog audit log --from 1000 --follow")

    @Option(help: ArgumentHelp("The first position.", valueName: "position"))
    var from: Int64 = 0

    @Flag(help: "Go on with what happens from now on, until Ctrl-C.")
    var follow = false

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard from >= 0 else { throw ValidationError("--from is a position: 0 or more") }
    }

    func run() async throws {
        let reconnecting = ReconnectingClient(to: try client.endpoint(as: "auditor"))
        let last = try await reconnecting.connection().session.head - 1
        if !follow && last < from { return Console.error("the log ends at position \(last)") }
        for try await batch in ResumingSubscription(reconnecting, after: from - 1) {
            let screen = Surroundings.screen
            for event in batch.events where follow || event.position <= last {
                let lines = client.json ? [EventLines.json(event)] : EventLines.lines(event, screen: screen)
                for line in lines { Console.out(line) }
            }
            if !follow && batch.covers.upTo >= last { break }
        }
        await reconnecting.close()
    }
}

/// `carelog audit inbox`
struct AuditInboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox", abstract: "Show the inbox exactly as it was at a position or a time.",
        discussion: "Example: carelog audit inbox --as-of 2026-11-21T12:00:00Z --view unassigned")

    @Option(help: ArgumentHelp("A position, or a time as RFC 3339.", valueName: "position|time"))
    var asOf: String

    @OptionGroup var filter: InboxFilterOptions
    @OptionGroup var client: ClientOptions

    func run() async throws {
        let position = Int64(asOf)
        let time = position == nil ? WireTime(asOf) : nil
        guard position != nil || time != nil else {
            throw ValidationError("'\(asOf)' is neither a position nor a time such as 2026-11-21T12:00:00Z")
        }
        let page = try await client.withClient(as: "auditor") { connection in
            try await connection.call(
                AuditInbox(
                    asOf: position, at: time, view: filter.view, channel: filter.channel, team: filter.team,
                    tag: filter.tag, priority: filter.priority, sort: filter.sort, limit: filter.limit),
                timeout: .seconds(300))
        }
        InboxPrinter(isJSON: client.json).show(page, of: filter.view)
    }
}
