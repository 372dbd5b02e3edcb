internal import ArgumentParser
internal import Client
internal import Wire

/// `carelog classify`
struct ClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify", abstract: "Say what a ticket is about and what came of it.",
        discussion: """
            `carelog cause list` and `carelog product list` have the names. What is not given stays as it is.

            Example: carelog classify ebd4249e --cause late --product parcel --outcome refunded
            """)
    @OptionGroup var options: TicketCommandOptions

    @Option(help: ArgumentHelp("Why the customer complains.", valueName: "id"))
    var cause: String?

    @Option(help: ArgumentHelp("What it is about.", valueName: "id"))
    var product: String?

    @Option(help: ArgumentHelp("What came of it, in one word.", valueName: "word"))
    var outcome: String?

    @Option(
        help: ArgumentHelp("cause, product or outcome: say it no more; can be given several times.", valueName: "what"))
    var clear: [WireTicketClass] = []

    func run() async throws {
        let (cause, product, outcome, clear) = (cause, product, outcome, clear.isEmpty ? nil : clear)
        try await options.send({
            TicketClassify(
                commandID: $0, ticket: $1, cause: cause, outcome: outcome, product: product, clear: clear)
        }) { "Done (version \($0.version))." }
    }
}

extension WireTicketClass: ExpressibleByArgument {}
