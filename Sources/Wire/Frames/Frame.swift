package import JSON

/// The bytes on the wire around one JSON object.
package enum Frame {
    /// How long the length in front of a body is.
    package static let prefixBytes = 4

    /// Writes one body and puts its length in front. Whoever sends it compares `bodyBytes(of:)` with the peer's limit.
    package static func encode(capacity: Int = 512, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(after: [0, 0, 0, 0], capacity: capacity)
        body(&writer)
        writer.patch(at: 0, with: prefix(bodyBytes: writer.bytes.count - prefixBytes))
        return writer.bytes
    }

    /// A body that is encoded already, with its length in front.
    package static func wrap(_ body: some Collection<UInt8>) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(prefixBytes + body.count)
        let length = prefix(bodyBytes: body.count)
        for shift: UInt32 in [24, 16, 8, 0] { frame.append(UInt8(truncatingIfNeeded: length >> shift)) }
        frame.append(contentsOf: body)
        return frame
    }

    /// How much of a frame counts against the limit.
    package static func bodyBytes(of frame: [UInt8]) -> Int { frame.count - prefixBytes }

    /// The number that stands, big-endian, in front of a body.
    static func prefix(bodyBytes: Int) -> UInt32 {
        precondition(bodyBytes > 0 && bodyBytes <= Int(UInt32.max), "a frame's body has 1...2^32-1 bytes")
        return UInt32(bodyBytes)
    }

    /// What a prefix announces. **Errors**: `empty` and `tooLarge`.
    static func checkedLength(_ prefix: UInt32, limit: Int) throws(FrameError) -> Int {
        let length = Int(prefix)
        guard length > 0 else { throw .empty }
        guard length <= limit else { throw .tooLarge(length: length, limit: limit) }
        return length
    }
}
