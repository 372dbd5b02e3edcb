/// What strings look like with and without escapes; reading trusts that the scanner has accepted them.
enum JSONEscapes {
    /// The first byte from `start` on that must be escaped, or the end: a quote, a backslash or a control.
    ///
    /// Eight bytes at a time, as in the scanner: the lowest flag is always right.
    @inline(__always)
    static func plainEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let raw = UnsafeRawBufferPointer(text)
        let ones: UInt64 = 0x0101_0101_0101_0101
        var cursor = start
        while cursor + 8 <= text.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: cursor, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let control = (word &- (ones &* 0x20)) & ~word
            let special = (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & (ones &* 0x80)
            if special != 0 { return cursor + special.trailingZeroBitCount / 8 }
            cursor += 8
        }
        while cursor < text.count {
            let byte = text[cursor]
            guard byte >= 0x20, byte != 0x22, byte != 0x5C else { return cursor }
            cursor += 1
        }
        return cursor
    }

    /// The value of one hex digit of either case.
    static func hexValue(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The UTF-8 that `raw` (the bytes between the quotes) stands for; never longer than `raw`.
    static func unescaped(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: raw.count) { output, count in
            count = unescape(raw, into: output)
        }
    }

    /// Writes what `raw` stands for into `output`, which has room for as many bytes; how many were written.
    static func unescape(_ raw: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var read = 0
        var written = 0
        while read < raw.count {
            let byte = raw[read]
            guard byte == UInt8(ascii: "\\"), read + 1 < raw.count else {
                output[written] = byte
                written += 1
                read += 1
                continue
            }
            if raw[read + 1] == UInt8(ascii: "u") {
                let (scalar, length) = scalar(in: raw, at: read)
                written += encode(scalar, into: output, at: written)
                read += length
            } else {
                output[written] = short(raw[read + 1])
                written += 1
                read += 2
            }
        }
        return written
    }

    /// The byte that a short escape stands for.
    private static func short(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// The scalar of one `\u` escape or of a pair of them, and how many bytes they took.
    private static func scalar(in raw: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt32, Int) {
        let unit = unit(in: raw, at: index)
        guard (0xD800..<0xDC00).contains(unit) else { return (unit, 6) }
        return (0x10000 + (unit - 0xD800) << 10 + (self.unit(in: raw, at: index + 6) - 0xDC00), 12)
    }

    private static func unit(in raw: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt32 {
        var unit: UInt32 = 0
        for offset in (index + 2)..<(index + 6) { unit = unit << 4 | (hexValue(of: raw[offset]) ?? 0) }
        return unit
    }

    private static func encode(
        _ scalar: UInt32, into output: UnsafeMutableBufferPointer<UInt8>, at index: Int
    ) -> Int {
        switch scalar {
        case 0..<0x80:
            output[index] = UInt8(scalar)
            return 1
        case 0x80..<0x800:
            output[index] = 0xC0 | UInt8(scalar >> 6)
            output[index + 1] = 0x80 | UInt8(scalar & 0x3F)
            return 2
        case 0x800..<0x10000:
            output[index] = 0xE0 | UInt8(scalar >> 12)
            output[index + 1] = 0x80 | UInt8(scalar >> 6 & 0x3F)
            output[index + 2] = 0x80 | UInt8(scalar & 0x3F)
            return 3
        default:
            output[index] = 0xF0 | UInt8(scalar >> 18)
            output[index + 1] = 0x80 | UInt8(scalar >> 12 & 0x3F)
            output[index + 2] = 0x80 | UInt8(scalar >> 6 & 0x3F)
            output[index + 3] = 0x80 | UInt8(scalar & 0x3F)
            return 4
        }
    }
}
