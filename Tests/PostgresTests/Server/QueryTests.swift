import Logging
import Postgres
import Support
import Testing

@Suite("Queries on a real server", .timeLimit(.minutes(2)))
struct QueryTests {
    static let add = Statement("add", "SELECT $1::bigint + $2::bigint AS sum")

    @Test("a query answers with typed rows")
    func simple() async throws {
        let server = try await PostgresServer.shared
        let connection = try await PostgresConnection.connect(server.connection(), logger: .quiet)
        var bindings = Bindings()
        bindings.append(2)
        bindings.append(Int64(40))
        let result = try await connection.query(Self.add, bindings)
        #expect(try result.onlyRow().int64(0) == 42)
        #expect(result.columnName(0) == "sum")
        await connection.close()
    }
}
