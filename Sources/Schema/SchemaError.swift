package import Postgres

/// Why a migration was not made.
package struct SchemaError: Error, Sendable {
    /// What kind of failure this is.
    package enum Code: String, Sendable, Hashable {
        /// Files and database do not fit together; nothing was changed.
        case history
        /// The schema is not what the migrations made; nothing was changed.
        case drift
        /// Another migrator was at work until the deadline; nothing was changed.
        case busy
        /// A migration did not get its locks in any of its attempts; those before it stay applied.
        case blocked
        /// A migration's SQL failed and was undone; those before it stay applied.
        case failed
        /// The answer to a COMMIT was lost: `status` tells whether the migration is applied.
        case unknown
        /// The database could not be asked.
        case database
    }

    /// What kind of failure this is.
    package let code: Code
    /// What happened, where, and what to do; for operators.
    package let message: String
    /// What the database said.
    package let underlying: PostgresError?

    /// Names a failure.
    package init(_ code: Code, _ message: String, underlying: PostgresError? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// Whether the same call may succeed later. Repeating it is always safe.
    package var isRetryable: Bool {
        switch code {
        case .busy, .blocked, .unknown: true
        case .failed, .database: underlying?.isRetryable ?? false
        case .history, .drift: false
        }
    }
}

extension SchemaError: CustomStringConvertible {
    /// The message and what the database said of it.
    package var description: String { underlying.map { "\(message) \($0)" } ?? message }
}
