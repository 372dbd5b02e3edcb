import Logging
import Postgres
import Support

/// A connection for the length of `body`, then closed. What `body` asks is asked and answered on a loop, as by a server.
func withConnection<Value: Sendable>(
    _ configuration: PostgresConfiguration, near loop: CallersLoop? = TestLoop.shared.near,
    _ body: (PostgresConnection) async throws -> Value
) async throws -> Value {
    let connection = try await PostgresConnection.connect(configuration, near: loop, logger: .quiet)
    do {
        let value = try await withTaskExecutorPreference(loop?.executor) { try await body(connection) }
        await connection.close()
        return value
    } catch {
        await connection.close()
        throw error
    }
}

/// A connection to a database of its own.
func withFreshDatabase<Value: Sendable>(_ body: (PostgresConnection) async throws -> Value) async throws -> Value {
    try await PostgresServer.shared.withDatabase { configuration in
        try await withConnection(configuration, body)
    }
}

/// The error that `body` throws; nil when it throws none.
func failure(of body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? PostgresError
    }
}

extension PostgresConnection {
    /// The first column of the only row.
    func number(_ sql: String) async throws -> Int64 {
        try await query(Statement("number", sql)).onlyRow().int64(0)
    }
}

extension Bindings {
    /// One `bigint` parameter.
    static func one(_ value: Int64) -> Bindings {
        var bindings = Bindings()
        bindings.append(value)
        return bindings
    }
}
