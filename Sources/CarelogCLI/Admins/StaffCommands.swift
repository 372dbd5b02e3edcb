internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog staff`: who can do what, and how much they hold.
struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "See who is there and how much they hold; say what somebody can do.",
        subcommands: [StaffListCommand.self, StaffSetCommand.self])
}

/// `carelog staff list`
struct StaffListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List agents with teams, skills, capacity, availability and load.")

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let list = try await client.withClient(as: role) { try await $0.call(AgentList()) }
        if client.json { return Console.out(String(decoding: list.jsonBytes(), as: UTF8.self)) }
        var table = TextTable([
            .init(title: "AGENT"), .init(title: "NAME", columnsMin: 6), .init(title: "STATE"),
            .init(title: "LOAD", alignment: .right), .init(title: "TEAMS", columnsMin: 8),
            .init(title: "SKILLS", columnsMin: 6), .init(title: "LANGUAGES", columnsMin: 6),
        ])
        for agent in list.agents {
            let profile = agent.profile
            table.add([
                .init(TicketReference.short(profile.agent)), .init(agent.name ?? "(erased)"),
                .init(Self.state(of: agent, now: Surroundings.now)),
                .init("\(agent.load)/\(profile.capacity.map { "\($0)" } ?? "-")"),
                .init(profile.teams.joined(separator: " ")), .init(profile.skills.joined(separator: " ")),
                .init(profile.languages.joined(separator: " ")),
            ])
        }
        for line in table.lines(for: Surroundings.screen) { Console.out(line) }
    }

    /// What they chose, or that they are not there to be held to it.
    private static func state(of agent: AgentListResult.Member, now: WireTime) -> String {
        guard let chosen = agent.availability else { return "-" }
        let holds = agent.isConnected || (agent.until.map { $0.microseconds > now.microseconds } ?? false)
        return chosen == .online && !holds ? "gone" : chosen.rawValue
    }
}

/// `carelog staff set`
struct StaffSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Say what an agent can do and how much; what it was before is replaced.",
        discussion:
            "Example: carelog staff set 0193504e-8c5b-7d2c-9f7e-3a1b2c3d4e5f --team returns --language de --capacity 5")

    @Argument(help: "The agent's id.")
    var agent: String

    @Option(
        name: .customLong("team"),
        help: ArgumentHelp("A team they are in; can be given several times.", valueName: "name"))
    var teams: [String] = []

    @Option(
        name: .customLong("skill"),
        help: ArgumentHelp("What they can do; can be given several times.", valueName: "name"))
    var skills: [String] = []

    @Option(
        name: .customLong("language"),
        help: ArgumentHelp("What they speak, such as de; can be given several times.", valueName: "tag"))
    var languages: [String] = []

    @Option(help: ArgumentHelp("How many open tickets they hold at most; no limit if left out.", valueName: "number"))
    var capacity: Int?

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "admin"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let profile = WireProfile(
            agent: agent.lowercased(), teams: teams, skills: skills, languages: languages, capacity: capacity)
        let set = try await client.withClient(as: role) {
            try await $0.call(DocumentCommand(commandID: NewCommandID.make(), profile))
        }
        Console.out(
            client.json ? String(decoding: set.jsonBytes(), as: UTF8.self) : "It is so (version \(set.version)).")
    }
}

/// `carelog available`
struct AvailableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "available", abstract: "Say whether you want to be given tickets: online, away or offline.",
        discussion: "Example: carelog available online --until 2026-11-21T17:00:00Z")

    @Argument(help: "online, away or offline.")
    var state: WireAvailability

    @Option(help: ArgumentHelp("Until when it holds without a session; RFC 3339.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("For whom, if you are a supervisor: the agent's id.", valueName: "id"))
    var agent: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func validate() throws {
        if let until, WireTime(until) == nil {
            throw ValidationError("'\(until)' is no time such as 2026-11-21T17:00:00Z")
        }
    }

    func run() async throws {
        let choice = WireAvailabilityChoice(
            agent: agent?.lowercased(), state: state, until: until.flatMap { WireTime($0) })
        let set = try await client.withClient(as: role) {
            try await $0.call(DocumentCommand(commandID: NewCommandID.make(), choice))
        }
        Console.out(client.json ? String(decoding: set.jsonBytes(), as: UTF8.self) : "You are \(state.rawValue).")
    }
}

extension WireAvailability: ExpressibleByArgument {}
