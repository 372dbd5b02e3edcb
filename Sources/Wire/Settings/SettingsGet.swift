package import JSON

/// All settings, now or under a version of the past.
package struct SettingsGet: WireRequest {
    package static let method = Method.settingsGet
    package typealias Response = SettingsGetResult

    /// As events name it; nil for now.
    package var version: Int64?

    package init(version: Int64? = nil) { self.version = version }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        version = try object.optionalInt64("version", in: 1...Int64(Int32.max))
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "version", version)
        writer.endObject()
    }
}

/// The settings under one version.
package struct SettingsGetResult: WireValue {
    /// Names all of them at once.
    package var version: Int64
    /// By name.
    package var channels: [WireChannel]
    /// By name.
    package var teams: [WireTeam]
    package var policy: WirePolicy
    /// Why customers complain.
    package var causes: [WireClassNode]
    /// What tickets are about.
    package var products: [WireClassNode]

    package init(
        version: Int64, channels: [WireChannel], teams: [WireTeam], policy: WirePolicy, causes: [WireClassNode] = [],
        products: [WireClassNode] = []
    ) {
        self.version = version
        self.channels = channels
        self.teams = teams
        self.policy = policy
        self.causes = causes
        self.products = products
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        version = try object.count("version")
        channels = try object.decodeArray("channels")
        teams = try object.decodeArray("teams")
        policy = try object.decode("policy")
        causes = try Self.nodes("causes", &object)
        products = try Self.nodes("products", &object)
    }

    private static func nodes(
        _ key: StaticString, _ object: inout JSONObjectReader
    ) throws(JSONFieldError) -> [WireClassNode] {
        guard let elements = try object.optionalArray(key) else { return [] }
        var nodes: [WireClassNode] = []
        for element in elements { nodes.append(try WireClassNode(json: element)) }
        return nodes
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("version", version)
        writer.member("channels", channels)
        writer.member("teams", teams)
        writer.member("policy", policy)
        if !causes.isEmpty { writer.member("causes", causes) }
        if !products.isEmpty { writer.member("products", products) }
        writer.endObject()
    }
}
