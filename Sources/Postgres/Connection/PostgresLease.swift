internal import Synchronization

/// The use of one connection for a while, by one user: what a pool lends, or what the owner of a connection makes.
///
/// A plain class, so that the closure of `withTransaction` runs where its caller runs.
package final class PostgresLease: Sendable {
    let connection: PostgresConnection
    private let hasEnded = Atomic<Bool>(false)
    private let isInTransaction = Atomic<Bool>(false)

    /// Uses a connection that the caller owns. One lease per connection at a time, or transactions mix.
    package init(_ connection: PostgresConnection) { self.connection = connection }

    /// The server process that serves this lease.
    package var backendPID: Int32 { connection.backendPID }

    /// After this every call is refused.
    func end() { hasEnded.store(true, ordering: .releasing) }

    /// As `PostgresConnection.query`.
    package func query(
        _ statement: Statement, _ bindings: Bindings = Bindings(), deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresResult {
        try check()
        return try await connection.query(statement, bindings, deadline: deadline)
    }

    /// As `PostgresConnection.transaction`.
    package func transaction(
        _ steps: [(Statement, Bindings)], deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> [PostgresResult] {
        try check()
        return try await connection.transaction(steps, deadline: deadline)
    }

    /// As `PostgresConnection.execute`.
    package func execute(_ sql: String, deadline: ContinuousClock.Instant? = nil) async throws(PostgresError) {
        try check()
        try await connection.execute(sql, deadline: deadline)
    }

    /// As `PostgresConnection.copyOut`.
    package func copyOut(
        _ sql: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresCopyOut {
        try check()
        return try await connection.copyOut(sql, deadline: deadline)
    }

    /// As `PostgresConnection.copyIn`.
    package func copyIn(
        _ sql: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresCopyIn {
        try check()
        return try await connection.copyIn(sql, deadline: deadline)
    }

    /// Runs `body` between BEGIN and COMMIT, or ROLLBACK when it throws.
    ///
    /// Errors: what `body` throws; else a `PostgresError`, whose outcome is `unknown` when COMMIT was sent and its answer
    /// was lost. Where even ROLLBACK fails, or there is no time for it, the connection is given up.
    /// Isolation: `body` runs in the caller's isolation.
    package func withTransaction<Result>(
        _ mode: TransactionMode = .readWrite, level: TransactionLevel = .readCommitted,
        caller: isolated (any Actor)? = #isolation,
        _ body: (PostgresTransaction) async throws -> sending Result
    ) async throws -> sending Result {
        try check()
        let (isFirst, _) = isInTransaction.compareExchange(
            expected: false, desired: true, ordering: .acquiringAndReleasing)
        guard isFirst else { throw PostgresError(.misuse, "the lease is in a transaction already; use that one") }
        defer { isInTransaction.store(false, ordering: .releasing) }
        let transaction = PostgresTransaction(connection)
        do {
            try await transaction.begin(mode, level)
            let result = try await body(transaction)
            try await transaction.commit()
            return result
        } catch {
            await transaction.rollBack()
            throw error
        }
    }

    private func check() throws(PostgresError) {
        guard !hasEnded.load(ordering: .acquiring) else {
            throw PostgresError(.closed, "the lease was used after it had been given back")
        }
    }
}

extension PostgresConnection {
    /// Starts a COPY TO STDOUT; the line is taken until the last chunk is read. `deadline` bounds the whole copy.
    package func copyOut(
        _ sql: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresCopyOut {
        PostgresCopyOut(connection: self, id: try await run(text: sql, .copyOut, commits: false, deadline: deadline))
    }

    /// Starts a COPY FROM STDIN; the line is taken until it is finished or aborted. `deadline` bounds the whole copy.
    package func copyIn(
        _ sql: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresCopyIn {
        PostgresCopyIn(connection: self, id: try await run(text: sql, .copyIn, commits: true, deadline: deadline))
    }
}
