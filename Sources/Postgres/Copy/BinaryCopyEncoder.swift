/// Builds the binary form of COPY FROM: header, tuples, trailer.
///
/// Shape: 11-byte signature, flags, extension length; per tuple a 16-bit field count, then length and bytes of each field
/// (-1 for NULL); at the end a field count of -1. Source: PostgreSQL 15 manual, COPY, "Binary Format".
package struct BinaryCopyEncoder: Sendable {
    /// What is written and not yet taken.
    private var bytes: [UInt8] = BinaryCopy.header

    package init() {}

    /// Bytes that `take` would return.
    package var byteCount: Int { bytes.count }

    /// Appends one tuple whose fields are the bindings in order.
    package mutating func append(_ fields: Bindings) {
        bytes.appendBigEndian(Int16(fields.count))
        fields.bytes.withUnsafeBytes { block in
            for slot in fields.slots {
                bytes.appendBigEndian(slot.length)
                if slot.length > 0 {
                    bytes.append(
                        contentsOf: UnsafeRawBufferPointer(
                            rebasing: block[slot.offset..<slot.offset + Int(slot.length)]))
                }
            }
        }
    }

    /// Ends the data; nothing may follow.
    package mutating func finish() { bytes.appendBigEndian(Int16(-1)) }

    /// Takes what is written so far, for one `write`.
    package mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }
}

/// The constants of binary COPY.
enum BinaryCopy {
    /// Signature, then no flags and no extension.
    static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
}
