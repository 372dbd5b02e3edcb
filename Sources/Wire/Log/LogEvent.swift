package import JSON

/// An event as the log holds it.
package struct LogEvent: WireValue {
    /// In the workspace's log, from 0.
    package var position: Int64
    /// The stored bytes, untouched in both directions: their hash is the leaf of the audit tree.
    package var entry: JSONBytes
    /// What was sealed, opened for a reader who may see it; nil if there is none, or if it was erased.
    package var personal: JSONBytes?
    /// What is to be sent because of it, for those who follow the outbox.
    package var outbox: WireOutboxItem?

    package init(position: Int64, entry: JSONBytes, personal: JSONBytes? = nil, outbox: WireOutboxItem? = nil) {
        self.position = position
        self.entry = entry
        self.personal = personal
        self.outbox = outbox
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.count("position")
        entry = try object.decode("entry")
        personal = try object.decodeIfPresent("personal")
        outbox = try object.decodeIfPresent("outbox")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("entry", entry)
        writer.member(ifPresent: "personal", personal)
        writer.member(ifPresent: "outbox", outbox)
        writer.endObject()
    }
}

/// A JSON object kept as the bytes it came in.
package struct JSONBytes: WireValue {
    /// One JSON object; written as it is, so it must have been scanned, or written by us.
    package let bytes: [UInt8]

    /// Trusts its caller: bytes that are no JSON would spoil the frame they are written into.
    package init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// Copies the object's exact bytes out of its frame.
    package init(json: JSONView) throws(JSONFieldError) {
        guard json.kind == .object else { throw json.wrongType(expected: "an object") }
        bytes = Array(json.rawBytes)
    }

    package func write(to writer: inout JSONWriter) { writer.raw(bytes) }

    /// A document of its own, for reading what is in it. **Errors**: `JSONError` only if the bytes were wrongly trusted.
    package func document() throws(JSONError) -> JSONDocument { try JSONDocument(bytes) }
}
