/// Why a sequence of bytes is not a document of our profile of JSON.
///
/// Source: RFC 8259 (grammar), RFC 7493 (I-JSON). Repeating the same bytes gives the same error.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rule that was broken.
    package let code: Code
    /// Where: the index of the first byte that broke the rule. Range: 0 ... count of the input.
    package let offset: Int

    /// The closed set of rules; the raw value is the name used in messages and test vectors.
    package enum Code: String, Sendable, CaseIterable {
        case empty
        case byteOrderMark = "byte_order_mark"
        case notUTF8 = "not_utf8"
        case controlCharacter = "control_character"
        case nullCharacter = "null_character"
        case noncharacter
        case invalidEscape = "invalid_escape"
        case loneSurrogate = "lone_surrogate"
        case invalidNumber = "invalid_number"
        case leadingZero = "leading_zero"
        case negativeZero = "negative_zero"
        case notAnInteger = "not_an_integer"
        case integerOutOfRange = "integer_out_of_range"
        case unexpectedByte = "unexpected_byte"
        case truncated
        case trailingBytes = "trailing_bytes"
        case duplicateKey = "duplicate_key"
        case tooDeep = "too_deep"
        case tooManyTokens = "too_many_tokens"
        case tooLarge = "too_large"
    }

    /// The rule and the first byte that broke it.
    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// What to do about it, without any of the input (which may be personal data).
    package var message: String {
        switch code {
        case .empty: "there is no JSON value; send exactly one"
        case .byteOrderMark: "a byte order mark is not allowed; send UTF-8 without one"
        case .notUTF8: "these bytes are not valid UTF-8"
        case .controlCharacter: "control characters must be escaped inside strings"
        case .nullCharacter: "U+0000 is not allowed in strings"
        case .noncharacter: "Unicode noncharacters are not allowed in strings"
        case .invalidEscape: "unknown escape; use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hex digits"
        case .loneSurrogate: "a surrogate escape must be one half of a pair"
        case .invalidNumber: "malformed number"
        case .leadingZero: "numbers have no leading zeros"
        case .negativeZero: "write 0 instead of -0"
        case .notAnInteger: "only integers are allowed: no fraction, no exponent"
        case .integerOutOfRange: "integers lie between -(2^53-1) and 2^53-1"
        case .unexpectedByte: "this byte cannot stand here"
        case .truncated: "the document ends too early"
        case .trailingBytes: "nothing but white space may follow the value"
        case .duplicateKey: "an object has the same key twice"
        case .tooDeep: "objects and arrays are nested too deeply"
        case .tooManyTokens: "the document has too many values"
        case .tooLarge: "the document has too many bytes"
        }
    }

    /// The message with its rule and byte.
    package var description: String { "\(message) (\(code.rawValue) at byte \(offset))" }
}
