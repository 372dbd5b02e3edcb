import Foundation
import Support
import Testing

@testable import Postgres

/// What `withConnection` makes is watched as well: every other test of queries, transactions and copies is one of this.
@Suite("Connections whose callers have a loop", .timeLimit(.minutes(2)))
struct CallersLoopTests {
    /// Who sends the statements.
    enum Sender: String { case loop, other }

    /// How often the thread of a connection has gone to sleep; nil if there is none of the name.
    private static func pauses(ofThread name: String) throws -> Int? {
        let tasks = URL(filePath: "/proc/self/task")
        for task in try FileManager.default.contentsOfDirectory(at: tasks, includingPropertiesForKeys: nil) {
            // A thread that has ended meanwhile is not the one.
            guard let comm = try? String(contentsOf: task.appending(path: "comm"), encoding: .utf8), comm == name + "\n"
            else { continue }
            let status = try String(contentsOf: task.appending(path: "status"), encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") }
            return line?.split(separator: "\t").last.flatMap { Int($0) }
        }
        return nil
    }

    @Test(
        "what is sent from the loop wakes no thread; who else asks is answered by the connection's",
        arguments: [(Sender.loop, 0...20), (.other, 100...10_000)])
    func threads(sender: Sender, expected: ClosedRange<Int>) async throws {
        let loop = TestLoop()
        var configuration = try await PostgresServer.shared.connection()
        configuration.applicationName = "from-\(sender)"
        let pauses = try await withConnection(configuration, near: loop.near) { connection in
            try await withTaskExecutorPreference(sender == .loop ? loop : globalConcurrentExecutor) {
                for number in 0..<Int64(10) { _ = try await connection.query(QueryTests.echo, .one(number)) }
                let before = try #require(try Self.pauses(ofThread: "pg:from-\(sender)"))
                for number in 0..<Int64(200) {
                    let answer = try await connection.query(QueryTests.echo, .one(number)).onlyRow().int64(0)
                    #expect(answer == number)
                }
                return try #require(try Self.pauses(ofThread: "pg:from-\(sender)")) - before
            }
        }
        #expect(expected.contains(pauses))
    }

    @Test("an answer that is there is none that came too late, although the loop stands still")
    func lateLoop() async throws {
        let loop = TestLoop()
        let configuration = try await PostgresServer.shared.connection()
        let lock = Int64.random(in: 1 ... .max)
        let echo = Statement("locked_echo", "SELECT $1::int8 FROM pg_advisory_xact_lock(\(lock))")
        try await withConnection(configuration) { holder in
            try await withConnection(configuration, near: loop.near) { connection in
                // Prepared, so that being executed is all that it is seen at.
                _ = try await connection.query(echo, .one(1))
                try await holder.execute("select pg_advisory_lock(\(lock))")
                let deadline = ContinuousClock.now + .seconds(5)
                let late = Task(executorPreference: loop) {
                    try await connection.query(echo, .one(2), deadline: deadline).onlyRow().int64(0)
                }
                let session = "select from pg_stat_activity where pid = \(connection.backendPID)"
                try await withTaskExecutorPreference(globalConcurrentExecutor) {
                    try await configuration.wait(until: "exists (\(session) and wait_event_type = 'Lock')")
                    try await loop.whileStopped {
                        try await holder.execute("select pg_advisory_unlock(\(lock))")
                        try await configuration.wait(until: "exists (\(session) and state = 'idle')")
                        // For as long as the deadline is away.
                        try await Task.sleep(until: deadline + .milliseconds(100))
                    }
                }
                #expect(try await late.value == 2)
            }
        }
    }

    @Test("a long answer is read by the connection's thread, and the next short one on the loop again")
    func longAnswer() async throws {
        let loop = TestLoop()
        var configuration = try await PostgresServer.shared.connection()
        configuration.applicationName = "long-answer"
        let long = Statement("long_answer", "SELECT repeat('x', 1000) FROM generate_series(1, $1::int8)")
        try await withConnection(configuration, near: loop.near) { connection in
            _ = try await connection.query(long, .one(1))
            let before = try #require(try Self.pauses(ofThread: "pg:long-answer"))
            let answer = try await connection.query(long, .one(20_000))
            #expect(answer.rowCount == 20_000)
            // Whoever has been woken goes to sleep again, a moment later.
            var read = before
            while read == before {
                await Task.yield()
                read = try #require(try Self.pauses(ofThread: "pg:long-answer"))
            }
            for number in 0..<Int64(100) { _ = try await connection.query(QueryTests.echo, .one(number)) }
            let after = try #require(try Self.pauses(ofThread: "pg:long-answer"))
            #expect(after < read + 20)
        }
    }

    @Test("before the loop has begun, connections wait for themselves")
    func notBegun() async throws {
        let loop = TestLoop(begins: false)
        try await withConnection(PostgresServer.shared.connection(), near: loop.near) { connection in
            for number in 1...3 {
                let answer = try await connection.query(QueryTests.echo, .one(Int64(number))).onlyRow().int64(0)
                #expect(answer == number)
            }
        }
    }

    @Test("what is sent from the connection's thread is answered there, whatever the loop does")
    func fromTheThread() async throws {
        let loop = TestLoop()
        try await withConnection(PostgresServer.shared.connection(), near: loop.near) { connection in
            _ = try await connection.query(QueryTests.echo, .one(1))
            let answers = await withTaskExecutorPreference(globalConcurrentExecutor) {
                await loop.whileStopped {
                    await connection.onThread {
                        var answers: [Int64?] = []
                        for number in 2...4 {
                            let result = try? await connection.query(QueryTests.echo, .one(Int64(number)))
                            answers.append(try? result?.onlyRow().int64(0))
                        }
                        return answers
                    }
                }
            }
            #expect(answers == [2, 3, 4])
            #expect(try await connection.query(QueryTests.echo, .one(5)).onlyRow().int64(0) == 5)
        }
    }

    @Test("a session that is ended while nothing is asked of it is known to have ended")
    func endedAtRest() async throws {
        let loop = TestLoop()
        let configuration = try await PostgresServer.shared.connection()
        let connection = try await PostgresConnection.connect(configuration, near: loop.near, logger: .quiet)
        try await withTaskExecutorPreference(loop) { _ = try await connection.query(QueryTests.echo, .one(1)) }
        try await configuration.execute("select pg_terminate_backend(\(connection.backendPID))")
        await connection.waitUntilEnded()
        #expect(!connection.isUsable)
    }

    @Test("connections come and go, and leave no place behind", arguments: [2, 40])
    func places(_ turns: Int) async throws {
        let loop = TestLoop()
        let configuration = try await PostgresServer.shared.connection()
        for turn in 0..<turns {
            let pool = PostgresPool(configuration, near: loop.near, limits: .init(connectionsMax: 4), logger: .quiet)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<Int64(100 / turns + 4) {
                    let asked = number + Int64(turn)
                    // Some from the loop and some from elsewhere, on the same connections.
                    group.addTask(executorPreference: number.isMultiple(of: 3) ? globalConcurrentExecutor : loop) {
                        try await pool.query(QueryTests.echo, .one(asked)).onlyRow().int64(0) == asked
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            await pool.close()
        }
        let watch = try #require(loop.near?.watch)
        // A thread ends a moment after its connection.
        while watch.placesCount > 0 { await Task.yield() }
    }
}
