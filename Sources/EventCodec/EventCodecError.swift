package import Identity

/// Why an event did not become an entry, or an entry not an event.
package struct EventCodecError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The closed set of reasons.
    package enum Code: String, Hashable, Sendable {
        /// The entry would have more bytes than an entry can.
        case tooLarge
        /// The bytes are no entry of ours.
        case malformed
        /// A newer Carelog wrote it: the type or its schema is unknown here.
        case unknownType
    }

    package let code: Code
    /// For operators; says nothing that was sealed.
    package let message: String
    /// Where the entry stands; nil while it is not in the log.
    package let position: LogPosition?

    package init(_ code: Code, _ message: String, at position: LogPosition? = nil) {
        self.code = code
        self.message = message
        self.position = position
    }

    package var description: String { position.map { "entry \($0): \(message)" } ?? message }
}
