internal import ArgumentParser
internal import Client
internal import Wire

/// `carelog run`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a macro on a ticket: an answer and what else is to be done, all or none of it.",
        discussion: """
            `carelog template list` shows the macros. --seen is as of `carelog reply`.

            Example: carelog run 9c1f20ab close-late --value days=5
            """)
    @OptionGroup var options: TicketCommandOptions

    @Argument(help: "The macro's name.")
    var macro: String

    @OptionGroup var fields: FieldOptions

    @Option(help: ArgumentHelp("The answer's language, such as de; default: the customer's.", valueName: "tag"))
    var language: String?

    @OptionGroup var looked: SeenOptions

    func run() async throws {
        let values = try fields.wire()
        let (macro, language) = (macro, language)
        try await looked.send(
            options,
            {
                TicketRun(commandID: $0, ticket: $1, macro: macro, values: values, language: language, seen: $2)
            }
        ) { result in
            let done = "Done (version \(result.version))."
            return switch (result.reply, result.state) {
            case (let reply?, .draft):
                "\(done) Its answer is a draft until a person approves it: carelog approve \(reply)"
            case (let reply?, _): "\(done) Sent reply \(reply)."
            default: done
            }
        }
    }
}
