package import JSON

/// Says no more than that its sender is alive.
package struct SessionPing: WireNotification {
    package static let method = Method.sessionPing

    package init() {}

    package init(json: JSONView) throws(JSONFieldError) {
        guard json.kind == .object else { throw json.wrongType(expected: "an object") }
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.endObject()
    }
}
