/// Why PostgreSQL, or the way to it, did not do what was asked.
///
/// `outcome` says whether the work took effect; `isRetryable` says whether doing it again is both safe and sensible.
package struct PostgresError: Error, Sendable {
    /// What kind of failure this is; a struct, so that kinds can be added without breaking a switch.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String, Sendable {
            case configuration, connectionFailed, connectionLost, server, timeout, poolExhausted
            case overloaded, closed, decoding, protocolViolation, cancelled, misuse
        }
        private let kind: Kind

        package var description: String { kind.rawValue }

        /// The configuration cannot be understood.
        package static let configuration = Code(kind: .configuration)
        /// No connection could be made; nothing was sent.
        package static let connectionFailed = Code(kind: .connectionFailed)
        /// The connection ended before the answer came; look at `outcome`.
        package static let connectionLost = Code(kind: .connectionLost)
        /// The server answered with an error; look at `sqlState`.
        package static let server = Code(kind: .server)
        /// The caller's deadline passed first; look at `outcome`.
        package static let timeout = Code(kind: .timeout)
        /// No connection of the pool became free before the wait deadline, or too many callers wait already.
        package static let poolExhausted = Code(kind: .poolExhausted)
        /// More requests or bytes wait on this connection than it may hold; nothing was sent.
        package static let overloaded = Code(kind: .overloaded)
        /// The connection, lease, transaction or pool was closed before the call.
        package static let closed = Code(kind: .closed)
        /// A value has another type, width or nullity than the caller reads.
        package static let decoding = Code(kind: .decoding)
        /// Server and library disagree about what comes next; the connection is closed.
        package static let protocolViolation = Code(kind: .protocolViolation)
        /// The calling task was cancelled; look at `outcome`.
        package static let cancelled = Code(kind: .cancelled)
        /// The call cannot work as written, for example COPY through `query`.
        package static let misuse = Code(kind: .misuse)
    }

    /// What is known about the effect of the failed work.
    package enum Outcome: Sendable, Hashable {
        /// Nothing took effect.
        case notCommitted
        /// It took effect, although something failed afterwards.
        case committed
        /// It was sent and the answer was lost: only the database knows. Find out before doing it again.
        case unknown
    }

    /// What kind of failure this is.
    package var code: Code
    /// The server's name for the condition; only with answers of the server.
    package var sqlState: SQLState?
    /// One sentence for operators; may quote a value for SQLSTATE class 22, which `description` then leaves out.
    package var message: String
    /// The server's DETAIL; quotes key values, so it is never printed.
    package var detail: String?
    /// The server's advice.
    package var hint: String?
    /// The constraint that was violated.
    package var constraint: String?
    /// The table the condition is about.
    package var table: String?
    /// The server's CONTEXT: the call stack inside functions; quotes values, so it is never printed.
    package var `where`: String?
    /// Whether the work took effect.
    package var outcome: Outcome

    /// Everything but code and message has the value of an error that did nothing and came from no server.
    package init(
        _ code: Code, _ message: String, sqlState: SQLState? = nil, detail: String? = nil, hint: String? = nil,
        constraint: String? = nil, table: String? = nil, where context: String? = nil,
        outcome: Outcome = .notCommitted
    ) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.table = table
        self.where = context
        self.outcome = outcome
    }

    /// Whether doing the same again is safe (nothing took effect) and may help (the cause passes).
    package var isRetryable: Bool {
        guard outcome == .notCommitted else { return false }
        switch code {
        case .connectionLost, .timeout, .poolExhausted, .overloaded: return true
        case .connectionFailed: return sqlState?.isTransient ?? true
        case .server: return sqlState?.isTransient ?? false
        default: return false
        }
    }

    /// The same failure with another knowledge of its effect.
    func with(outcome: Outcome) -> PostgresError {
        var copy = self
        copy.outcome = outcome
        return copy
    }
}

extension PostgresError: CustomStringConvertible {
    /// For logs: what and where, without DETAIL and CONTEXT, which quote data.
    package var description: String {
        var text = "PostgresError(\(code)"
        if let sqlState { text += " \(sqlState)" }
        // Class 22, data exceptions, quotes the offending value in its message.
        text += sqlState?.conditionClass == "22" ? ": a value was refused" : ": \(message)"
        if let constraint { text += ", constraint \(constraint)" }
        if let hint { text += ", hint: \(hint)" }
        if outcome != .notCommitted { text += ", outcome \(outcome)" }
        return text + ")"
    }
}
