import Postgres
import Support
import Synchronization
import Testing

/// What `withConnection` makes is watched as well: every other test of queries, transactions and copies is one of this.
@Suite("Connections whose callers have a loop", .timeLimit(.minutes(2)))
struct CallersLoopTests {
    /// What somebody was answered so far.
    private final class Answered: Sendable {
        let number = Mutex<Int64?>(nil)
    }

    @Test("this system can watch sockets")
    func isWatching() { #expect(TestLoop.shared.isWatching) }

    @Test("an answer comes through the loop; while that stands still, it comes when a deadline is near")
    func throughTheLoop() async throws {
        let loop = TestLoop()
        let answered = Answered()
        try await withConnection(PostgresServer.shared.connection(), near: loop.near) { connection in
            #expect(try await connection.query(QueryTests.echo, .one(1)).onlyRow().int64(0) == 1)
            let slow = try await loop.whileStopped {
                let slow = Task {
                    let number = try await connection.query(QueryTests.slowEcho, .one(2)).onlyRow().int64(0)
                    answered.number.withLock { $0 = number }
                }
                // Somebody else sees that it has been answered.
                let session = "pid = \(connection.backendPID) and query = '\(QueryTests.slowEcho.sql)'"
                try await PostgresServer.shared.connection().wait(
                    until: "exists (select from pg_stat_activity where \(session) and state = 'idle')")
                #expect(answered.number.withLock { $0 } == nil)
                let soon = ContinuousClock.now + .milliseconds(100)
                let number = try await connection.query(QueryTests.echo, .one(3), deadline: soon).onlyRow().int64(0)
                #expect(number == 3)
                return slow
            }
            try await slow.value
            #expect(answered.number.withLock { $0 } == 2)
        }
    }

    @Test("before the loop has begun, connections wait for themselves")
    func notBegun() async throws {
        let loop = TestLoop(begins: false)
        try await withConnection(PostgresServer.shared.connection(), near: loop.near) { connection in
            let result = try await loop.whileStopped { try await connection.query(QueryTests.echo, .one(1)) }
            #expect(try result.onlyRow().int64(0) == 1)
        }
    }

    @Test("what is sent from the connection's thread is answered there, whatever the loop does")
    func fromTheThread() async throws {
        let loop = TestLoop()
        try await withConnection(PostgresServer.shared.connection(), near: loop.near) { connection in
            _ = try await connection.query(QueryTests.echo, .one(1))
            let answers = await loop.whileStopped {
                await connection.onThread {
                    var answers: [Int64?] = []
                    for number in 2...4 {
                        let result = try? await connection.query(QueryTests.echo, .one(Int64(number)))
                        answers.append(try? result?.onlyRow().int64(0))
                    }
                    return answers
                }
            }
            #expect(answers == [2, 3, 4])
            #expect(try await connection.query(QueryTests.echo, .one(5)).onlyRow().int64(0) == 5)
        }
    }

    @Test("a session that is ended while nothing is asked of it is known to have ended")
    func endedAtRest() async throws {
        let connection = try await PostgresConnection.connect(
            PostgresServer.shared.connection(), near: TestLoop.shared.near, logger: .quiet)
        #expect(try await connection.query(QueryTests.echo, .one(1)).onlyRow().int64(0) == 1)
        try await PostgresServer.shared.connection().execute(
            "select pg_terminate_backend(\(connection.backendPID))")
        while connection.isUsable { await Task.yield() }
    }

    @Test("connections come and go, more of them than are watched at a time", arguments: [2, 40])
    func many(_ turns: Int) async throws {
        let loop = TestLoop()
        let configuration = try await PostgresServer.shared.connection()
        for turn in 0..<turns {
            let pool = PostgresPool(configuration, near: loop.near, limits: .init(connectionsMax: 4), logger: .quiet)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<Int64(100 / turns + 4) {
                    let asked = number + Int64(turn)
                    group.addTask { try await pool.query(QueryTests.echo, .one(asked)).onlyRow().int64(0) == asked }
                }
                for try await isRight in group { #expect(isRight) }
            }
            await pool.close()
        }
    }
}
