internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog settings`: how the workspace works.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Say how the workspace works: teams, channels, policy; see who changed what.",
        subcommands: [SettingsShowCommand.self, SettingsApplyCommand.self, SettingsHistoryCommand.self])
}

/// `carelog settings show`
struct SettingsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the settings, now or as they were under a version.",
        discussion: "Example: carelog settings show --version-of 12")

    @Option(help: ArgumentHelp("A version of the past, as events name it.", valueName: "version"))
    var versionOf: Int64?

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "admin"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let version = versionOf
        let settings = try await client.withClient(as: role) { try await $0.call(SettingsGet(version: version)) }
        if client.json { return Console.out(String(decoding: settings.jsonBytes(), as: UTF8.self)) }
        for line in SettingsLines.lines(settings, screen: Surroundings.screen) { Console.out(line) }
    }
}

/// `carelog settings apply`
struct SettingsApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make the settings what a file says; what it does not name stays.",
        discussion: """
            The file is a JSON object with any of teams, channels, policy, staff, causes, products, templates, articles \
            and macros. Applied again it changes nothing.

            Example: {"teams": [{"team": "returns", "name": "Returns", "rule": ["knows", "least_loaded"]}],
                      "channels": [{"channel": "x:@acme", "access": "public", "team": "returns", "language": "en"}],
                      "staff": [{"agent": "<id>", "teams": ["returns"], "languages": ["en"], "capacity": 5}]}
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "admin"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        guard let text = FileText.read(file) else {
            throw ClientOptions.Failure(description: "\(file) cannot be read")
        }
        let settings: SettingsFile
        do {
            settings = try SettingsFile(parsing: Array(text.utf8))
        } catch {
            throw ClientOptions.Failure(description: "\(file): \(error)")
        }
        let (changes, version) = try await client.withClient(as: role) { connection in
            let head = connection.session.head
            var changes = 0
            // Teams first: channels and people name them; templates before macros, which name those.
            for team in settings.teams { changes += try await Self.send(team, "team \(team.team)", head, connection) }
            for channel in settings.channels {
                changes += try await Self.send(channel, "channel \(channel.channel)", head, connection)
            }
            if let policy = settings.policy { changes += try await Self.send(policy, "the policy", head, connection) }
            for profile in settings.staff {
                changes += try await Self.send(profile, "agent \(profile.agent)", head, connection)
            }
            if let nodes = settings.causes {
                changes += try await Self.send(
                    WireClassTree<WireTreeKinds.Cause>(nodes), "the causes", head, connection)
            }
            if let nodes = settings.products {
                changes += try await Self.send(
                    WireClassTree<WireTreeKinds.Product>(nodes), "the products", head, connection)
            }
            for template in settings.templates {
                changes += try await Self.send(template, "template \(template.template)", head, connection)
            }
            for article in settings.articles {
                changes += try await Self.send(article, "article \(article.article)", head, connection)
            }
            for macro in settings.macros {
                changes += try await Self.send(macro, "macro \(macro.macro)", head, connection)
            }
            return (changes, try await connection.call(SettingsGet()).version)
        }
        Console.out(
            changes == 0
                ? "All is as the file says; the settings are at version \(version)."
                : "\(changes) \(changes == 1 ? "change" : "changes"); the settings are at version \(version).")
    }

    /// Answers how many changes it made: none where it is so already, which is told with a position from before.
    private static func send<Document: WireDocument>(
        _ document: Document, _ what: String, _ head: Int64, _ connection: CarelogClient
    ) async throws -> Int {
        do {
            let done = try await connection.call(DocumentCommand(commandID: NewCommandID.make(), document))
            return done.position >= head ? 1 : 0
        } catch ClientError.rpc(let error) {
            throw ClientOptions.Failure(description: "\(what): \(error.message)")
        }
    }
}

/// `carelog settings history`
struct SettingsHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show who changed which setting when, and what it said before.",
        discussion: "With --json it has the whole documents of before and after.")

    @Option(help: "How many changes, the newest first.")
    var limit = 20

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "admin"

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard Limits.pageItems.contains(limit) else { throw ValidationError("--limit is 1 to 200") }
    }

    func run() async throws {
        let limit = limit
        let history = try await client.withClient(as: role) { try await $0.call(SettingsHistory(limit: limit)) }
        if client.json { return Console.out(String(decoding: history.jsonBytes(), as: UTF8.self)) }
        for change in history.changes {
            for line in SettingsChangeLines.lines(change, screen: Surroundings.screen) { Console.out(line) }
        }
    }
}

/// The settings as lists for people.
enum SettingsLines {
    static func lines(_ settings: SettingsGetResult, screen: Screen) -> [String] {
        var teams = TextTable([
            .init(title: "TEAM"), .init(title: "NAME", columnsMin: 8), .init(title: "GIVEN OUT BY", columnsMin: 12),
            .init(title: "LANGUAGE"),
        ])
        for team in settings.teams {
            let rule = team.rule.isEmpty ? "hand" : team.rule.map(\.rawValue).joined(separator: ", then ")
            teams.add([.init(team.team), .init(team.name), .init(rule), .init(team.language.rawValue)])
        }
        var channels = TextTable([
            .init(title: "CHANNEL", columnsMin: 10), .init(title: "ACCESS"), .init(title: "TEAM"),
            .init(title: "LANGUAGE"),
            .init(title: "NEEDS", columnsMin: 6), .init(title: "ANSWER ALONE", columnsMin: 12),
        ])
        for channel in settings.channels {
            channels.add([
                .init(channel.channel), .init(channel.access.rawValue), .init(channel.team ?? ""),
                .init(channel.language ?? ""), .init(channel.skills.joined(separator: " ")),
                .init((channel.alone ?? []).map(\.rawValue).joined(separator: " ")),
            ])
        }
        let policy = settings.policy
        var lines = ["Version \(settings.version)"]
        if !settings.teams.isEmpty { lines += [""] + teams.lines(for: screen) }
        if !settings.channels.isEmpty { lines += [""] + channels.lines(for: screen) }
        lines += [
            "", "Capacity binds \(policy.capacityBinds == .everyone ? "everyone" : "rules only").",
            "Who is gone for \(policy.quietSeconds) s is noticed; "
                + (policy.whenGone == .keep
                    ? "their tickets stay with them."
                    : "after \(policy.graceSeconds) s more their tickets go back to the queue."),
        ]
        if !policy.duty.isEmpty { lines.append("On duty in a crisis: \(policy.duty.joined(separator: ", ")).") }
        for called in policy.tagSkills { lines.append("Tag \(called.tag) calls for \(called.skill).") }
        return lines
    }
}
