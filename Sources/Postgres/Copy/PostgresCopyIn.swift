/// The data of a COPY FROM STDIN. Nothing takes effect before `finish` has returned.
///
/// Each `write` returns when the kernel has the bytes, so a slow server slows the writer and memory stays bounded. An
/// error of the server shows at `finish`. Letting go of it without `finish` aborts the copy.
package final class PostgresCopyIn: Sendable {
    private let connection: PostgresConnection
    private let id: RequestID

    init(connection: PostgresConnection, id: RequestID) {
        self.connection = connection
        self.id = id
    }

    deinit { connection.abandonCopy(id) }

    /// Sends bytes; rows need not end where a write ends. One caller at a time.
    package func write(_ bytes: [UInt8]) async throws(PostgresError) { try await connection.writeCopy(id, bytes) }

    /// Ends the data and waits for the server. Returns the number of rows.
    /// Errors: outcome `unknown` when the answer was lost.
    @discardableResult
    package func finish() async throws(PostgresError) -> Int {
        try await connection.endCopy(id, failure: nil).last?.affectedRows ?? 0
    }

    /// Discards everything written; the connection stays usable.
    package func abort(_ reason: String = "aborted by the writer") async throws(PostgresError) {
        do throws(PostgresError) {
            _ = try await connection.endCopy(id, failure: reason)
        } catch  where error.sqlState == .queryCanceled {
            // The server confirms the abort with this error.
        }
    }
}
