package import Postgres

/// Why the log did not answer.
package struct EventLogError: Error, Sendable, CustomStringConvertible {
    /// The closed set of reasons.
    package enum Code: String, Hashable, Sendable {
        /// PostgreSQL is away; nothing was appended. Trying again is safe and helps once it is back.
        case unavailable
        /// More waits to be appended than may wait; nothing was appended.
        case overloaded
        /// It may have been appended: only repeating the same command tells.
        case outcomeUnknown
        /// PostgreSQL refused it; it would refuse it again. Nothing was appended.
        case refused
        /// The process is stopping; nothing was appended.
        case closed
    }

    package let code: Code
    package let message: String
    package let underlying: PostgresError?

    package init(_ code: Code, _ message: String, underlying: PostgresError? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// Translates what happened to a read.
    package init(reading error: PostgresError) {
        switch error.code {
        case .server where !error.isRetryable, .decoding, .misuse, .configuration:
            self.init(.refused, "the log could not be read", underlying: error)
        default: self.init(.unavailable, "the database cannot be reached", underlying: error)
        }
    }

    package var description: String { underlying.map { "\(message): \($0)" } ?? message }
}
