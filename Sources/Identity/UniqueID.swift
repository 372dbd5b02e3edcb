/// 128 bits that name one thing; the value behind every random identifier of ours.
///
/// **Shape**: 36 lower-case characters, `8-4-4-4-12` hexadecimal digits. **Source**: RFC 9562.
package struct UniqueID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The first eight bytes, most significant first.
    package let high: UInt64
    /// The last eight bytes, most significant first.
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All bits zero: names nobody and nothing.
    package static let zero = UniqueID(high: 0, low: 0)

    /// A version 7 id: sorts by time, so that indexes grow at one end; the rest is the caller's randomness.
    package static func version7(at instant: Instant, random: (UInt64, UInt64)) -> UniqueID {
        let milliseconds = UInt64(bitPattern: max(0, instant.microseconds / 1_000)) & 0xffff_ffff_ffff
        let high = milliseconds << 16 | 0x7000 | random.0 & 0x0fff
        return UniqueID(high: high, low: 0x8000_0000_0000_0000 | random.1 & 0x3fff_ffff_ffff_ffff)
    }

    /// A version 8 id: the first 16 bytes of a digest, for what follows from other names.
    ///
    /// **Range**: a digest has at least 16 bytes. **Source**: RFC 9562, section 5.8.
    package static func version8(_ digest: [UInt8]) -> UniqueID {
        precondition(digest.count >= 16, "an id of \(digest.count) bytes")
        func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        return UniqueID(
            high: half(digest[0..<8]) & 0xffff_ffff_ffff_0fff | 0x8000,
            low: half(digest[8..<16]) & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
    }

    /// Reads exactly the 36-character form, in either case; anything else is nil.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let id = text.withUTF8({ UniqueID(utf8: $0) }) else { return nil }
        self = id
    }

    /// Reads the same form from its bytes.
    package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 36 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for index in 0..<36 {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard bytes[index] == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Self.digit(bytes[index]) else { return nil }
            if digits < 16 { halves.0 = halves.0 << 4 | digit } else { halves.1 = halves.1 << 4 | digit }
            digits += 1
        }
        self.init(high: halves.0, low: halves.1)
    }

    /// Reads sixteen bytes, most significant first; another count is nil.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        for (index, byte) in bytes.enumerated() {
            if index < 8 { halves.0 = halves.0 << 8 | UInt64(byte) } else { halves.1 = halves.1 << 8 | UInt64(byte) }
        }
        self.init(high: halves.0, low: halves.1)
    }

    /// The sixteen bytes, most significant first.
    package var bytes: [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> UInt64(56 - 8 * ($0 % 8))) }
    }

    package var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            let text = UnsafeMutableRawBufferPointer(buffer)
            let (first, second) = (Self.digits(high >> 32), Self.digits(high))
            let (third, last) = (Self.digits(low >> 32), Self.digits(low))
            text.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: second >> 32).bigEndian, toByteOffset: 9, as: UInt32.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: second).bigEndian, toByteOffset: 14, as: UInt32.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: third >> 32).bigEndian, toByteOffset: 19, as: UInt32.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: third).bigEndian, toByteOffset: 24, as: UInt32.self)
            text.storeBytes(of: last.bigEndian, toByteOffset: 28, as: UInt64.self)
            let dash = UInt8(ascii: "-")
            (buffer[8], buffer[13], buffer[18], buffer[23]) = (dash, dash, dash, dash)
            return 36
        }
    }

    /// The eight hexadecimal digits of the lower half of a number, each a byte, the first the highest. All at once: ids are
    /// spelled some forty times for one message.
    private static func digits(_ number: UInt64) -> UInt64 {
        var digits = number & 0xffff_ffff
        digits = (digits | digits << 16) & 0x0000_ffff_0000_ffff
        digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff
        digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f
        // Ten and more carry into the half above.
        let letters = ((digits + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return digits + 0x3030_3030_3030_3030 + letters * UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
    }

    // The second half of an id is random by itself; with a large log hashing is what a fold does most.
    package func hash(into hasher: inout Hasher) { hasher.combine(low) }

    package static func < (left: UniqueID, right: UniqueID) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
