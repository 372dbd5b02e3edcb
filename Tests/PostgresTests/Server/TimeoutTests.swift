import Postgres
import Support
import Testing

@Suite("Waits are bounded", .timeLimit(.minutes(2)))
struct TimeoutTests {
    @Test("a statement that runs too long is ended by the server")
    func statement() async throws {
        var configuration = try await PostgresServer.shared.connection()
        configuration.statementTimeout = .milliseconds(50)
        try await withConnection(configuration) { connection in
            let error = await failure { _ = try await connection.query(Statement("sleep", "SELECT pg_sleep(30)")) }
            #expect(error?.sqlState == .queryCanceled)
            #expect(error?.isRetryable == false)
            let answer = try await connection.number("SELECT 1::int8")
            #expect(answer == 1)
        }
    }

    @Test("a statement that waits too long for a lock is ended, and may be repeated")
    func lock() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            var impatient = configuration
            impatient.lockTimeout = .milliseconds(50)
            try await withConnection(configuration) { holder in
                try await holder.execute("CREATE TABLE t (n int8)")
                try await PostgresLease(holder).withTransaction { transaction in
                    try await transaction.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
                    try await withConnection(impatient) { connection in
                        let error = await failure { _ = try await connection.number("SELECT count(*) FROM t") }
                        #expect(error?.sqlState == .lockNotAvailable)
                        #expect(error?.isRetryable == true)
                    }
                }
            }
        }
    }

    @Test("a server that accepts and never answers does not hold a connection attempt")
    func silentServer() async throws {
        let relay = try Relay(to: nil)
        var configuration = relay.connection()
        configuration.connectTimeout = .milliseconds(100)
        let began = ContinuousClock.now
        let error = await failure { _ = try await PostgresConnection.connect(configuration, logger: .quiet) }
        #expect(error?.code == .connectionFailed)
        #expect(error?.isRetryable == true)
        #expect(began.duration(to: .now) < .seconds(20))
    }

    @Test("a connection attempt that is cancelled ends")
    func cancelledConnect() async throws {
        let relay = try Relay(to: nil)
        let configuration = relay.connection()
        let attempt = Task { await failure { _ = try await PostgresConnection.connect(configuration, logger: .quiet) } }
        attempt.cancel()
        #expect(await attempt.value?.code == .cancelled)
    }

    @Test("where nobody listens and where the database is missing, the error says so", arguments: [true, false])
    func refused(isMissingDatabase: Bool) async throws {
        let configuration =
            isMissingDatabase
            ? try await PostgresServer.shared.connection(database: "missing")
            : PostgresConfiguration(host: "/nonexistent", database: "d", user: "u")
        let error = await failure { _ = try await PostgresConnection.connect(configuration, logger: .quiet) }
        #expect(error?.code == .connectionFailed)
        #expect(error?.sqlState == (isMissingDatabase ? .invalidCatalogName : nil))
        #expect(error?.isRetryable == !isMissingDatabase)
        #expect(error?.outcome == .notCommitted)
    }

    /// The error of a query whose deadline passes after it was sent. On a busy machine the deadline can pass before; then
    /// nothing took effect, and it is asked again.
    private func overdue(
        _ statement: Statement, _ bindings: Bindings = Bindings(), on connection: PostgresConnection
    ) async -> PostgresError? {
        while true {
            let error = await failure {
                let soon = ContinuousClock.now.advanced(by: .milliseconds(30))
                _ = try await connection.query(statement, bindings, deadline: soon)
            }
            guard error?.code == .timeout, error?.outcome == .notCommitted else { return error }
        }
    }

    @Test("a deadline tells the caller at once and leaves the connection to its neighbours")
    func deadline() async throws {
        try await withConnection(PostgresServer.shared.connection()) { connection in
            let error = await overdue(Statement("nap", "SELECT pg_sleep(0.3)"), on: connection)
            #expect(error?.code == .timeout)
            #expect(error?.outcome == .unknown)
            let answer = try await connection.number("SELECT 5::int8")
            #expect(answer == 5)
        }
    }

    @Test("a task's deadline bounds whatever it asks without naming one, connecting and transactions included")
    func deadlineOfTask() async throws {
        let relay = try Relay(to: try await PostgresServer.shared)
        let pool = PostgresPool(relay.connection(), limits: .init(connectionsMax: 1), logger: .silent)
        let first = try await pool.query(QueryTests.echo, .one(1)).onlyRow().int64(0)
        #expect(first == 1)
        relay.goDeaf()
        let soon = ContinuousClock.now.advanced(by: .milliseconds(200))
        let errors = await PostgresDeadline.with(soon) {
            // The first meets a connection that was good; the others have to make one, or wait for somebody's.
            async let one = failure { _ = try await pool.query(QueryTests.echo, .one(1)) }
            async let two = failure {
                try await pool.withConnection { try await $0.withTransaction { _ in } }
            }
            async let three = failure { _ = try await pool.query(QueryTests.echo, .one(3)) }
            return await [one, two, three]
        }
        #expect(errors.allSatisfy { $0?.isRetryable == true || $0?.code == .timeout }, "\(errors)")
        #expect(soon.duration(to: .now) < .seconds(4))
    }

    @Test("a transaction whose time is over is not waited for, and its connection is not used again")
    func deadlineOfTransaction() async throws {
        let relay = try Relay(to: try await PostgresServer.shared)
        let pool = PostgresPool(relay.connection(), limits: .init(connectionsMax: 1), logger: .silent)
        let first = try await pool.withConnection { $0.backendPID }
        let began = ContinuousClock.now
        let error = await PostgresDeadline.with(began.advanced(by: .milliseconds(200))) {
            await failure {
                try await pool.withConnection { lease in
                    try await lease.withTransaction { transaction in
                        _ = try await transaction.query(QueryTests.echo, .one(1))
                        relay.goDeaf()
                        _ = try await transaction.query(QueryTests.echo, .one(2))
                    }
                }
            }
        }
        // The grace, after which a silent server loses its connection, is longer.
        #expect(began.duration(to: .now) < .seconds(4))
        #expect(error?.code == .timeout)
        #expect(error?.outcome == .notCommitted)
        relay.hearForNewConnections()
        let second = try await pool.withConnection { $0.backendPID }
        #expect(second != first)
        await pool.close()
    }

    @Test("a cancelled query is given up, and the connection goes on")
    func cancellation() async throws {
        try await withConnection(PostgresServer.shared.connection()) { connection in
            let task = Task {
                await failure { _ = try await connection.query(Statement("nap", "SELECT pg_sleep(0.3)")) }
            }
            // The next answer can only come after the nap was sent: both share one line.
            async let later = connection.number("SELECT 6::int8")
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            let answer = try await later
            #expect(answer == 6)
        }
    }

    @Test("a server that stops answering loses the connection after the grace, and everyone is told")
    func grace() async throws {
        let server = try await PostgresServer.shared
        let relay = try Relay(to: server)
        var configuration = relay.connection()
        configuration.connectTimeout = .seconds(5)
        try await withConnection(configuration) { connection in
            relay.goDeaf()
            async let second = failure { _ = try await connection.query(QueryTests.echo, .one(2)) }
            let first = await overdue(QueryTests.echo, .one(1), on: connection)
            #expect(first?.code == .timeout)
            #expect(first?.outcome == .unknown)
            let neighbour = await second
            #expect(neighbour?.code == .connectionLost)
            #expect(neighbour?.outcome == .unknown)
            #expect(!connection.isUsable)
        }
    }

    @Test("a closed connection refuses, and closing twice is closing once")
    func closed() async throws {
        let connection = try await PostgresConnection.connect(PostgresServer.shared.connection(), logger: .quiet)
        async let last = connection.number("SELECT 9::int8")
        #expect(try await last == 9)
        await connection.close()
        await connection.close()
        #expect(await failure { _ = try await connection.number("SELECT 1::int8") }?.code == .closed)
    }
}
