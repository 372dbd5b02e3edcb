internal import Testing

/// Where the house does not keep its own rules, and what to do about it.
struct Violation: Hashable, Sendable, CustomTestStringConvertible {
    let path: String
    /// **Range**: from 1; nil if it is about the whole file.
    let line: Int?
    let message: String

    init(_ path: String, line: Int? = nil, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    var testDescription: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(message)" }
}
