internal import ArgumentParser
internal import Client
internal import Wire

/// `carelog switch`
struct SwitchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch", abstract: "Ask the customer to go on elsewhere; it is counted.",
        discussion: """
            With --text, --seen is as of `carelog reply`.

            Example: carelog switch 9c1f20ab email --reason documents --text 'Please send us the form by mail: help@acme.example'
            """)
    @OptionGroup var options: TicketCommandOptions

    @Argument(help: "Where to: a channel, or only its kind, such as phone.")
    var to: String

    @Option(help: ArgumentHelp("Why, in a word that can be counted.", valueName: "word"))
    var reason: String

    @Option(help: ArgumentHelp("Why, for colleagues.", valueName: "text"))
    var words: String?

    @Option(help: ArgumentHelp("What the customer is told; nothing if left out.", valueName: "text"))
    var text: String?

    @OptionGroup var looked: SeenOptions

    func run() async throws {
        let (to, reason, words, text, given) = (to, reason, words, text, looked.seen)
        try await looked.send(
            options,
            {
                TicketSwitch(
                    commandID: $0, ticket: $1, to: to, reason: reason, words: words, text: text,
                    // Where nothing is said there is nothing to say over anybody's head.
                    seen: text == nil ? given : $2)
            }
        ) { result in
            switch result.state {
            case .sent: "They are asked (version \(result.version))."
            case .draft: "They are asked as soon as a person approves it: carelog approve \(result.reply ?? "")"
            case nil: "It is recorded (version \(result.version))."
            }
        }
    }
}
