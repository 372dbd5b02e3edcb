internal import Client
internal import Wire

/// The server speaks of methods; who sits at a terminal types commands.
enum CommandWords {
    /// The same error, in what can be typed.
    static func typed(_ error: any Error) -> any Error {
        guard case ClientError.rpc(var refusal) = error else { return error }
        refusal.message = typed(refusal.message)
        return ClientError.rpc(refusal)
    }

    /// Methods on a ticket have a command of their name.
    static func typed(_ message: String) -> String {
        let commands = Method.allCases.map(\.rawValue).filter { $0.hasPrefix("ticket.") }
        return commands.reduce(message) { $0.replacing("`\($1)`", with: "`carelog \($1.dropFirst(7))`") }
    }
}
