import Postgres
import Support
import Testing

@Suite("The pool on a real server", .timeLimit(.minutes(2)))
struct PoolTests {
    private func pool(
        _ configuration: PostgresConfiguration, connectionsMax: Int = 2, waitTimeout: Duration = .seconds(20)
    ) -> PostgresPool {
        let backoff = Backoff(base: .milliseconds(10), cap: .milliseconds(50))
        let limits = PostgresPool.Limits(connectionsMax: connectionsMax, waitTimeout: waitTimeout, backoff: backoff)
        return PostgresPool(configuration, limits: limits, logger: .quiet)
    }

    @Test("a hundred users share two connections, and all are served")
    func sharing() async throws {
        let pool = pool(try await PostgresServer.shared.connection())
        let processes = try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<Int64(100) {
                group.addTask {
                    try await pool.withConnection { lease in
                        let answer = try await lease.query(QueryTests.echo, .one(number)).onlyRow().int64(0)
                        #expect(answer == number)
                        return lease.backendPID
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(processes.count <= 2)
        #expect(pool.counters == .init(idle: pool.counters.idle, opened: pool.counters.idle))
        await pool.close()
    }

    @Test("a caller past its deadline leaves without a connection and without a place in line")
    func deadline() async throws {
        let pool = pool(try await PostgresServer.shared.connection(), connectionsMax: 1)
        try await pool.withConnection { _ in
            let soon = ContinuousClock.now.advanced(by: .milliseconds(30))
            let error = await failure { try await pool.withConnection(deadline: soon) { _ in } }
            #expect(error?.code == .poolExhausted)
            #expect(error?.isRetryable == true)
            #expect(pool.counters.waiting == 0)
            #expect(pool.counters.turnedAway == 1)
        }
        try await pool.withConnection { _ in }
        await pool.close()
    }

    @Test("a cancelled caller leaves the line, and the next one is served")
    func cancelled() async throws {
        let pool = pool(try await PostgresServer.shared.connection(), connectionsMax: 1)
        try await pool.withConnection { _ in
            let waiting = Task { await failure { try await pool.withConnection { _ in } } }
            waiting.cancel()
            #expect(await waiting.value?.code == .cancelled)
        }
        try await pool.withConnection { _ in }
        #expect(pool.counters.opened == 1)
        await pool.close()
    }

    @Test("a connection whose backend was ended is replaced, and the next user does not notice")
    func terminated() async throws {
        let pool = pool(try await PostgresServer.shared.connection(), connectionsMax: 1)
        let first = try await pool.withConnection { $0.backendPID }
        try await withConnection(PostgresServer.shared.connection()) { connection in
            var bindings = Bindings()
            bindings.append(Int32(first))
            // The second argument makes the server wait until the backend is gone.
            let end = Statement("end", "SELECT pg_terminate_backend($1, 10000)")
            let answer = try await connection.query(end, bindings).onlyRow().bool(0)
            #expect(answer)
        }
        // The news may still be under way: then the query fails, nothing took effect, and the next try is served.
        let second = try await retrying {
            try await pool.withConnection { lease in
                _ = try await lease.query(QueryTests.echo, .one(1))
                return lease.backendPID
            }
        }
        #expect(second != first)
        await pool.close()
    }

    @Test("a connection that comes back inside a transaction is not lent again")
    func unfinished() async throws {
        let pool = pool(try await PostgresServer.shared.connection(), connectionsMax: 1)
        let first = try await pool.withConnection { lease in
            try await lease.execute("BEGIN")
            return lease.backendPID
        }
        let second = try await pool.withConnection { $0.backendPID }
        #expect(first != second)
        #expect(pool.counters.dropped == 1)
        await pool.close()
    }

    @Test("a lease is refused after its end, and a pool after its close")
    func closed() async throws {
        let pool = pool(try await PostgresServer.shared.connection())
        let escaped = try await pool.withConnection { $0 }
        #expect(await failure { _ = try await escaped.query(QueryTests.echo, .one(1)) }?.code == .closed)
        await pool.close()
        #expect(await failure { try await pool.withConnection { _ in } }?.code == .closed)
    }

    @Test("closing waits for those who use a connection and turns away those who wait for one")
    func closing() async throws {
        let pool = pool(try await PostgresServer.shared.connection(), connectionsMax: 1)
        let closing: Task<Void, Never> = try await pool.withConnection { lease in
            let waiting = Task { await failure { try await pool.withConnection { _ in } } }
            while pool.counters.waiting == 0 { await Task.yield() }
            let closing = Task { await pool.close() }
            #expect(await waiting.value?.code == .closed)
            let answer = try await lease.query(QueryTests.echo, .one(1)).count
            #expect(answer == 1)
            return closing
        }
        await closing.value
        #expect(pool.counters.inUse == 0)
    }

    @Test("a wrong database is reported at once, not waited out")
    func hopeless() async throws {
        let pool = pool(try await PostgresServer.shared.connection(database: "missing"), waitTimeout: .seconds(3600))
        let error = await failure { try await pool.withConnection { _ in } }
        #expect(error?.sqlState == .invalidCatalogName)
        await pool.close()
    }

    @Test("users that come while the server is away are served when it is back", .timeLimit(.minutes(2)))
    func serverAway() async throws {
        let server = try await PostgresServer.launch()
        let pool = pool(server.connection(), waitTimeout: .seconds(60))
        try await pool.withConnection { _ in }
        try await server.stop()
        let hurried = await failure {
            try await pool.withConnection(deadline: .now.advanced(by: .milliseconds(200))) { lease in
                _ = try await lease.query(QueryTests.echo, .one(0))
            }
        }
        #expect(hurried != nil)
        let patient = Task {
            try await retrying {
                try await pool.withConnection { try await $0.query(QueryTests.echo, .one(4)).onlyRow().int64(0) }
            }
        }
        while pool.counters.failed < 2 { await Task.yield() }
        try await server.start()
        #expect(try await patient.value == 4)
        await pool.close()
        try await server.stop()
    }
}

/// Does it again while the error says that this is safe and sensible.
func retrying<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    while true {
        do {
            return try await body()
        } catch let error as PostgresError where error.isRetryable {
            continue
        }
    }
}
