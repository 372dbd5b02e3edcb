/// One pass over the bytes of a document, checking every rule and leaving a flat tape of tokens.
///
/// Open containers are linked through their tokens, so nesting costs neither recursion nor a stack.
/// Errors: `JSONError` at the first byte that breaks a rule (a duplicate key is found when its object closes).
struct JSONScanner {
    /// The input; valid only while `tape(of:limits:)` runs.
    let bytes: UnsafeBufferPointer<UInt8>
    /// What the input may cost.
    let limits: JSONLimits
    /// Index of the next byte to be read.
    var position = 0
    /// The tokens found so far.
    var tape: [JSONToken] = []
    private var open = JSONToken.none
    private var depth = 0

    /// At the first byte, with nothing found.
    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The tape of the one value that `bytes` hold.
    static func tape(of bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) throws(JSONError) -> [JSONToken] {
        var scanner = JSONScanner(bytes, limits: limits)
        // Most messages have fewer than 48 tokens; bigger ones grow by doubling.
        scanner.tape.reserveCapacity(min(48, bytes.count + 1))
        try scanner.scanDocument()
        return scanner.tape
    }

    private mutating func scanDocument() throws(JSONError) {
        // Token offsets are 32 bits wide.
        guard bytes.count < Int(UInt32.max) else { throw JSONError(.tooLarge, at: Int(UInt32.max)) }
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw JSONError(.byteOrderMark, at: 0)
        }
        skipSpace()
        guard position < bytes.count else { throw JSONError(.empty, at: position) }
        repeat {
            try scanValue()
        } while try scanAfterValue()
        skipSpace()
        guard position == bytes.count else { throw JSONError(.trailingBytes, at: position) }
    }

    /// Scans a scalar or the opening of a container, up to where its first value starts.
    private mutating func scanValue() throws(JSONError) {
        while true {
            skipSpace()
            switch try peek() {
            case UInt8(ascii: "{"):
                try openContainer(.object)
                skipSpace()
                if try peek() == UInt8(ascii: "}") { return }
                try scanKey()
            case UInt8(ascii: "["):
                try openContainer(.array)
                skipSpace()
                if try peek() == UInt8(ascii: "]") { return }
            case UInt8(ascii: "\""):
                return try scanString(isKey: false)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                return try scanNumber()
            case UInt8(ascii: "t"):
                return try scanLiteral("true", .bool, flag: true)
            case UInt8(ascii: "f"):
                return try scanLiteral("false", .bool, flag: false)
            case UInt8(ascii: "n"):
                return try scanLiteral("null", .null, flag: false)
            default:
                throw unexpected()
            }
        }
    }

    /// Closes what ends here; true if another value follows.
    private mutating func scanAfterValue() throws(JSONError) -> Bool {
        while open != JSONToken.none {
            let isObject = tape[Int(open)].kind == .object
            skipSpace()
            let byte = try peek()
            if byte == UInt8(ascii: ",") {
                // `{,` and `[,` are not reached: an empty container arrives here only in front of its closing byte.
                position += 1
                if isObject {
                    skipSpace()
                    try scanKey()
                }
                return true
            }
            guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw unexpected() }
            position += 1
            try closeContainer(isObject: isObject)
        }
        return false
    }

    private mutating func openContainer(_ kind: JSONKind) throws(JSONError) {
        depth += 1
        guard depth <= limits.depthMax else { throw JSONError(.tooDeep, at: position) }
        let index = UInt32(tape.count)
        try append(kind, start: position, end: position, next: open)
        open = index
        position += 1
    }

    private mutating func closeContainer(isObject: Bool) throws(JSONError) {
        let index = Int(open)
        if isObject { try checkKeys(ofObjectAt: index) }
        depth -= 1
        open = tape[index].next
        tape[index].next = UInt32(tape.count)
        tape[index].end = UInt32(position)
    }

    private mutating func scanKey() throws(JSONError) {
        guard try peek() == UInt8(ascii: "\"") else { throw unexpected() }
        try scanString(isKey: true)
        skipSpace()
        guard try peek() == UInt8(ascii: ":") else { throw unexpected() }
        position += 1
    }

    private mutating func scanLiteral(_ text: StaticString, _ kind: JSONKind, flag: Bool) throws(JSONError) {
        let start = position
        for offset in 0..<text.utf8CodeUnitCount {
            guard try peek() == text.utf8Start[offset] else { throw unexpected() }
            position += 1
        }
        try append(kind, start: start, end: position, flag: flag)
    }

    /// Puts one token on the tape. **Errors**: `tooManyTokens`.
    mutating func append(
        _ kind: JSONKind, start: Int, end: Int, flag: Bool = false, mark: UInt16 = 0, next: UInt32? = nil
    ) throws(JSONError) {
        let count = tape.count
        guard count < limits.tokensMax else { throw JSONError(.tooManyTokens, at: start) }
        tape.append(
            JSONToken(
                start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                next: next ?? UInt32(truncatingIfNeeded: count + 1), kind: kind, flag: flag, mark: mark))
    }

    /// The byte at the position, or that there is none.
    @inline(__always)
    func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw JSONError(.truncated, at: bytes.count) }
        return bytes[position]
    }

    /// What to throw about the byte at the position.
    func unexpected() -> JSONError {
        guard position < bytes.count else { return JSONError(.truncated, at: bytes.count) }
        return JSONError(.unexpectedByte, at: position)
    }

    /// Moves to the next byte that is no white space of RFC 8259.
    @inline(__always)
    mutating func skipSpace() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }
}
