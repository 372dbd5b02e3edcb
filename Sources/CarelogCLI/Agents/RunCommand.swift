internal import ArgumentParser
internal import Client
internal import JSON
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

    @Option(help: ArgumentHelp("The last position of the ticket that you have seen.", valueName: "position"))
    var seen: Int64?

    func run() async throws {
        let values = try fields.wire()
        let result = try await options.client.withClient(as: options.role) { connection in
            let id = try await options.ticket.resolve(with: connection)
            var seen = seen
            if seen == nil { seen = try await connection.call(TicketGet(ticket: id, limit: 1)).ticket.position }
            do {
                return try await connection.call(
                    TicketRun(
                        commandID: NewCommandID.make(), ticket: id, macro: macro, values: values, language: language,
                        seen: seen))
            } catch let error as ClientError {
                throw MissedWords.shown(of: error)
            }
        }
        if options.client.json { return Console.out(String(decoding: result.jsonBytes(), as: UTF8.self)) }
        var said = ""
        switch (result.reply, result.state) {
        case (let reply?, .draft): said = " Its answer is a draft until a person approves it: carelog approve \(reply)"
        case (let reply?, _): said = " Sent reply \(reply)."
        default: break
        }
        Console.out("Done (version \(result.version)).\(said)")
    }
}

/// What was said in the meantime, where somebody answers.
enum MissedWords {
    /// Shows what was said since, so that the answer can be thought over; answers what to say at the end.
    static func shown(of error: ClientError) -> any Error {
        guard case .rpc(let refusal) = error, refusal.kind == .staleReply else { return error }
        let missed = refusal.missed
        Console.error("Not sent. In the meantime:")
        for item in missed {
            let shown = WireItem(position: item.position, at: item.at, type: item.type, by: item.by, text: item.text)
            for line in ItemLines.lines(shown, screen: Surroundings.screen) { Console.error(line) }
        }
        let last = missed.map(\.position).max().map { " To send it all the same: --seen \($0)" } ?? ""
        return ClientOptions.Failure(description: "the conversation went on.\(last)")
    }
}
