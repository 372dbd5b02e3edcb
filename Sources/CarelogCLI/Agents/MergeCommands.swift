internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog merge`
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Make a ticket part of another: one conversation from then on.",
        discussion: """
            Example: carelog merge 9c1f20ab 03c179f9

            Nothing is moved: each goes on where its customer writes, and `carelog unmerge` undoes it.
            """)

    @Argument(help: "What becomes part of another: its id, or the end of it.")
    var from: TicketReference

    @Argument(help: "What stands for both from then on.")
    var into: TicketReference

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token: agent or supervisor.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let result = try await client.withClient(as: role) { connection in
            let from = try await from.resolve(with: connection)
            let into = try await into.resolve(with: connection)
            do {
                return try await connection.call(TicketMerge(commandID: NewCommandID.make(), from: from, into: into))
            } catch ClientError.rpc(let error) where error.kind == .merged && !client.json {
                throw ClientOptions.Failure(
                    description: "one of them is part of ticket \(error.mergedInto ?? "?") already")
            }
        }
        if client.json { return Console.out(String(decoding: result.jsonBytes(), as: UTF8.self)) }
        Console.out("It is part of ticket \(result.ticket ?? "?") (version \(result.version)).")
    }
}

/// `carelog unmerge`
struct UnmergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmerge", abstract: "Take a ticket out of what it was merged into; it is as it was before.",
        discussion: "Example: carelog unmerge 9c1f20ab")

    @Argument(help: "What was merged into another: its id, or the end of it.")
    var ticket: TicketReference

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token: agent or supervisor.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let result = try await client.withClient(as: role) { connection in
            let ticket = try await ticket.resolve(with: connection)
            return try await connection.call(TicketUnmerge(commandID: NewCommandID.make(), from: ticket))
        }
        if client.json { return Console.out(String(decoding: result.jsonBytes(), as: UTF8.self)) }
        Console.out("It stands for itself (version \(result.version)).")
    }
}

/// `carelog split`
struct SplitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Make some messages of a ticket another one, as for a second matter.",
        discussion: """
            Example: carelog split 9c1f20ab 01a2008c-66f6-7c84-86f2-78aa56078194   (`carelog show --json` has the ids of messages)

            What the customer writes next is the first ticket's, unless it answers what was split off. `carelog merge` undoes it.
            """)
    @OptionGroup var options: TicketCommandOptions

    @Argument(help: "The ids of the messages.")
    var messages: [String]

    func run() async throws {
        let messages = messages.map { $0.lowercased() }
        try await options.send({ TicketSplit(commandID: $0, ticket: $1, messages: messages) }) {
            "They are ticket \($0.ticket ?? "?") (version \($0.version))."
        }
    }
}
