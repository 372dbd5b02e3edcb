/// The published registry of errors; `schema/protocol/errors.json` says the same.
///
/// Names and codes are never reused. A client that meets a kind it does not know goes by `retry` and `committed`.
package enum ErrorKind: String, Sendable, CaseIterable {
    case parseError = "parse_error"
    case invalidRequest = "invalid_request"
    case methodNotFound = "method_not_found"
    case invalidParams = "invalid_params"
    case internalError = "internal"

    case unsupportedProtocol = "unsupported_protocol"
    case helloRequired = "hello_required"
    case unauthenticated
    case forbidden
    case duplicateID = "duplicate_id"
    case tooLarge = "too_large"
    case rateLimited = "rate_limited"
    case overloaded
    case unavailable
    case deadline
    case outcomeUnknown = "outcome_unknown"
    case draining
    case creditExceeded = "credit_exceeded"
    case limitReached = "limit_reached"

    case conflict
    case staleReply = "stale_reply"
    case alreadyClaimed = "already_claimed"
    case notClaimed = "not_claimed"
    case notFound = "not_found"
    case invalidState = "invalid_state"
    case commandIDReused = "command_id_reused"
    case notYetVisible = "not_yet_visible"
    case positionAhead = "position_ahead"
    case erased
    case atCapacity = "at_capacity"
    case notInTeam = "not_in_team"
    case missingField = "missing_field"
    case incomplete
    case merged
    case frozen
    case ownDraft = "own_draft"
    case alreadyTaken = "already_taken"
    case identityTaken = "identity_taken"

    /// What the sender of a refused request may do.
    package enum Retry: String, Sendable, CaseIterable {
        /// The same request will be refused again: change it, or ask a person.
        case never
        /// Repeat it later, waiting longer each time; `retryAfterMs` in the data says how long at least.
        case backoff
        /// It may have been done: repeat it with the same command id, which is always safe.
        case sameCommand = "same_command"
        /// This connection is of no more use: connect anew, then repeat it with the same command id.
        case reconnect
    }

    /// Whether what was asked for has been written to the log.
    package enum Committed: String, Sendable, CaseIterable {
        case no, yes, unknown
    }

    /// One row of the registry.
    package struct Definition: Sendable {
        /// JSON-RPC 2.0's own below zero, ours above 1000.
        package let code: Int
        /// Unless an error says otherwise.
        package let retry: Retry
        /// Unless an error says otherwise.
        package let committed: Committed
        /// One sentence for the specification.
        package let meaning: String

        init(_ code: Int, _ retry: Retry, _ committed: Committed, _ meaning: String) {
            self.code = code
            self.retry = retry
            self.committed = committed
            self.meaning = meaning
        }
    }

    /// The `code` member of the error.
    package var code: Int { definition.code }

    /// The kind a code stands for, if it is one of ours.
    package init?(code: Int) {
        guard let kind = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = kind
    }
}
