internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog cause`: why customers complain, and how often.
struct CauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cause", abstract: "See why customers complain and how often; add, rename and retire causes.",
        subcommands: [ClassListCommand<WireTreeKinds.Cause>.self, ClassSetCommand<WireTreeKinds.Cause>.self])
}

/// `carelog product`: what tickets are about, and how often.
struct ProductCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "product", abstract: "See what tickets are about and how often; add, rename and retire products.",
        subcommands: [ClassListCommand<WireTreeKinds.Product>.self, ClassSetCommand<WireTreeKinds.Product>.self])
}

/// `carelog cause list`
struct ClassListCommand<Kind: WireTreeKind>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "List the names and how many tickets have each.")
    }

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let list = try await client.withClient(as: role) { try await $0.call(ClassList<Kind>()) }
        if client.json { return Console.out(String(decoding: list.jsonBytes(), as: UTF8.self)) }
        var table = TextTable([
            .init(title: "ID"), .init(title: "NAME", columnsMin: 8), .init(title: "PART OF"),
            .init(title: "TICKETS", alignment: .right), .init(title: ""),
        ])
        for counted in list.nodes {
            let node = counted.node
            table.add([
                .init(node.id), .init(node.name), .init(node.parent ?? ""), .init("\(counted.tickets)"),
                .init(node.isRetired ? "retired" : ""),
            ])
        }
        for line in table.lines(for: Surroundings.screen) { Console.out(line) }
    }
}

/// `carelog cause set`
struct ClassSetCommand<Kind: WireTreeKind>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "set", abstract: "Add a name, or change what it is called, what it is part of, or retire it.",
            discussion: """
                What tickets have keeps its id and so its history, whatever it is called. Whole trees are set by `carelog \
                settings apply`.

                Example: carelog cause set late --name 'Arrived late' --parent delivery
                """)
    }

    @Argument(help: "The id, which stays for ever.")
    var id: String

    @Option(help: ArgumentHelp("What people call it.", valueName: "text"))
    var name: String?

    @Option(help: ArgumentHelp("What it is a part of.", valueName: "id"))
    var parent: String?

    @Flag(inversion: .prefixedNo, help: "Whether tickets can be given it no more.")
    var retired: Bool?

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token.", valueName: "role"))
    var role = "admin"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let (id, name, parent, retired) = (id, name, parent, retired)
        let done = try await client.withClient(as: role) { connection in
            var nodes = try await connection.call(ClassList<Kind>()).nodes.map(\.node)
            var node = nodes.first { $0.id == id } ?? WireClassNode(id: id, name: name ?? id)
            node.name = name ?? node.name
            node.parent = parent ?? node.parent
            node.isRetired = retired ?? node.isRetired
            if let index = nodes.firstIndex(where: { $0.id == id }) { nodes[index] = node } else { nodes.append(node) }
            let tree = WireClassTree<Kind>(nodes)
            return try await connection.call(DocumentCommand(commandID: NewCommandID.make(), tree))
        }
        if client.json { return Console.out(String(decoding: done.jsonBytes(), as: UTF8.self)) }
        Console.out("The settings are at version \(done.version).")
    }
}
