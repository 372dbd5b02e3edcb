extension JSONScanner {
    /// Scans one string or key from its opening to past its closing quote.
    mutating func scanString(isKey: Bool) throws(JSONError) {
        let start = position + 1
        var cursor = start
        var hasEscapes = false
        scan: while true {
            cursor = plainEnd(from: cursor)
            guard cursor < bytes.count else { throw JSONError(.truncated, at: bytes.count) }
            switch bytes[cursor] {
            case UInt8(ascii: "\""):
                break scan
            case UInt8(ascii: "\\"):
                hasEscapes = true
                cursor = try escapeEnd(at: cursor)
            case 0..<0x20:
                throw JSONError(.controlCharacter, at: cursor)
            default:
                cursor = try sequenceEnd(at: cursor)
            }
        }
        position = cursor + 1
        try append(
            .string, start: start, end: cursor, flag: hasEscapes, mark: isKey ? mark(start: start, end: cursor) : 0)
    }

    /// The first byte from `cursor` on that is no plain ASCII of a string: a quote, a backslash, a control or >= 0x80.
    ///
    /// Eight bytes at a time. A byte can be flagged wrongly only above a rightly flagged one (by a borrow), and the
    /// lowest flag is the one used.
    @inline(__always)
    private func plainEnd(from start: Int) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var cursor = start
        while cursor + 8 <= bytes.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: cursor, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let control = (word &- (ones &* 0x20)) & ~word
            let special = (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | word) & tops
            if special != 0 { return cursor + special.trailingZeroBitCount / 8 }
            cursor += 8
        }
        while cursor < bytes.count {
            let byte = bytes[cursor]
            guard byte >= 0x20, byte < 0x80, byte != 0x22, byte != 0x5C else { return cursor }
            cursor += 1
        }
        return cursor
    }

    /// Checks the escape whose backslash is at `cursor`; where the next character starts.
    private func escapeEnd(at cursor: Int) throws(JSONError) -> Int {
        guard cursor + 1 < bytes.count else { throw JSONError(.truncated, at: bytes.count) }
        switch bytes[cursor + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return cursor + 2
        case UInt8(ascii: "u"):
            return try unicodeEscapeEnd(at: cursor)
        default:
            throw JSONError(.invalidEscape, at: cursor)
        }
    }

    private func unicodeEscapeEnd(at cursor: Int) throws(JSONError) -> Int {
        let unit = try hexUnit(at: cursor)
        switch unit {
        case 0:
            throw JSONError(.nullCharacter, at: cursor)
        case 0xD800..<0xDC00:
            let second = cursor + 6
            guard second < bytes.count else { throw JSONError(.truncated, at: bytes.count) }
            guard bytes[second] == UInt8(ascii: "\\") else { throw JSONError(.loneSurrogate, at: cursor) }
            guard second + 1 < bytes.count else { throw JSONError(.truncated, at: bytes.count) }
            guard bytes[second + 1] == UInt8(ascii: "u") else { throw JSONError(.loneSurrogate, at: cursor) }
            let low = try hexUnit(at: second)
            guard (0xDC00..<0xE000).contains(low) else { throw JSONError(.loneSurrogate, at: cursor) }
            try checkCharacter(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), at: cursor)
            return second + 6
        case 0xDC00..<0xE000:
            throw JSONError(.loneSurrogate, at: cursor)
        default:
            try checkCharacter(unit, at: cursor)
            return cursor + 6
        }
    }

    /// The four hex digits of the `\u` escape at `cursor`.
    private func hexUnit(at cursor: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for index in (cursor + 2)..<(cursor + 6) {
            guard index < bytes.count else { throw JSONError(.truncated, at: bytes.count) }
            guard let digit = JSONEscapes.hexValue(of: bytes[index]) else {
                throw JSONError(.invalidEscape, at: cursor)
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// Checks the UTF-8 sequence that starts at `cursor` with a byte >= 0x80; where the next character starts.
    ///
    /// Source: Unicode 15, table 3-7 (well-formed UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF).
    private func sequenceEnd(at cursor: Int) throws(JSONError) -> Int {
        let lead = bytes[cursor]
        let length: Int
        var secondMin: UInt8 = 0x80
        var secondMax: UInt8 = 0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { secondMin = 0xA0 }
            if lead == 0xED { secondMax = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { secondMin = 0x90 }
            if lead == 0xF4 { secondMax = 0x8F }
        default: throw JSONError(.notUTF8, at: cursor)
        }
        var scalar = UInt32(lead) & (0x7F >> UInt32(length))
        for index in (cursor + 1)..<(cursor + length) {
            guard index < bytes.count else { throw JSONError(.truncated, at: bytes.count) }
            let byte = bytes[index]
            guard byte >= secondMin, byte <= secondMax else { throw JSONError(.notUTF8, at: cursor) }
            secondMin = 0x80
            secondMax = 0xBF
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        if length > 2 { try checkCharacter(scalar, at: cursor) }
        return cursor + length
    }

    /// Noncharacters are barred. Source: RFC 7493 section 2.1.
    @inline(__always)
    private func checkCharacter(_ scalar: UInt32, at cursor: Int) throws(JSONError) {
        if scalar & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar) {
            throw JSONError(.noncharacter, at: cursor)
        }
    }
}
