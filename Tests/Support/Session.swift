package import Postgres

extension PostgresConfiguration {
    /// A session for the length of `body`.
    package func session<Value: Sendable>(_ body: (PostgresConnection) async throws -> Value) async throws -> Value {
        let connection = try await PostgresConnection.connect(self, logger: .quiet)
        let result: Result<Value, any Error>
        do { result = .success(try await body(connection)) } catch { result = .failure(error) }
        await connection.close()
        return try result.get()
    }

    /// The only column of the only row, which must be text.
    package func text(_ sql: String) async throws -> String {
        try await session { try await $0.query(Statement("test", sql)).onlyRow().string(0) }
    }

    /// The only column of the only row, which must be a bigint.
    package func number(_ sql: String) async throws -> Int64 {
        try await session { try await $0.query(Statement("test", sql)).onlyRow().int64(0) }
    }

    /// Runs SQL that returns nothing.
    package func execute(_ sql: String) async throws { try await session { try await $0.execute(sql) } }

    /// Returns when the database has answered the query with true; it is the server that waits in between.
    package func wait(until condition: String) async throws {
        // What is known of sessions is kept until the end of a transaction, unless it is thrown away.
        try await execute(
            """
            do $$ begin
                loop exit when (\(condition)); perform pg_sleep(0.01); perform pg_stat_clear_snapshot(); end loop;
            end $$
            """)
    }
}
