/// The rows of a COPY TO STDOUT, in chunks of at most 256 KiB and one row, that end at a row's end.
///
/// Reading is demand: while nobody asks, nothing is read here, and the server waits once the socket is full. Letting go of
/// it before the end closes the connection, because the rest would have to be read.
/// Errors: a failure in the middle follows the rows that arrived before it; those are to be thrown away.
package final class PostgresCopyOut: Sendable, AsyncSequence {
    package typealias Element = [UInt8]

    private let connection: PostgresConnection
    private let id: RequestID

    init(connection: PostgresConnection, id: RequestID) {
        self.connection = connection
        self.id = id
    }

    deinit { connection.abandonCopy(id) }

    /// The next chunk; nil at the end. One caller at a time.
    package func next() async throws(PostgresError) -> [UInt8]? { try await connection.readCopy(id) }

    package func makeAsyncIterator() -> Iterator { Iterator(copy: self) }

    package struct Iterator: AsyncIteratorProtocol {
        let copy: PostgresCopyOut

        package mutating func next() async throws(PostgresError) -> [UInt8]? { try await copy.next() }

        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(PostgresError) -> [UInt8]? { try await copy.next() }
    }
}
