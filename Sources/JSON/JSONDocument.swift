/// Bytes that passed the scanner, with the tape that finds every value in them.
///
/// Views refer to it and copy nothing; it lives as long as any view of it. Immutable, so any thread may read it.
package final class JSONDocument: Sendable {
    /// The input, unchanged.
    package let bytes: [UInt8]
    let tape: [JSONToken]

    /// Scans the whole input at once. Errors: `JSONError`, which the same bytes will always meet again.
    package init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        tape = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) -> [JSONToken] in
            try JSONScanner.tape(of: buffer, limits: limits)
        }
        self.bytes = bytes
    }

    /// Copies the bytes out of foreign memory, then scans them.
    package convenience init(copying bytes: UnsafeRawBufferPointer, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init([UInt8](bytes), limits: limits)
    }

    /// The one value of the document.
    package var root: JSONView { JSONView(document: self, index: 0) }

    /// How many values and keys there are. Range: 1 ... `JSONLimits.tokensMax`.
    package var tokenCount: Int { tape.count }

    /// Whether the bytes are exactly what RFC 8785 would write for this value.
    package var isCanonical: Bool {
        var writer = JSONWriter(capacity: bytes.count)
        writer.canonical(root)
        return writer.bytes == bytes
    }
}
