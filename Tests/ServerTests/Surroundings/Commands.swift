internal import Client
internal import Identity
internal import Ticketing

@testable internal import Wire

extension Team {
    func connect(_ role: Role, port: Int? = nil) async throws -> CarelogClient {
        try await CarelogClient.connect(to: endpoint(role, port: port))
    }

    func endpoint(_ role: Role, port: Int? = nil) -> ClientEndpoint {
        ClientEndpoint(host: "127.0.0.1", port: port ?? world.port, token: token(role), clientName: "tests")
    }
}

extension MessageReceive {
    /// A message of a customer of their own.
    static func made(_ number: Int, from handle: String? = nil, text: String? = nil) -> MessageReceive {
        MessageReceive(
            commandID: CommandIDs.random(), channel: "x:@acme", externalID: "m\(number)",
            author: WireAuthor(handle: handle ?? "@customer\(number)"), text: text ?? "message \(number)")
    }
}

enum CommandIDs {
    static func random() -> String {
        UniqueID(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max)).description
    }
}
