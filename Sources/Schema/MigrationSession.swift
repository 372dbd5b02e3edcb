internal import Logging
internal import Postgres

/// A connection of a migrator, and the steps that are made on it.
struct MigrationSession: Sendable {
    let connection: PostgresConnection
    let lease: PostgresLease

    init(_ connection: PostgresConnection) {
        self.connection = connection
        lease = PostgresLease(connection)
    }

    /// Compares the files with what the database remembers.
    func plan(_ files: [Migration]) async throws -> MigrationPlan {
        guard try await lease.query(MigrationStatements.hasHistory).onlyRow().bool(0) else {
            return MigrationPlan(files: files, applied: [])
        }
        let rows = try await lease.query(MigrationStatements.history)
        return MigrationPlan(files: files, applied: try rows.map { try AppliedMigration($0) })
    }

    /// Applies one migration and remembers it, in one transaction; repeats it while others hold what it needs.
    func apply(_ migration: Migration, _ options: Migrator.Options, _ logger: Logger) async throws {
        let label = Migration.label(migration.number, migration.name)
        var random = SystemRandomNumberGenerator()
        for attempt in 1... {
            do {
                try await lease.withTransaction { transaction in
                    let duration = try await run(migration, in: transaction)
                    try await transaction.execute(MigrationStatements.ensureHistory)
                    _ = try await transaction.query(MigrationStatements.remember, migration.bindings(duration))
                    try await record(in: transaction)
                }
                logger.info("a migration was applied", metadata: ["migration.name": "\(label)"])
                return
            } catch let error as PostgresError {
                guard error.outcome == .notCommitted else {
                    throw SchemaError(
                        .unknown, "Whether \(label) was applied is not known; `carelog migrate status` tells.",
                        underlying: error)
                }
                guard connection.isUsable, error.mayPass(attempt: attempt), attempt < options.attempts else {
                    throw try await failure(of: label, error, attempts: attempt)
                }
                logger.warning(
                    "a migration is tried again",
                    metadata: ["migration.name": "\(label)", "attempt": "\(attempt)", "error": "\(error)"])
                try await Task.sleep(for: options.backoff.delay(failures: attempt, using: &random))
            }
        }
    }

    /// Runs a file's SQL in a transaction, and leaves role and settings as if it had not.
    func run(_ migration: Migration, in transaction: PostgresTransaction) async throws -> Duration {
        let before = try await transaction.query(MigrationStatements.transactionID).onlyRow().int64(0)
        let start = ContinuousClock.now
        try await transaction.execute(String(decoding: migration.sql, as: UTF8.self))
        let duration = start.duration(to: .now)
        try await transaction.execute(MigrationStatements.reset)
        let after = try await transaction.query(MigrationStatements.transactionID).onlyRow().int64(0)
        guard before == after else {
            throw SchemaError(
                .failed,
                "\(migration.fileName) ends its transaction itself; a migration contains no BEGIN, COMMIT or ROLLBACK."
            )
        }
        return duration
    }

    private func failure(of label: String, _ error: PostgresError, attempts: Int) async throws -> SchemaError {
        guard error.sqlState == .lockNotAvailable else {
            return SchemaError(.failed, "\(label) failed and was undone.", underlying: error)
        }
        let others = try await lease.query(MigrationStatements.lockHolders).map { try Holder($0).description }
        let holders = others.isEmpty ? "they are gone now" : others.joined(separator: "; ")
        return SchemaError(
            .blocked,
            "\(label) did not get its locks in \(attempts) attempts and was undone. Others that hold locks here: "
                + "\(holders). Run it again when they have finished.", underlying: error)
    }
}

extension PostgresError {
    /// Whether a migration that failed with this may succeed unchanged.
    fileprivate func mayPass(attempt: Int) -> Bool {
        if isRetryable { return true }
        // Roles are shared by all databases of a cluster: another database's migration may change the same row of the
        // catalogue at the same moment, which PostgreSQL reports as an internal error or a unique violation.
        return attempt <= 3 && (sqlState == SQLState("XX000") || sqlState == .uniqueViolation)
    }
}

extension Migration {
    fileprivate func bindings(_ duration: Duration) -> Bindings {
        var bindings = Bindings()
        bindings.append(Int32(number))
        bindings.append(name)
        bindings.append(sha256)
        bindings.append(Int32(clamping: Int64(duration / .milliseconds(1))))
        return bindings
    }
}
