extension PostgresPool {
    /// Executes one statement on whichever connection is free, in a transaction of its own.
    /// Errors: those of `withConnection` and of the statement.
    package func query(
        _ statement: Statement, _ bindings: Bindings = Bindings(), deadline: ContinuousClock.Instant? = nil
    ) async throws -> PostgresResult {
        try await withConnection(deadline: deadline) { lease in
            try await lease.query(statement, bindings, deadline: deadline)
        }
    }
}
