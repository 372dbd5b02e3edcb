/// A type that reads itself from a value, refusing what it does not understand.
package protocol JSONDecodable {
    /// Errors: `JSONFieldError` with the path from the document's root.
    init(json: JSONView) throws(JSONFieldError)
}

/// A type that writes itself as exactly one value.
package protocol JSONEncodable {
    /// Writes one value; members with nothing in them are left out, never written as null.
    func write(to writer: inout JSONWriter)
}

extension JSONEncodable {
    /// The bytes of the one value it writes.
    package func jsonBytes() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }
}
