import Postgres
import Support
import Testing

/// Each test kills a server of its own.
@Suite("A server that dies", .timeLimit(.minutes(3)))
struct FaultTests {
    @Test("killed in the middle of a transaction: nothing took effect, and the error knows it")
    func transaction() async throws {
        let server = try await PostgresServer.launch()
        let connection = try await PostgresConnection.connect(server.connection(), logger: .quiet)
        try await connection.execute("CREATE TABLE t (n int8)")
        let error = await failure {
            try await PostgresLease(connection).withTransaction { transaction in
                _ = try await transaction.query(QueryTests.insert, .one(1))
                try await server.kill9()
                _ = try await transaction.query(QueryTests.insert, .one(2))
            }
        }
        #expect(error?.code == .connectionLost || error?.code == .closed)
        #expect(error?.outcome == .notCommitted)
        await connection.close()
        try await server.start()
        try await withConnection(server.connection()) { again in
            let answer = try await again.number("SELECT count(*) FROM t")
            #expect(answer == 0)
        }
        try await server.stop()
    }

    @Test(
        "the answer to COMMIT is lost: the outcome is unknown, and in truth it was committed", arguments: [true, false])
    func commit(interactively: Bool) async throws {
        try await PostgresServer.shared.withDatabase { direct in
            let relay = try Relay(to: try await PostgresServer.shared)
            let connection = try await PostgresConnection.connect(
                relay.connection(database: direct.database), logger: .quiet)
            // The trigger makes the commit audible: NOTIFY is delivered when it has happened.
            try await connection.execute(
                """
                CREATE TABLE t (n int8);
                CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NOTIFY done; RETURN NULL; END $$;
                CREATE TRIGGER tell AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION tell()
                """)
            let listener = PostgresListener(direct, channels: ["done"], logger: .silent)
            let error = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await listener.run() }
                var events = listener.events.makeAsyncIterator()
                #expect(await events.next() == .listening)
                async let failed = failure {
                    if interactively {
                        try await PostgresLease(connection).withTransaction { transaction in
                            _ = try await transaction.query(QueryTests.insert, .one(1))
                            relay.goDeaf()
                        }
                    } else {
                        relay.goDeaf()
                        _ = try await connection.query(QueryTests.insert, .one(1))
                    }
                }
                guard case .notification = await events.next() else {
                    throw SupportError("the commit was not heard")
                }
                relay.cut()
                group.cancelAll()
                return await failed
            }
            #expect(error?.code == .connectionLost)
            #expect(error?.outcome == .unknown)
            #expect(error?.isRetryable == false)
            await connection.close()
            try await withConnection(direct) { again in
                let answer = try await again.number("SELECT count(*) FROM t")
                #expect(answer == 1)
            }
        }
    }

    @Test("killed in the middle of COPY FROM STDIN: no row took effect")
    func copyIn() async throws {
        let server = try await PostgresServer.launch()
        let connection = try await PostgresConnection.connect(server.connection(), logger: .quiet)
        try await connection.execute("CREATE TABLE t (n int8)")
        let error = await failure {
            let copy = try await connection.copyIn("COPY t FROM STDIN")
            try await copy.write(Array("1\n".utf8))
            try await server.kill9()
            while true { try await copy.write(Array(repeating: Array("2\n".utf8), count: 1000).flatMap { $0 }) }
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.outcome == .notCommitted)
        await connection.close()
        try await server.start()
        try await withConnection(server.connection()) { again in
            let answer = try await again.number("SELECT count(*) FROM t")
            #expect(answer == 0)
        }
        try await server.stop()
    }

    @Test("killed in the middle of COPY TO STDOUT: the reader gets an error, not an early end")
    func copyOut() async throws {
        let server = try await PostgresServer.launch()
        let connection = try await PostgresConnection.connect(server.connection(), logger: .quiet)
        let error = await failure {
            let copy = try await connection.copyOut(
                "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000000)) TO STDOUT")
            #expect(try await copy.next() != nil)
            try await server.kill9()
            while try await copy.next() != nil {}
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.outcome == .notCommitted)
        await connection.close()
    }

    @Test("killed during LISTEN: the listener comes back with the server and hears what is said then")
    func listen() async throws {
        let server = try await PostgresServer.launch()
        let backoff = Backoff(base: .milliseconds(10), cap: .milliseconds(50))
        let listener = PostgresListener(server.connection(), channels: ["a"], backoff: backoff, logger: .silent)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await listener.run() }
            var events = listener.events.makeAsyncIterator()
            #expect(await events.next() == .listening)
            try await server.kill9()
            try await server.start()
            #expect(await events.next() == .reconnected)
            try await withConnection(server.connection()) { try await $0.execute("NOTIFY a, 'after'") }
            guard case .notification(let notification) = await events.next() else {
                throw SupportError("no notification after the restart")
            }
            #expect(notification.payload == "after")
            group.cancelAll()
        }
        try await server.stop()
    }

    @Test("killed with a full pipeline: everyone is told, and nobody that he may simply repeat")
    func pipeline() async throws {
        let server = try await PostgresServer.launch()
        let connection = try await PostgresConnection.connect(server.connection(), logger: .quiet)
        try await connection.execute("CREATE TABLE t (n int8)")
        let hold = Statement("hold", "SELECT pg_sleep(20)")
        let outcomes = try await withThrowingTaskGroup(of: PostgresError?.self) { group in
            group.addTask { await failure { _ = try await connection.query(hold) } }
            // Once the server holds the line, the rest is behind it or not sent at all.
            try await withConnection(server.connection()) { watcher in
                let running = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                while try await watcher.number(running) == 0 {}
            }
            for number in 0..<Int64(20) {
                group.addTask { await failure { _ = try await connection.query(QueryTests.insert, .one(number)) } }
            }
            try await server.kill9()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count == 21)
        for error in outcomes {
            #expect(error?.code == .connectionLost || error?.code == .closed)
            #expect(error?.outcome == .unknown || error?.code == .closed || error?.isRetryable == true)
        }
        #expect(outcomes.contains { $0?.outcome == .unknown })
        await connection.close()
    }

    @Test("stopped by its operator while a transaction runs: nothing took effect, and it may be repeated")
    func stopped() async throws {
        let server = try await PostgresServer.launch()
        let connection = try await PostgresConnection.connect(server.connection(), logger: .quiet)
        try await connection.execute("CREATE TABLE t (n int8)")
        let error = await failure {
            try await PostgresLease(connection).withTransaction { transaction in
                _ = try await transaction.query(QueryTests.insert, .one(1))
                try await server.stop()
                _ = try await transaction.query(QueryTests.insert, .one(2))
            }
        }
        #expect(error?.outcome == .notCommitted)
        #expect(error?.code == .closed || error?.isRetryable == true)
        await connection.close()
    }
}
