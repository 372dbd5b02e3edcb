/// What a JSON value is; booleans are one kind, and integers are told from other numbers.
package enum JSONKind: UInt8, Sendable {
    case object, array, string, integer, number, bool, null

    /// With its article, for messages: "an object", "a string".
    package var noun: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .integer: "an integer"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}

/// One value or key on the tape: 16 bytes, so that a small message's tape fits a few cache lines.
///
/// Shape: a key is followed by its value; a container is followed by what it holds; `next` skips all of it.
struct JSONToken: Sendable {
    /// First byte; of a string, the byte after its opening quote.
    var start: UInt32
    /// Past the last byte; of a string, its closing quote.
    var end: UInt32
    /// Index of the token after this value. While a container is open: the index of its parent.
    var next: UInt32
    /// What it is; keys are strings.
    var kind: JSONKind
    /// A string or key has escapes; a bool is true.
    var flag: Bool
    /// Tells most different keys apart without looking at their bytes; 0 elsewhere.
    var mark: UInt16 = 0

    /// Stands for "no parent".
    static let none = UInt32.max
}
