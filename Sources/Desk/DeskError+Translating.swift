internal import EventCodec
internal import EventLog
internal import Logging
internal import Postgres
internal import Vault

extension DeskError {
    /// What a fault below means to a client; the details stay in the server's log.
    init(translating error: any Error) {
        switch error {
        case let error as DeskError: self = error
        case let error as EventLogError: self.init(error)
        case let error as PostgresError where error.code == .decoding || error.code == .misuse:
            self.init(.internal, "the server could not understand its own data; its log says more")
        case is PostgresError: self.init(.unavailable, "the database cannot be reached; try again in a moment")
        case is CancellationError: self.init(.closed, "the server is stopping")
        case is EventCodecError, is VaultError:
            self.init(.internal, "the server could not read its own data; its log says more")
        default: self.init(.internal, "the server failed; its log says more")
        }
    }

    private init(_ error: EventLogError) {
        switch error.code {
        case .unavailable: self.init(.unavailable, "the database cannot be reached; try again in a moment")
        case .overloaded: self.init(.overloaded, "too much is waiting to be recorded; try again in a moment")
        case .outcomeUnknown:
            self.init(.outcomeUnknown, "it may have been recorded; send the same command again to learn it")
        case .refused: self.init(.internal, "the database refused it; the server's log says more")
        case .closed: self.init(.closed, "the server is stopping; connect again")
        }
    }
}

extension Desk {
    /// How long the database is waited for where no client's deadline says it.
    static let patience = Duration.seconds(10)

    /// For use cases that look at their deadline themselves, and then know more to say than that the database is late.
    static let grace = Duration.seconds(1)

    /// Runs a use case; whatever it throws becomes a `DeskError`, and faults of ours go to the log. What it asks of the
    /// database is answered by the deadline, if only with `unavailable`.
    func guarded<Value>(
        by deadline: ContinuousClock.Instant? = nil, _ body: () async throws -> Value
    ) async throws(DeskError) -> Value {
        do {
            return try await PostgresDeadline.with(deadline, body)
        } catch {
            let translated = DeskError(translating: error)
            if let level = Self.level(of: error, as: translated.code) {
                logger.log(level: level, "a use case failed", metadata: ["error": "\(error)"])
            }
            throw translated
        }
    }

    /// How loudly the log tells why a use case failed; nil for what is its client's own affair.
    ///
    /// That the database is away is told by who holds connections to it: here it would be told by every command.
    static func level(of error: any Error, as code: DeskError.Code) -> Logger.Level? {
        switch code {
        case .internal: return .error
        case .unavailable:
            let cause = (error as? EventLogError)?.underlying ?? error as? PostgresError
            // What PostgreSQL refuses for good comes again with every try, and somebody has to look at it.
            return cause.map { $0.code == .server && !$0.isRetryable } ?? false ? .error : .debug
        default: return nil
        }
    }
}
