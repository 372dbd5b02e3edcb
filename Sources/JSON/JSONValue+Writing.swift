extension JSONValue: JSONEncodable, JSONDecodable {
    package init(json: JSONView) throws(JSONFieldError) { self.init(json) }

    /// Compact, members in their own order.
    package func write(to writer: inout JSONWriter) { write(to: &writer, isCanonical: false) }

    private func write(to writer: inout JSONWriter, isCanonical: Bool) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .int(let value): writer.int(value)
        case .string(let value): writer.string(value)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer, isCanonical: isCanonical) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in isCanonical ? Self.sorted(members) : members {
                writer.key(member.key)
                member.value.write(to: &writer, isCanonical: isCanonical)
            }
            writer.endObject()
        }
    }

    /// The bytes of RFC 8785: one form for every value.
    package func canonicalBytes() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer, isCanonical: true)
        return writer.bytes
    }

    /// For people: two spaces a level, one member a line, empty containers on one line; no line end at the end.
    package func prettyText() -> String {
        var text = ""
        appendPretty(to: &text, indent: "")
        return text
    }

    private func appendPretty(to text: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .array(let elements) where !elements.isEmpty:
            text += "["
            for (position, element) in elements.enumerated() {
                text += position == 0 ? "\n\(inner)" : ",\n\(inner)"
                element.appendPretty(to: &text, indent: inner)
            }
            text += "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            text += "{"
            for (position, member) in members.enumerated() {
                text += position == 0 ? "\n\(inner)" : ",\n\(inner)"
                text += "\(JSONValue.string(member.key)): "
                member.value.appendPretty(to: &text, indent: inner)
            }
            text += "\n\(indent)}"
        case .null, .bool, .int, .string, .array, .object:
            text += description
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The compact text.
    package var description: String { String(decoding: jsonBytes(), as: UTF8.self) }
}
