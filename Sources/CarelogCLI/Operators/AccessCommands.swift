internal import ArgumentParser
internal import Desk
internal import Identity
internal import Ticketing

/// `carelog workspace`
struct WorkspaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspace", abstract: "Make and list workspaces: each is a tenant with a log of its own.",
        subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a workspace with an empty log.")

        @Argument(help: "Its name: 1 to 64 of a-z, 0-9 and -.")
        var name: String

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let backend = try options.backend()
            let name = name
            let id = try await backend.around { try await backend.desk.createWorkspace(named: name) }
            Console.out("\(id)")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the workspaces.")

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let backend = try options.backend()
            let workspaces = try await backend.around { try await backend.desk.workspaceNames() }
            for workspace in workspaces { Console.out("\(workspace.id)  \(workspace.name)") }
        }
    }
}

/// `carelog agent`
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Say who may act in a workspace.", subcommands: [Add.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register somebody who may act; prints the agent's id.",
            discussion: "Example: carelog agent add acme 'Ada Lovelace' --role agent --role supervisor")

        @Argument(help: "The workspace's name.")
        var workspace: String

        @Argument(help: "What the agent is called.")
        var name: String

        @Option(help: ArgumentHelp("human, bot or connector.", valueName: "kind"))
        var kind = AgentKind.human

        @Option(
            help: ArgumentHelp(
                "What they may do: agent, supervisor, auditor, connector, bot or admin. Can be given several times.",
                valueName: "role"))
        var role: [Role]

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard AgentKind.registrable.contains(kind) else {
                throw ValidationError("--kind is human, bot or connector")
            }
            guard !role.isEmpty else { throw ValidationError("give at least one --role") }
        }

        func run() async throws {
            let backend = try options.backend()
            let (workspace, name, kind, roles) = (workspace, name, kind, Set(role))
            let id = try await backend.around {
                let workspace = try await backend.desk.workspaceID(named: workspace)
                return try await backend.desk.addAgent(named: name, kind: kind, roles: roles, in: workspace)
            }
            Console.out("\(id)")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List who may act in a workspace.")

        @Argument(help: "The workspace's name.")
        var workspace: String

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let backend = try options.backend()
            let workspace = workspace
            let staff = try await backend.around {
                try await backend.desk.staff(of: try await backend.desk.workspaceID(named: workspace))
            }
            var table = TextTable([
                .init(title: "AGENT"), .init(title: "KIND"), .init(title: "ROLES"), .init(title: "NAME"),
            ])
            for member in staff {
                table.add([
                    .init("\(member.id)"), .init(member.kind.rawValue),
                    .init(member.roles.map(\.rawValue).joined(separator: " ")), .init(member.name ?? "(erased)"),
                ])
            }
            for line in table.lines(for: Surroundings.screen) { Console.out(line) }
        }
    }
}

/// `carelog token`
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Let agents in, and out again.", subcommands: [Create.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give an agent a token. It is printed once and stored nowhere.",
            discussion: "Example: carelog token create acme 019aa8f0-…")

        @Argument(help: "The workspace's name.")
        var workspace: String

        @Argument(help: "The agent's id.")
        var agent: String

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            guard let agent = AgentID(agent) else {
                throw ValidationError("'\(agent)' is not an agent's id; `carelog agent list` prints them")
            }
            let backend = try options.backend()
            let workspace = workspace
            let issued = try await backend.around {
                let workspace = try await backend.desk.workspaceID(named: workspace)
                return try await backend.desk.issueToken(to: agent, in: workspace)
            }
            Console.error("token \(issued.id)")
            Console.out(issued.token.text)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token open nothing any more; its sessions end within seconds.")

        @Argument(help: "The workspace's name.")
        var workspace: String

        @Argument(help: "The token's id, as `token create` printed it.")
        var token: String

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            guard let token = TokenID(token) else { throw ValidationError("'\(token)' is not a token's id") }
            let backend = try options.backend()
            let workspace = workspace
            try await backend.around {
                let workspace = try await backend.desk.workspaceID(named: workspace)
                try await backend.desk.revokeToken(token, in: workspace)
            }
            Console.out("revoked")
        }
    }
}

/// `carelog keys`
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make the file with the key-encryption keys.", subcommands: [Create.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key file; an existing one is never overwritten.",
            discussion:
                "Keep a copy of it apart from the database's backups: without it nothing personal can be read, with both everything can."
        )

        @Argument(help: "Where.", completion: .file())
        var file: String

        func run() throws {
            let path = file
            if try PrivateFile(path: path).read() != nil {
                throw PrivateFile.Failure(description: "\(path) exists; a key file is never overwritten")
            }
            _ = try KeyFile(path: path).loadOrMake()
            Console.out("made \(path)")
        }
    }
}

extension AgentKind: ExpressibleByArgument {}
extension Role: ExpressibleByArgument {}
