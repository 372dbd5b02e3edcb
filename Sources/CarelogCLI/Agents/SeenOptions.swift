internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// What whoever says something to a customer has seen of the ticket.
struct SeenOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The last position of the ticket that you have seen.", valueName: "position"))
    var seen: Int64?

    /// Sends something to be said. Without --seen it counts on nothing having happened since this command looked; what
    /// was said in the meantime is shown, and nothing is sent.
    func send<Command: WireCommand>(
        _ options: TicketCommandOptions,
        _ make: @Sendable (_ commandID: String, _ ticket: String, _ seen: Int64) -> Command,
        said: (Command.Response) -> String
    ) async throws {
        let result = try await options.client.withClient(as: options.role) { connection in
            let id = try await options.ticket.resolve(with: connection)
            let looked: Int64
            if let seen {
                looked = seen
            } else {
                looked = try await connection.call(TicketGet(ticket: id, limit: 1)).ticket.position
            }
            do {
                return try await connection.call(make(NewCommandID.make(), id, looked))
            } catch let error as ClientError {
                throw MissedWords.shown(of: error)
            }
        }
        Console.out(options.client.json ? String(decoding: result.jsonBytes(), as: UTF8.self) : said(result))
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
