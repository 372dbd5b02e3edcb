internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog spam`
struct SpamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spam", abstract: "Keep a ticket apart as spam, or put it back with --remove.",
        discussion: "`carelog inbox --view spam` lists what is kept apart; nothing is lost.")
    @OptionGroup var options: TicketCommandOptions

    @Flag(help: "It is no spam: put it back to where it was.")
    var remove = false

    func run() async throws {
        if remove {
            return try await options.send({ TicketUnmarkSpam(commandID: $0, ticket: $1) }) {
                "It is back (version \($0.version))."
            }
        }
        try await options.send({ TicketMarkSpam(commandID: $0, ticket: $1) }) {
            "It is kept apart (version \($0.version))."
        }
    }
}

/// `carelog block`
struct BlockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block", abstract: "Keep what a customer writes apart as spam, or hear them again with --remove.",
        discussion: "Example: carelog block 019aa8f0-…   (`carelog show` prints a ticket's customer)")

    @Argument(help: "The customer's id.")
    var customer: String

    @Flag(help: "Hear them again, and put back what the block has hidden.")
    var remove = false

    @Option(help: ArgumentHelp("Why, for colleagues.", valueName: "text"))
    var reason: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token: agent or supervisor.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard WireText.uuid(customer.lowercased()) != nil else {
            throw ValidationError("'\(customer)' is not a customer's id; `carelog show TICKET` prints it")
        }
    }

    func run() async throws {
        let id = customer.lowercased()
        let result = try await client.withClient(as: role) { connection in
            let command = NewCommandID.make()
            if remove {
                return try await connection.call(CustomerUnblock(commandID: command, customer: id, reason: reason))
            }
            return try await connection.call(CustomerBlock(commandID: command, customer: id, reason: reason))
        }
        if client.json { return Console.out(String(decoding: result.jsonBytes(), as: UTF8.self)) }
        Console.out(remove ? "They are heard again." : "What they write is kept apart.")
    }
}
