extension JSONScanner {
    /// Scans one number; with `.integersOnly` nothing but an exact integer passes.
    mutating func scanNumber() throws(JSONError) {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let first = try peek()
        guard isDigit(first) else { throw JSONError(.invalidNumber, at: start) }
        let digits = position
        var magnitude: UInt64 = 0
        while position < bytes.count, isDigit(bytes[position]) {
            // Wraps for absurdly long numbers; those are told by their count of digits.
            magnitude = magnitude &* 10 &+ UInt64(bytes[position] &- UInt8(ascii: "0"))
            position += 1
        }
        let digitCount = position - digits
        if first == UInt8(ascii: "0"), digitCount > 1 { throw JSONError(.leadingZero, at: digits) }
        let isExact = try !scanFractionAndExponent(from: start)
        let isInRange = digitCount <= 16 && magnitude <= UInt64(JSONLimits.integerMax)
        let isNegativeZero = isNegative && magnitude == 0 && digitCount == 1
        if limits.numbers == .integersOnly {
            guard isInRange else { throw JSONError(.integerOutOfRange, at: start) }
            guard !isNegativeZero else { throw JSONError(.negativeZero, at: start) }
        }
        let isInteger = isExact && isInRange && !isNegativeZero
        try append(isInteger ? .integer : .number, start: start, end: position)
    }

    /// True if there was a fraction or an exponent.
    private mutating func scanFractionAndExponent(from start: Int) throws(JSONError) -> Bool {
        let end = position
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try scanDigits(from: start)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try scanDigits(from: start)
        }
        guard position > end else { return false }
        if limits.numbers == .integersOnly { throw JSONError(.notAnInteger, at: start) }
        return true
    }

    private mutating func scanDigits(from start: Int) throws(JSONError) {
        guard isDigit(try peek()) else { throw JSONError(.invalidNumber, at: start) }
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
