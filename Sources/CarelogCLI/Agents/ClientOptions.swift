internal import ArgumentParser
internal import Client
internal import FoundationEssentials
internal import JSON
internal import Wire

/// Where the server is, and how answers are shown; every command that talks to a server has these.
struct ClientOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file that says where the server is and holds the tokens. Default: $CARELOG_CONNECTION, else that of `carelog up`.",
            valueName: "file"))
    var connection: String?

    @Flag(help: "Print JSON, as the protocol has it, for scripts.")
    var json = false

    /// The connection file, from wherever it is named.
    func connectionFile() throws -> ConnectionFile {
        let environment = ProcessInfo.processInfo.environment
        let named = connection ?? environment["CARELOG_CONNECTION"]
        let path = named ?? EmbeddedDirectory.standard().path + "/connection.json"
        guard let text = try PrivateFile(path: path).read() else {
            throw Failure(
                description: named == nil
                    ? "there is no \(path): start a server with `carelog up`, or name a connection with --connection FILE"
                    : "there is no connection file \(path)")
        }
        do {
            return try ConnectionFile(parsing: text)
        } catch {
            throw Failure(description: "\(path) is \(error)")
        }
    }

    /// Where the server is, as somebody with this role.
    func endpoint(as role: String) throws -> ClientEndpoint {
        try connectionFile().endpoint(as: role)
    }

    /// Connects, does something, and disconnects.
    func withClient<Value: Sendable>(
        as role: String, _ body: (CarelogClient) async throws -> Value
    ) async throws -> Value {
        let client = try await CarelogClient.connect(to: try endpoint(as: role))
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw CommandWords.typed(error)
        }
    }

    /// What went wrong before anything was asked.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

extension ConnectionFile {
    /// The server with the token of a role. **Errors**: the file has no such token.
    func endpoint(as role: String) throws -> ClientEndpoint {
        guard let token = tokens[role] else {
            throw Failure(
                description:
                    "the connection file has no token for the role \(role); it has \(tokens.keys.sorted().joined(separator: ", "))"
            )
        }
        return ClientEndpoint(host: host, port: port, token: token, clientName: "carelog")
    }
}

/// Ids of commands that are made here: each is used for one request and its repetitions.
enum NewCommandID {
    static func make() -> String { UUID().uuidString.lowercased() }
}
