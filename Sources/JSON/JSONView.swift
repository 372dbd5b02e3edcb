/// One value of a document, read in place.
package struct JSONView: Sendable {
    /// Keeps the bytes alive.
    package let document: JSONDocument
    /// Of its token on the tape.
    let index: Int

    /// Of a token that starts a value, or of a key.
    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    /// Its token, by value.
    var token: JSONToken { document.tape[index] }

    /// What it is.
    package var kind: JSONKind { token.kind }

    /// True for `null` only.
    package var isNull: Bool { token.kind == .null }

    /// Where the value stands in the document's bytes, quotes and braces included.
    package var byteRange: Range<Int> {
        let token = token
        let quote = token.kind == .string ? 1 : 0
        return Int(token.start) - quote..<Int(token.end) + quote
    }

    /// The value's own bytes as they came, for splicing elsewhere.
    package var rawBytes: ArraySlice<UInt8> { document.bytes[byteRange] }

    /// The string it is. Errors: `wrongType`; `tooLong` beyond `utf8Max` bytes of unescaped UTF-8.
    package func string(utf8Max: Int = .max) throws(JSONFieldError) -> String {
        let token = token
        guard token.kind == .string else { throw wrongType(expected: "a string") }
        let count = Int(token.end - token.start)
        let string = document.bytes.withUnsafeBufferPointer { buffer in
            let raw = UnsafeBufferPointer(rebasing: buffer[Int(token.start)..<Int(token.end)])
            guard token.flag else { return String(decoding: raw, as: UTF8.self) }
            return String(unsafeUninitializedCapacity: count) { JSONEscapes.unescape(raw, into: $0) }
        }
        if count > utf8Max {
            let length = string.utf8.count
            guard length <= utf8Max else {
                throw error(.tooLong, "has \(length) bytes of UTF-8, at most \(utf8Max) are allowed")
            }
        }
        return string
    }

    /// The integer it is. Errors: `wrongType`, also for a fraction or an integer beyond ±(2^53-1).
    package func int64() throws(JSONFieldError) -> Int64 {
        let token = token
        guard token.kind == .integer else { throw wrongType(expected: "an integer") }
        return document.bytes.withUnsafeBufferPointer { buffer in
            var cursor = Int(token.start)
            let isNegative = buffer[cursor] == UInt8(ascii: "-")
            if isNegative { cursor += 1 }
            var value: Int64 = 0
            // At most 16 digits: the scanner has seen to it.
            while cursor < Int(token.end) {
                value = value &* 10 &+ Int64(buffer[cursor] &- UInt8(ascii: "0"))
                cursor += 1
            }
            return isNegative ? -value : value
        }
    }

    /// The same as `int64()`; a machine word has 64 bits on every platform we support.
    package func int() throws(JSONFieldError) -> Int { Int(try int64()) }

    /// The truth value it is. Errors: `wrongType`.
    package func bool() throws(JSONFieldError) -> Bool {
        let token = token
        guard token.kind == .bool else { throw wrongType(expected: "true or false") }
        return token.flag
    }

    /// Whether it is a string with exactly these bytes; allocates nothing unless it has escapes.
    package func isString(_ text: StaticString) -> Bool {
        let token = token
        return token.kind == .string && text.withUTF8Buffer { document.token(token, equals: $0) }
    }

    /// Reads it as one of our types.
    package func decode<Value: JSONDecodable>(as type: Value.Type = Value.self) throws(JSONFieldError) -> Value {
        try Value(json: self)
    }
}

extension JSONDocument {
    /// Compares what a string or key stands for with plain bytes.
    func token(_ token: JSONToken, equals text: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = Int(token.end - token.start)
        // Unescaping never makes a string longer.
        guard token.flag ? count >= text.count : count == text.count else { return false }
        return bytes.withUnsafeBufferPointer { buffer in
            let raw = UnsafeBufferPointer(rebasing: buffer[Int(token.start)..<Int(token.end)])
            if token.flag { return JSONEscapes.unescaped(raw).elementsEqual(text) }
            for offset in 0..<count where raw[offset] != text[offset] { return false }
            return true
        }
    }
}
