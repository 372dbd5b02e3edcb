internal import Synchronization

/// Whether a transaction may write.
package enum TransactionMode: Sendable, Hashable {
    case readWrite
    case readOnly
    /// Read only and, when serializable, waits for a snapshot that can never conflict.
    case readOnlyDeferrable
}

/// What a transaction sees of others.
package enum TransactionLevel: Sendable, Hashable {
    /// Each statement sees what was committed before it.
    case readCommitted
    /// All statements see one snapshot.
    case repeatableRead
    /// As if transactions ran one after another; expect `serializationFailure`.
    case serializable
}

/// An open transaction. Statements are pipelined if several are started at once; COPY and `execute` wait for the line.
///
/// Errors: the outcome of every failure before COMMIT is `notCommitted`. After a server error only ROLLBACK is accepted.
package final class PostgresTransaction: Sendable {
    private enum State: Sendable { case fresh, open, committing, over }

    private let connection: PostgresConnection
    private let state = Mutex(State.fresh)

    init(_ connection: PostgresConnection) { self.connection = connection }

    /// Executes one statement.
    package func query(
        _ statement: Statement, _ bindings: Bindings = Bindings(), deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresResult {
        try await queries([(statement, bindings)], deadline: deadline)[0]
    }

    /// Executes several statements in one round trip.
    package func queries(
        _ steps: [(Statement, Bindings)], deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> [PostgresResult] {
        try check()
        return try await connection.run(steps, commits: false, deadline: deadline)
    }

    /// Executes one or several statements by the simple protocol.
    package func execute(_ sql: String, deadline: ContinuousClock.Instant? = nil) async throws(PostgresError) {
        try check()
        try await connection.run(text: sql, .simple, commits: false, deadline: deadline)
    }

    /// Starts a COPY TO STDOUT that sees what this transaction sees.
    package func copyOut(
        _ sql: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresCopyOut {
        try check()
        return try await connection.copyOut(sql, deadline: deadline)
    }

    /// Starts a COPY FROM STDIN that takes effect with this transaction.
    package func copyIn(
        _ sql: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresCopyIn {
        try check()
        let id = try await connection.run(text: sql, .copyIn, commits: false, deadline: deadline)
        return PostgresCopyIn(connection: connection, id: id)
    }

    func begin(_ mode: TransactionMode, _ level: TransactionLevel) async throws(PostgresError) {
        _ = try await connection.run([(Self.begin(mode, level), Bindings())], commits: false, deadline: nil)
        state.withLock { $0 = .open }
    }

    /// COMMIT cannot be cancelled: its answer matters more than the caller's patience, which `commitPatience` bounds.
    func commit() async throws(PostgresError) {
        state.withLock { $0 = .committing }
        let deadline = ContinuousClock.now.advanced(by: connection.commitPatience)
        let results = try await connection.run(
            [(Self.commit, Bindings())], commits: true, deadline: deadline, isCancellable: false)
        state.withLock { $0 = .over }
        // A failed transaction answers COMMIT with ROLLBACK, and without an error.
        guard results[0].commandTag == "COMMIT" else {
            throw PostgresError(
                .server, "a statement of the transaction had failed, so it was rolled back",
                sqlState: .inFailedTransaction)
        }
    }

    /// Undoes what is undone anyway if the connection is gone; where it cannot be told, the connection is given up.
    ///
    /// Waits no longer than the task may: whoever has run out of time has waited enough.
    func rollBack() async {
        let before = state.withLock { state in
            defer { state = .over }
            return state
        }
        guard before != .over else { return }
        do throws(PostgresError) {
            let patience = ContinuousClock.now.advanced(by: connection.commitPatience)
            let deadline = PostgresDeadline.current.map { min($0, patience) } ?? patience
            // Also after a BEGIN or COMMIT that failed or was abandoned: ROLLBACK without a transaction is a warning.
            _ = try await connection.run(
                [(Self.rollBack, Bindings())], commits: false, deadline: deadline, isCancellable: false)
        } catch {
            connection.giveUp()
        }
    }

    private func check() throws(PostgresError) {
        guard state.withLock({ $0 == .open }) else {
            throw PostgresError(.closed, "the transaction was used after its end")
        }
    }

    // No parameters, no result columns.
    private static let commit = Statement("commit", "COMMIT")
    private static let rollBack = Statement("roll_back", "ROLLBACK")

    private static func begin(_ mode: TransactionMode, _ level: TransactionLevel) -> Statement {
        let isolation =
            switch level {
            case .readCommitted: "READ COMMITTED"
            case .repeatableRead: "REPEATABLE READ"
            case .serializable: "SERIALIZABLE"
            }
        let access =
            switch mode {
            case .readWrite: "READ WRITE"
            case .readOnly: "READ ONLY"
            case .readOnlyDeferrable: "READ ONLY DEFERRABLE"
            }
        return Statement("begin", "BEGIN ISOLATION LEVEL \(isolation) \(access)")
    }
}
