internal import ArgumentParser
internal import Client
internal import Wire

/// `carelog priority`
struct PriorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "priority", abstract: "Say how urgent a ticket is: low, normal, high or urgent.",
        discussion: "Rules give out what is urgent first. Example: carelog priority ebd4249e urgent")
    @OptionGroup var options: TicketCommandOptions

    @Argument(help: "low, normal, high or urgent.")
    var priority: String

    func validate() throws {
        guard WirePriority(rawValue: priority) != nil else {
            throw ValidationError("'\(priority)' is no priority: low, normal, high or urgent")
        }
    }

    func run() async throws {
        guard let priority = WirePriority(rawValue: priority) else { return }
        try await options.send({ TicketPrioritise(commandID: $0, ticket: $1, priority: priority) }) {
            "It is \(priority.rawValue) (version \($0.version))."
        }
    }
}
