internal import JSON

/// How to reach a server, and with which tokens: what `carelog up` writes and every client command reads.
///
/// **Shape**: `{"host","port","workspace","tokens":{"agent","connector","auditor","supervisor","bot","admin","trainee",…}}`; some tokens may be
/// missing in a file written by hand.
struct ConnectionFile: Equatable, Sendable {
    /// Whose token it is, in the order in which they are listed; others come behind, by name.
    static let roles = ["agent", "connector", "auditor", "supervisor", "bot", "admin", "trainee"]

    var host: String
    var port: Int
    var workspace: String
    /// By role.
    var tokens: [String: String]

    /// Why a connection file cannot be used.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init(host: String, port: Int, workspace: String, tokens: [String: String]) {
        self.host = host
        self.port = port
        self.workspace = workspace
        self.tokens = tokens
    }

    /// Reads a file's text.
    init(parsing text: String) throws(Failure) {
        do {
            let root = try JSONDocument(Array(text.utf8)).root
            var object = try JSONObjectReader(root)
            host = try object.string("host", utf8Max: 255)
            port = try object.int("port", in: 1...65_535)
            workspace = try object.string("workspace", utf8Max: 64)
            tokens = [:]
            for (key, value) in try object.required("tokens").members() {
                tokens[try key.string()] = try value.string(utf8Max: 128)
            }
        } catch {
            throw Failure(description: "not a connection file of carelog: \(error)")
        }
    }

    /// The file's text, for people as well.
    var text: String {
        let others = tokens.keys.filter { !Self.roles.contains($0) }.sorted()
        let named = (Self.roles + others).compactMap { role in tokens[role].map { JSONMember(role, .string($0)) } }
        let value = JSONValue.object([
            JSONMember("host", .string(host)), JSONMember("port", .int(Int64(port))),
            JSONMember("workspace", .string(workspace)), JSONMember("tokens", .object(named)),
        ])
        return value.prettyText() + "\n"
    }
}
