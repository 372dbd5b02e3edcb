internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog crisis`: what holds until it is lifted.
struct CrisisCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crisis",
        abstract: "Have bots, automation and canned answers stand still, and raise what is urgent.",
        subcommands: [
            CrisisDeclareCommand.self, CrisisLiftCommand.self, CrisisShowCommand.self, CrisisListCommand.self,
        ])
}

/// `carelog crisis declare`
struct CrisisDeclareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "declare", abstract: "Declare a crisis; it holds from now on until it is lifted.",
        discussion: """
            bots: they do nothing with tickets. automation: nothing goes out that no person has seen; giving out tickets, \
            waking them and giving back those of people who are gone go on. templates: no answer in a template's words alone.

            Example: carelog crisis declare 'Payments are down' --channel x:@acme --freeze bots --freeze templates \
            --raise-tag payment --raise-waiting 2h --notify care
            """)

    @Argument(help: "Why; nothing about a person.")
    var reason: String

    @Option(
        name: .customLong("channel"),
        help: ArgumentHelp("Where; can be given several times. Default: everywhere.", valueName: "channel"))
    var channels: [String] = []

    @Option(
        name: .customLong("freeze"),
        help: ArgumentHelp("bots, automation or templates; can be given several times.", valueName: "what"))
    var freezes: [String] = []

    @Option(
        name: .customLong("raise-tag"),
        help: ArgumentHelp("Make waiting tickets with this tag urgent; can be given several times.", valueName: "tag"))
    var tags: [String] = []

    @Option(
        name: .customLong("raise-waiting"),
        help: ArgumentHelp("Make tickets urgent whose customers have waited so long, such as 2h.", valueName: "span"))
    var waiting: String?

    @Option(
        name: .customLong("notify"),
        help: ArgumentHelp(
            "Tell everybody in this team; can be given several times. Default: who is on duty by the policy.",
            valueName: "team"))
    var notify: [String] = []

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token: supervisor or admin.", valueName: "role"))
    var role = "supervisor"

    @OptionGroup var client: ClientOptions

    func validate() throws {
        _ = try frozen()
        _ = try waitingSeconds()
    }

    private func frozen() throws -> [WireFreeze] {
        try freezes.map { name in
            guard let freeze = WireFreeze(rawValue: name) else {
                throw ValidationError("--freeze is bots, automation or templates, not '\(name)'")
            }
            return freeze
        }
    }

    private func waitingSeconds() throws -> Int? {
        guard let waiting else { return nil }
        guard let end = SnoozeCommand.time(waiting, now: WireTime(microseconds: 0)), WireTime(waiting) == nil else {
            throw ValidationError("'\(waiting)' is no span such as 30m, 2h or 1d")
        }
        return Int(end.microseconds / 1_000_000)
    }

    func run() async throws {
        let (freezes, seconds) = (try frozen(), try waitingSeconds())
        let raise =
            tags.isEmpty && seconds == nil
            ? nil : WireCrisisRaise(tags: tags.isEmpty ? nil : tags, waitingSeconds: seconds)
        let done = try await client.withClient(as: role) { connection in
            try await connection.call(
                CrisisDeclare(
                    commandID: NewCommandID.make(), channels: channels.isEmpty ? nil : channels, freezes: freezes,
                    raise: raise, notify: notify.isEmpty ? nil : notify, reason: reason))
        }
        Console.out(
            client.json
                ? String(decoding: done.jsonBytes(), as: UTF8.self)
                : "Declared: crisis \(done.crisis), position \(done.position).")
    }
}

/// `carelog crisis lift`
struct CrisisLiftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lift", abstract: "End a crisis; what it raised goes back unless somebody has said otherwise.")

    @Argument(help: "Its id, as `carelog crisis list` prints it.")
    var crisis: String

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token: supervisor or admin.", valueName: "role"))
    var role = "supervisor"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let done = try await client.withClient(as: role) { connection in
            try await connection.call(
                DocumentCommand(commandID: NewCommandID.make(), WireCrisisName(crisis: crisis.lowercased())))
        }
        Console.out(
            client.json
                ? String(decoding: done.jsonBytes(), as: UTF8.self) : "Lifted (position \(done.position)).")
    }
}

/// `carelog crisis show`
struct CrisisShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a crisis and what it did.")

    @Argument(help: "Its id, as `carelog crisis list` prints it.")
    var crisis: String

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let found = try await client.withClient(as: role) { try await $0.call(CrisisGet(crisis: crisis.lowercased())) }
        if client.json { return Console.out(String(decoding: found.jsonBytes(), as: UTF8.self)) }
        for line in CrisisLines.lines(found.crisis) { Console.out(line) }
    }
}

/// `carelog crisis list`
struct CrisisListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List crises, the newest first.")

    @Option(help: ArgumentHelp("How many, 1 to 200.", valueName: "count"))
    var limit = 20

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard Limits.pageItems.contains(limit) else { throw ValidationError("--limit is 1 to 200") }
    }

    func run() async throws {
        let limit = limit
        let list = try await client.withClient(as: role) { try await $0.call(CrisisList(limit: limit)) }
        if client.json { return Console.out(String(decoding: list.jsonBytes(), as: UTF8.self)) }
        for (index, crisis) in list.crises.enumerated() {
            if index > 0 { Console.out("") }
            for line in CrisisLines.lines(crisis) { Console.out(line) }
        }
        if list.crises.isEmpty { Console.error("no crisis was ever declared") }
    }
}

/// A crisis as lines for people.
enum CrisisLines {
    static func lines(_ crisis: WireCrisis) -> [String] {
        var lines = ["\(crisis.crisis)  \(crisis.lifted == nil ? "holds" : "lifted")"]
        lines.append("  " + VisibleText.line(crisis.reason))
        let place = crisis.channels.isEmpty ? "everywhere" : "on \(crisis.channels.joined(separator: ", "))"
        let still = crisis.freezes.isEmpty ? "nothing stands still" : "still: \(crisis.freezes.joined(separator: ", "))"
        lines.append("  \(VisibleText.line(place)); \(still)")
        if let raise = crisis.raise {
            var what = (raise.tags ?? []).map { "tagged \($0)" }
            if let seconds = raise.waitingSeconds { what.append("waiting for \(Age.text(.seconds(seconds)))") }
            lines.append("  urgent: \(VisibleText.line(what.joined(separator: ", ")))")
        }
        lines.append("  declared \(moment(crisis.declared))")
        if let lifted = crisis.lifted { lines.append("  lifted \(moment(lifted))") }
        if let report = crisis.report {
            let raised = "\(Console.counted(Int(report.raised), "ticket")) raised, \(report.restored) put back"
            lines.append(
                "  it did: \(raised), \(Console.counted(Int(report.notified), "agent")) told (position \(report.position))"
            )
        }
        return lines
    }

    private static func moment(_ moment: WireCrisis.Moment) -> String {
        "\(moment.at.text) by \(VisibleText.line(moment.by.name ?? moment.by.kind.rawValue))"
    }
}
