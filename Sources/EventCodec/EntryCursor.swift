internal import Identity
internal import Ticketing

/// Walks over an entry's bytes from left to right, taking only the spelling that `Entry.encode` writes.
///
/// An entry is canonical JSON: its members come in one order, ids and times have one length each. So most entries are read
/// by comparing bytes, without a tape of tokens; nil from any step means "not like this": then the JSON reader looks,
/// and says what is wrong if something is.
struct EntryCursor {
    /// Valid only while the caller lends them.
    let bytes: UnsafeRawBufferPointer
    /// Of the next byte to be read.
    private(set) var index: Int
    private let end: Int

    /// All of the bytes, or those of a range.
    init(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>? = nil) {
        self.bytes = bytes
        index = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    var isAtEnd: Bool { index == end }

    /// Steps over exactly this text, if it is what comes next.
    @inline(__always)
    mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard end - index >= count else { return false }
        let start = text.utf8Start
        for offset in 0..<count where bytes[index + offset] != start[offset] { return false }
        index += count
        return true
    }

    /// The 36 characters of an id in lower case: `8-4-4-4-12` digits.
    mutating func id<ID: Identifier>(as type: ID.Type = ID.self) -> ID? {
        guard end - index >= 36, bytes[index + 8] == UInt8(ascii: "-"), bytes[index + 13] == UInt8(ascii: "-"),
            bytes[index + 18] == UInt8(ascii: "-"), bytes[index + 23] == UInt8(ascii: "-"),
            let first = Self.digits(four(0), four(4)), let second = Self.digits(four(9), four(14)),
            let third = Self.digits(four(19), four(24)), let fourth = Self.digits(four(28), four(32))
        else { return nil }
        index += 36
        return ID(UniqueID(high: first << 32 | second, low: third << 32 | fourth))
    }

    /// The 27 characters of a time.
    mutating func instant() -> Instant? {
        guard end - index >= 27, bytes[index + 10] == UInt8(ascii: "T"), bytes[index + 26] == UInt8(ascii: "Z"),
            let instant = Instant(ascii: UnsafeRawBufferPointer(rebasing: bytes[index..<index + 27]))
        else { return nil }
        index += 27
        return instant
    }

    /// An integer of at most 15 digits, as JSON writes it.
    mutating func integer() -> Int64? {
        let isNegative = skip("-")
        let start = index
        var value: Int64 = 0
        while index < end, index - start < 16, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            value = value * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        let count = index - start
        guard (1...15).contains(count), count == 1 || bytes[start] != UInt8(ascii: "0"), !isNegative || value > 0 else {
            return nil
        }
        return isNegative ? -value : value
    }

    /// Where the rest of a string is, up to its closing quote; only of printable ASCII without escapes.
    mutating func plain() -> Range<Int>? {
        let start = index
        while index < end, bytes[index] != UInt8(ascii: "\"") {
            guard (0x20..<0x7f).contains(bytes[index]), bytes[index] != UInt8(ascii: "\\") else { return nil }
            index += 1
        }
        guard index < end else { return nil }
        return start..<index
    }

    /// `plain`, as a string.
    mutating func word() -> String? { plain().map { String(decoding: bytes[$0], as: UTF8.self) } }

    /// 64 hexadecimal digits, which nobody needs the value of.
    mutating func skipDigest() -> Bool {
        guard end - index >= 64 else { return false }
        for offset in 0..<64 where Self.digit(bytes[index + offset]) == nil { return false }
        index += 64
        return true
    }

    /// Where the members of an object are that has only strings, numbers and arrays of these; ends in front of its brace.
    mutating func members() -> Range<Int>? {
        let start = index
        while index < end, bytes[index] != UInt8(ascii: "}") {
            if bytes[index] == UInt8(ascii: "\"") {
                index += 1
                guard plain() != nil else { return nil }
            } else if bytes[index] == UInt8(ascii: "{") {
                return nil
            }
            index += 1
        }
        return index < end ? start..<index : nil
    }

    /// The four bytes that come so many behind the next one, the first of them lowest.
    @inline(__always)
    private func four(_ offset: Int) -> UInt64 {
        UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index + offset, as: UInt32.self)))
    }

    /// The value of eight lower-case hexadecimal digits, all at once; nil if one of them is none.
    @inline(__always)
    private static func digits(_ left: UInt64, _ right: UInt64) -> UInt64? {
        let text = left | right << 32
        let ones: UInt64 = 0x0101_0101_0101_0101
        // A letter has bit 6 set and its low bits begin at 1.
        var digits = (text & (ones &* 0x0f)) &+ ((text >> 6) & ones) &* 9
        // Written again they must be what they were read from.
        let letters = ((digits &+ ones &* 6) >> 4) & ones
        guard digits & (ones &* 0xf0) == 0, digits &+ ones &* 0x30 &+ letters &* 39 == text else { return nil }
        digits = digits.byteSwapped
        digits = (digits | digits >> 4) & 0x00ff_00ff_00ff_00ff
        digits = (digits | digits >> 8) & 0x0000_ffff_0000_ffff
        return (digits | digits >> 16) & 0xffff_ffff
    }

    /// The value of a lower-case hexadecimal digit.
    @inline(__always)
    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}
