package import Identity

/// Where a sealed part belongs and under whose key it is, read from its entry without decoding the rest of it.
///
/// Most events that are read are handed on as they are; to decode each only to open what is beside it would cost several
/// times the opening.
package struct SealedPlace: Hashable, Sendable {
    package let event: EventID
    /// The stream's name, as the entry has it.
    package let stream: String
    package let version: StreamVersion
    /// Whom it is about.
    package let subject: UniqueID

    /// Nil unless all of it stands where `Entry.encode` writes it, keys sorted, no white space, and without escapes: the
    /// names of some channels have them. Then only `Entry.decode` can tell.
    package init?(ofEntry bytes: [UInt8]) {
        let found: Self? = bytes.withUnsafeBufferPointer { buffer in
            var reader = EntryEnd(bytes: buffer)
            return reader.place()
        }
        guard let found else { return nil }
        self = found
    }

    /// From an entry that was decoded.
    package init(event: EventID, stream: String, version: StreamVersion, subject: UniqueID) {
        self.event = event
        self.stream = stream
        self.version = version
        self.subject = subject
    }
}

/// Reads an entry's last members from its end: they are the same few in every entry, while `data` before them is not.
///
/// A quote inside of a string stands behind a backslash, and is not taken for one that opens a value, which stands behind
/// a colon: nothing that somebody named can pass for a member.
private struct EntryEnd {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Everything from here on was read.
    private var end: Int

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        end = bytes.count
    }

    mutating func place() -> SealedPlace? {
        guard skip("}"), let version = number(), version > 0, skip("\"version\":"), skip(","),
            string() != nil, skip("\"type\":"), skip(","),
            // `customer/…` or `agent/…`.
            let subject = string(), let slash = bytes[subject].lastIndex(of: UInt8(ascii: "/")),
            let person = UniqueID(utf8: UnsafeBufferPointer(rebasing: bytes[(slash + 1)..<subject.upperBound])),
            skip("\"subject\":"), skip(","),
            let stream = string(), skip("\"stream\":"), skip(","), string() != nil, skip("\"sealed\":"), skip(","),
            number() != nil, skip("\"schema\":"), skip(","),
            let id = string(), let event = UniqueID(utf8: UnsafeBufferPointer(rebasing: bytes[id])),
            skip("\"id\":"), skip(","), bytes.first == UInt8(ascii: "{")
        else { return nil }
        let name = UnsafeBufferPointer(rebasing: bytes[stream])
        guard !name.contains(UInt8(ascii: "\\")) else { return nil }
        return SealedPlace(
            event: EventID(event), stream: String(decoding: name, as: UTF8.self), version: StreamVersion(version),
            subject: person)
    }

    /// Over this text, if it ends here.
    private mutating func skip(_ text: StaticString) -> Bool {
        let start = end - text.utf8CodeUnitCount
        guard start >= 0 else { return false }
        for offset in 0..<text.utf8CodeUnitCount where bytes[start + offset] != text.utf8Start[offset] { return false }
        end = start
        return true
    }

    /// What stands between the quotes of the string that ends here.
    private mutating func string() -> Range<Int>? {
        guard skip("\"") else { return nil }
        var start = end
        while start > 0, bytes[start - 1] != UInt8(ascii: "\"") { start -= 1 }
        // In front of the opening quote stands the colon of a member; every caller names the member next.
        guard start > 1, bytes[start - 2] == UInt8(ascii: ":") else { return nil }
        defer { end = start - 1 }
        return start..<end
    }

    private mutating func number() -> Int? {
        var value = 0
        var scale = 1
        let last = end
        while end > 0, last - end < 10, let digit = Self.digit(bytes[end - 1]) {
            value += digit * scale
            scale *= 10
            end -= 1
        }
        return last == end ? nil : value
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
