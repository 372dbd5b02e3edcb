package import Logging
package import Postgres

/// Brings a database to the schema of this program, one migrator at a time, each migration whole or not at all.
///
/// A migration and the row that remembers it are one transaction, so a migrator may be killed at any time and run again.
/// Every call opens a session of its own, which an advisory lock of the database keeps the only one of its kind.
package struct Migrator: Sendable {
    /// How patient a migrator is.
    package struct Options: Sendable {
        /// How long to wait for another migrator to finish.
        package var patience: Duration = .seconds(30)
        /// How long one attempt waits for each lock: whoever waits for an exclusive lock stops all readers behind it.
        package var lockTimeout: Duration = .seconds(2)
        /// How often a migration is tried that does not get its locks.
        /// Range: at least 1.
        package var attempts = 10
        /// How long to let the others work between two attempts.
        package var backoff = Backoff(base: .milliseconds(100), cap: .seconds(3))

        package init() {}
    }

    let configuration: PostgresConfiguration
    let migrations: [Migration]
    let options: Options
    let logger: Logger

    /// Runs `migrations` on the database of `configuration`, whose bounds on statements and locks are not used.
    package init(
        configuration: PostgresConfiguration, migrations: [Migration] = Migration.embedded,
        options: Options = Options(), logger: Logger
    ) {
        precondition(options.attempts >= 1, "a migration is tried at least once")
        var configuration = configuration
        configuration.applicationName = "carelog migrate"
        // A migration may rewrite a table: it takes as long as it takes, but never waits long for a lock.
        configuration.statementTimeout = nil
        configuration.lockTimeout = options.lockTimeout
        // Without these a migrator that was killed or unplugged could go on holding its locks for hours.
        configuration.parameters["client_connection_check_interval"] = "2s"
        configuration.parameters["idle_in_transaction_session_timeout"] = "60s"
        // Messages to be read by us and by operators, in one language; `if exists` is not worth a notice.
        configuration.parameters["client_min_messages"] = "warning"
        self.configuration = configuration
        self.migrations = migrations
        self.options = options
        self.logger = logger
    }

    /// What is applied, what is pending, and what does not fit; changes nothing and waits for nobody.
    package func status() async throws(SchemaError) -> MigrationPlan {
        try await session { session in try await session.plan(migrations) }
    }

    /// Applies what is pending and returns it as the database remembers it; nothing to do is an empty list.
    ///
    /// A schema that is no longer what the last migration left is refused, because nobody tested the next one on it;
    /// `acceptingDrift` takes it as it is, and remembers it so.
    /// Errors: `history` and `drift` before anything is changed; else those of `SchemaError.Code`. Safe to repeat.
    package func up(acceptingDrift: Bool = false) async throws(SchemaError) -> [AppliedMigration] {
        try await session { session in
            try await session.lock(patience: options.patience)
            let plan = try await session.plan(migrations)
            guard plan.problems.isEmpty else { throw SchemaError(history: plan.problems) }
            if acceptingDrift && !plan.applied.isEmpty {
                try await session.lease.withTransaction { try await session.record(in: $0) }
            } else if !plan.pending.isEmpty {
                let drift = try await session.drift(since: plan)
                guard drift.isEmpty else { throw SchemaError(drift: drift) }
            }
            for migration in plan.pending { try await session.apply(migration, options, logger) }
            guard let first = plan.pending.first else { return [] }
            return try await session.plan(migrations).applied.filter { $0.number >= first.number }
        }
    }

    /// Does what `up` would do and undoes it, in one transaction: what is reported was tried on this very database.
    ///
    /// Takes the locks of the migrations for as long as they run.
    /// Errors: as `up`, but what does not fit and what drifted is part of the answer.
    package func rehearse() async throws(SchemaError) -> Rehearsal {
        try await session { session in
            try await session.lock(patience: options.patience)
            let plan = try await session.plan(migrations)
            let drift = try await session.drift(since: plan)
            let steps = plan.problems.isEmpty ? try await session.rehearse(plan.pending) : []
            return Rehearsal(plan: plan, drift: drift, steps: steps)
        }
    }

    /// Compares the files with what the database remembers, and the catalogue with how the last migration left it.
    package func verify() async throws(SchemaError) -> Verification {
        try await session { session in
            let plan = try await session.plan(migrations)
            return Verification(plan: plan, drift: try await session.drift(since: plan))
        }
    }

    /// A session for the length of `body`; its end releases the lock.
    func session<Value: Sendable>(
        _ body: (MigrationSession) async throws -> Value
    ) async throws(SchemaError) -> Value {
        do {
            let connection = try await PostgresConnection.connect(configuration, logger: logger)
            let result: Result<Value, any Error>
            do { result = .success(try await body(MigrationSession(connection))) } catch { result = .failure(error) }
            await connection.close()
            return try result.get()
        } catch let error as SchemaError {
            throw error
        } catch let error as PostgresError {
            throw SchemaError(.database, "The database could not be asked.", underlying: error)
        } catch {
            throw SchemaError(.database, "The database could not be asked: \(error)")
        }
    }
}

extension SchemaError {
    /// All that does not fit, one a line.
    init(history problems: [MigrationProblem]) {
        let lines = problems.map { "\n  - \($0)" }.joined()
        self.init(.history, "Nothing was changed, because files and database do not fit together:\(lines)")
    }

    /// All that drifted, one a line.
    init(drift: [SchemaDrift]) {
        let lines = drift.map { "\n  - \($0)" }.joined()
        self.init(
            .drift,
            "Nothing was changed, because the schema is not as the last migration left it:\(lines)\n"
                + "Undo these changes, or accept them with `carelog migrate up --accept-drift`.")
    }
}
