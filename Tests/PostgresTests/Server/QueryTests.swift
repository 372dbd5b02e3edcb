import Postgres
import Support
import Testing

@Suite("Queries and transactions on a real server", .timeLimit(.minutes(2)))
struct QueryTests {
    static let echo = Statement("echo_number", "SELECT $1::int8")
    static let insert = Statement("insert", "INSERT INTO t (n) VALUES ($1)")

    @Test("a thousand queries at once each get their own answer")
    func pipelined() async throws {
        try await withConnection(PostgresServer.shared.connection()) { connection in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<Int64(1000) {
                    group.addTask {
                        try await connection.query(Self.echo, .one(number)).onlyRow().int64(0) == number
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(
                try await connection.number("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'echo%'") == 1)
        }
    }

    @Test("an error in the middle of the pipeline is the business of its own caller")
    func errorIsLocal() async throws {
        try await withConnection(PostgresServer.shared.connection()) { connection in
            let divide = Statement("divide", "SELECT 100 / $1::int8")
            let answers = await withTaskGroup(of: (Int64, Int64?, SQLState?).self) { group in
                for number in 0..<Int64(50) {
                    group.addTask {
                        do throws(PostgresError) {
                            let row = try await connection.query(divide, .one(number % 10)).onlyRow()
                            return (number, try row.int64(0), nil)
                        } catch {
                            return (number, nil, error.sqlState)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for (number, quotient, state) in answers {
                #expect(quotient == (number % 10 == 0 ? nil : 100 / (number % 10)))
                #expect(state == (number % 10 == 0 ? SQLState("22012") : nil))
            }
        }
    }

    @Test("a transaction in one segment takes effect whole or not at all")
    func atomic() async throws {
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8 PRIMARY KEY)")
            let results = try await connection.transaction([(Self.insert, .one(1)), (Self.insert, .one(2))])
            #expect(results.map(\.affectedRows) == [1, 1])
            #expect(results[0].commandTag == "INSERT 0 1")
            let error = await failure {
                _ = try await connection.transaction([
                    (Self.insert, .one(3)), (Self.insert, .one(1)), (Self.insert, .one(4)),
                ])
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(error?.constraint == "t_pkey")
            #expect(error?.outcome == .notCommitted)
            #expect(try await connection.number("SELECT count(*) FROM t") == 2)
        }
    }

    @Test("a constraint that is checked at the commit fails the transaction, though every statement succeeded")
    func deferredConstraint() async throws {
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8 UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            _ = try await connection.query(Self.insert, .one(1))
            let error = await failure { _ = try await connection.query(Self.insert, .one(1)) }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(error?.outcome == .notCommitted)
            #expect(try await connection.number("SELECT count(*) FROM t") == 1)
        }
    }

    @Test("a statement that cannot be prepared says why to all who asked at once, and works once it can")
    func preparationFails() async throws {
        try await withFreshDatabase { connection in
            let states = await withTaskGroup(of: SQLState?.self) { group in
                for number in 0..<Int64(5) {
                    group.addTask {
                        await failure { _ = try await connection.query(Self.insert, .one(number)) }?.sqlState
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(states == Array(repeating: .undefinedTable, count: 5))
            try await connection.execute("CREATE TABLE t (n int8)")
            _ = try await connection.query(Self.insert, .one(1))
        }
    }

    @Test("a transaction of several statements fails for what the first of them failed of", arguments: 0..<3)
    func firstReason(missing: Int) async throws {
        try await withFreshDatabase { connection in
            let names = ["there_a", "there_b", "there_c"]
            for name in names { try await connection.execute("CREATE TABLE \(name) (n int8)") }
            // Some are known to the session, others not yet.
            for prepared in 0...3 {
                let steps = names.map { (Statement("read_\($0)_\(prepared)", "SELECT n FROM \($0)"), Bindings()) }
                for step in steps.prefix(prepared) { _ = try await connection.query(step.0) }
                try await connection.execute("ALTER TABLE \(names[missing]) RENAME TO gone")
                let error = await failure {
                    try await PostgresLease(connection).withTransaction { _ = try await $0.queries(steps) }
                }
                #expect(error?.sqlState == .undefinedTable, "\(prepared) were prepared")
                try await connection.execute("ALTER TABLE gone RENAME TO \(names[missing])")
            }
        }
    }

    @Test("a prepared statement that the session lost is prepared again without the caller's knowing")
    func deallocated() async throws {
        try await withConnection(PostgresServer.shared.connection()) { connection in
            _ = try await connection.query(Self.echo, .one(1))
            try await connection.execute("DEALLOCATE ALL")
            #expect(try await connection.query(Self.echo, .one(2)).onlyRow().int64(0) == 2)
        }
    }

    @Test("a prepared statement whose result changed with its table is prepared again")
    func changedResult() async throws {
        try await withFreshDatabase { connection in
            let read = Statement("read", "SELECT * FROM t")
            try await connection.execute("CREATE TABLE t (n int8)")
            #expect(try await connection.query(read).columnCount == 1)
            try await connection.execute("ALTER TABLE t ADD COLUMN m int8")
            #expect(try await connection.query(read).columnCount == 2)
        }
    }

    @Test("several statements of a migration run in one call, and a failing one undoes those before it")
    func simpleProtocol() async throws {
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8); INSERT INTO t VALUES (1); SELECT 1; ;")
            let error = await failure {
                try await connection.execute("INSERT INTO t VALUES (2); INSERT INTO missing VALUES (3)")
            }
            #expect(error?.sqlState == .undefinedTable)
            #expect(try await connection.number("SELECT count(*) FROM t") == 1)
        }
    }

    @Test("an interactive transaction commits, and rolls back when its body throws")
    func interactive() async throws {
        struct Stop: Error {}
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8)")
            let lease = PostgresLease(connection)
            let count = try await lease.withTransaction { transaction in
                _ = try await transaction.query(Self.insert, .one(1))
                try await transaction.execute("INSERT INTO t VALUES (2)")
                return try await transaction.query(Statement("count", "SELECT count(*) FROM t")).onlyRow().int64(0)
            }
            #expect(count == 2)
            await #expect(throws: Stop.self) {
                try await lease.withTransaction { transaction in
                    _ = try await transaction.query(Self.insert, .one(3))
                    throw Stop()
                }
            }
            #expect(try await connection.number("SELECT count(*) FROM t") == 2)
        }
    }

    @Test("a transaction whose body swallowed an error does not pretend to have committed")
    func swallowedError() async throws {
        try await withFreshDatabase { connection in
            let lease = PostgresLease(connection)
            let error = await failure {
                try await lease.withTransaction { transaction in
                    _ = try? await transaction.query(Statement("bad", "SELECT 1 / 0"))
                }
            }
            #expect(error?.sqlState == .inFailedTransaction)
            #expect(error?.outcome == .notCommitted)
            let answer = try await connection.number("SELECT 7::int8")
            #expect(answer == 7)
        }
    }

    @Test("a transaction is not entered twice, and not used after its end")
    func misuse() async throws {
        try await withConnection(PostgresServer.shared.connection()) { connection in
            let lease = PostgresLease(connection)
            let escaped = try await lease.withTransaction(.readOnly, level: .repeatableRead) { transaction in
                let inner = await failure { try await lease.withTransaction { _ in } }
                #expect(inner?.code == .misuse)
                return transaction
            }
            #expect(await failure { _ = try await escaped.query(Self.echo, .one(1)) }?.code == .closed)
        }
    }

    @Test("a read-only transaction refuses to write")
    func readOnly() async throws {
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8)")
            let error = await failure {
                try await PostgresLease(connection).withTransaction(.readOnly) { transaction in
                    _ = try await transaction.query(Self.insert, .one(1))
                }
            }
            #expect(error?.sqlState == .readOnlyTransaction)
        }
    }

    @Test("NOTICE goes to the log and COPY through a query closes the connection with a reason")
    func copyThroughQuery() async throws {
        try await withConnection(PostgresServer.shared.connection()) { connection in
            try await connection.execute("DO $$ BEGIN RAISE NOTICE 'seen'; END $$")
            let error = await failure { try await connection.execute("COPY (SELECT 1) TO STDOUT") }
            #expect(error?.code == .protocolViolation)
            #expect(!connection.isUsable)
        }
    }
}
