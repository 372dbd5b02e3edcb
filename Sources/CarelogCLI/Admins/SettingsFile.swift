internal import JSON
internal import Wire

/// How a whole workspace is to work, as one file.
///
/// **Shape**: a JSON object with any of `teams`, `channels`, `policy`, `staff`, `templates`, `articles` and `macros`; documents as
/// in the protocol's `team.set`, `channel.set`, `policy.set`, `agent.set`, `template.set`, `article.set` and `macro.set`. And
/// `causes` and `products`, the `nodes` of `causes.set` and `products.set`.
struct SettingsFile: Sendable {
    let teams: [WireTeam]
    let channels: [WireChannel]
    let policy: WirePolicy?
    let staff: [WireProfile]
    let templates: [WireTemplate]
    let articles: [WireArticle]
    let macros: [WireMacro]
    let causes: [WireClassNode]?
    let products: [WireClassNode]?

    /// **Errors**: `JSONError`, `JSONFieldError` with the path of what is wrong.
    init(parsing bytes: [UInt8]) throws {
        var object = try JSONObjectReader(JSONDocument(bytes, limits: Limits.jsonClient).root)
        teams = try Self.documents("teams", &object)
        channels = try Self.documents("channels", &object)
        policy = try object.optional("policy").map { view throws(JSONFieldError) in try Self.document(view) }
        staff = try Self.documents("staff", &object)
        templates = try Self.documents("templates", &object)
        articles = try Self.documents("articles", &object)
        macros = try Self.documents("macros", &object)
        causes = try Self.nodes("causes", &object)
        products = try Self.nodes("products", &object)
        try object.finish()
    }

    private static func nodes(
        _ key: StaticString, _ object: inout JSONObjectReader
    ) throws(JSONFieldError) -> [WireClassNode]? {
        guard let elements = try object.optionalArray(key) else { return nil }
        var nodes: [WireClassNode] = []
        for element in elements { nodes.append(try WireClassNode(json: element)) }
        return nodes
    }

    private static func documents<Document: WireDocument>(
        _ key: StaticString, _ object: inout JSONObjectReader
    ) throws(JSONFieldError) -> [Document] {
        guard let elements = try object.optionalArray(key) else { return [] }
        var documents: [Document] = []
        for element in elements { documents.append(try document(element)) }
        return documents
    }

    /// What somebody wrote by hand is held to the letter: a member nobody knows is a mistake.
    private static func document<Document: WireDocument>(_ view: JSONView) throws(JSONFieldError) -> Document {
        var object = try JSONObjectReader(view)
        let document = try Document(reading: &object)
        try object.finish()
        return document
    }
}
