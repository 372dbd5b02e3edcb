package import JSON

/// A program and its version, for the other side's log.
package struct WireProduct: WireValue {
    /// Such as `carelog`.
    package var name: String
    /// Such as `1.0.0`.
    package var version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        name = try object.string("name", utf8Max: Limits.productBytesMax, utf8Min: 1)
        version = try object.string("version", utf8Max: Limits.productBytesMax, utf8Min: 1)
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", name)
        writer.member("version", version)
        writer.endObject()
    }
}

/// The first request of a connection.
///
/// Unknown members are ignored here and in no other parameters: a client may offer versions that this server has never
/// heard of, with members that belong to them.
package struct SessionHello: WireRequest {
    package static let method = Method.sessionHello
    package typealias Response = SessionHelloResult

    /// Versions the client speaks, 1 ... 16 of them; the server picks the highest that it speaks too.
    package var protocolVersions: [Int]
    /// Says who connects. Never logged, never shown.
    package var token: String
    /// The program that connects.
    package var client: WireProduct

    package init(protocolVersions: [Int] = Limits.protocolVersions, token: String, client: WireProduct) {
        self.protocolVersions = protocolVersions
        self.token = token
        self.client = client
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        protocolVersions = []
        for version in try object.array("protocol", countMax: 16) { protocolVersions.append(try version.int()) }
        token = try object.string("token", utf8Max: Limits.tokenBytesMax, utf8Min: 1)
        client = try object.decode("client")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("protocol")
        writer.beginArray()
        for version in protocolVersions { writer.int(version) }
        writer.endArray()
        writer.member("token", token)
        writer.member("client", client)
        writer.endObject()
    }

    /// The version to speak; nil means `unsupported_protocol`.
    package var agreedVersion: Int? { protocolVersions.filter { Limits.protocolVersions.contains($0) }.max() }
}
