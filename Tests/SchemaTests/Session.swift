internal import Logging
internal import Postgres
internal import Schema
internal import Support
internal import Testing

extension PostgresConfiguration {
    /// A migrator on this database that knows our migrations and further ones.
    func migrator(
        adding extra: [Migration] = [], patience: Duration = .seconds(30), lockTimeout: Duration = .seconds(20),
        attempts: Int = 2
    ) -> Migrator {
        migrator(Migration.embedded + extra, patience: patience, lockTimeout: lockTimeout, attempts: attempts)
    }

    /// A migrator on this database that knows just these.
    func migrator(
        _ migrations: [Migration], patience: Duration = .seconds(30), lockTimeout: Duration = .seconds(20),
        attempts: Int = 2
    ) -> Migrator {
        var options = Migrator.Options()
        options.patience = patience
        options.lockTimeout = lockTimeout
        options.attempts = attempts
        options.backoff = Backoff(base: .milliseconds(1), cap: .milliseconds(2))
        return Migrator(configuration: self, migrations: migrations, options: options, logger: .quiet)
    }
}

extension Migration {
    init(_ number: Int, _ name: String, text: String) { self.init(number, name, Array(text.utf8)) }
}

/// The failure of a call that must fail with a `SchemaError`.
func schemaError<Value>(_ body: () async throws -> Value) async throws -> SchemaError {
    do {
        _ = try await body()
    } catch let error as SchemaError {
        return error
    }
    throw SupportError("the call went well, although it must not")
}

/// The SQLSTATE with which the database refuses SQL; nil if it does not.
func refusal(of sql: String, by configuration: PostgresConfiguration) async throws -> String? {
    try await configuration.session { connection in
        do throws(PostgresError) {
            try await connection.execute(sql)
            return nil
        } catch {
            return error.sqlState?.code ?? "\(error)"
        }
    }
}

extension Migration {
    /// A file that comes after all that the program carries, the first of them or a later one.
    static func next(_ name: String, _ offset: Int = 0, text: String) -> Migration {
        Migration(embedded.count + 1 + offset, name, text: text)
    }
}
