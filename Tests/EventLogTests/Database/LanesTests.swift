internal import Identity
internal import Postgres
internal import Support
internal import Testing

@testable internal import EventLog

@Suite("Two batches at once", .timeLimit(.minutes(2)))
struct LanesTests {
    @Test("what has nothing to do with a batch that does not end is not held up by what has")
    func unrelated() async throws {
        try await withLog { running, database async throws in
            var holders: [PostgresConnection] = []
            for workspace in [acme, umbrella] {
                let holder = try await PostgresConnection.connect(database.superuser, logger: RunningLog.silent)
                try await holder.execute("begin; select from log.head where workspace_id = '\(workspace)' for update")
                holders.append(holder)
            }
            // One lane waits for one head, the other, which takes part when many wait, for the other.
            async let first = running.append(request(1, in: umbrella))
            try await database.superuser.wait(until: Self.waiting(1))
            let crowd = Task { try await atOnce(64) { try await running.append(request(100 + $0)) } }
            try await database.superuser.wait(until: Self.waiting(2))
            try await holders[1].execute("commit")
            #expect(try await first == .appended(first: at(0), last: at(0)))
            // Now that lane is free: for what the other's batch has to be through with first, and for anything else.
            let again = Task { try await running.append(request(100)) }
            while running.log.waitingCount == 0 { await Task.yield() }
            for number in 2...5 {
                #expect(await running.failure(of: request(number, in: umbrella), within: .seconds(20)) == nil)
            }
            try await holders[0].execute("commit")
            let outcomes = try await crowd.value
            let position = Self.first(of: outcomes[0])
            #expect(try await again.value == .duplicate(first: position, last: position, receipt: []))
            for holder in holders { await holder.close() }
        }
    }

    @Test("who comes alone for a while is sent from where the callers are; many are from the connection's thread")
    func nearCallers() async throws {
        let loop = TestLoop()
        try await withLog(near: loop.near) { running, database async throws in
            for number in 1...Solitude.enough + 1 { _ = try await running.append(request(number)) }
            let before = loop.count
            for number in 100...102 { _ = try await running.append(request(number)) }
            #expect(loop.count > before)
            let end = Solitude.enough + 1 + 3
            // Behind one that waits for the head gather fewer than the second lane takes part in.
            let holder = try await PostgresConnection.connect(database.superuser, logger: RunningLog.silent)
            try await holder.execute("begin; select from log.head where workspace_id = '\(acme)' for update")
            async let first = running.append(request(200))
            try await database.superuser.wait(until: Self.waiting(1))
            let crowd = Task { try await atOnce(32) { try await running.append(request(300 + $0)) } }
            while running.log.waitingCount < 32 { await Task.yield() }
            try await holder.execute("commit")
            #expect(try await first == .appended(first: at(end), last: at(end)))
            #expect(try await crowd.value.count == 32)
            let alone = await loop.whileStopped { await running.result(of: request(400)) }
            #expect(try alone.get() == .appended(first: at(end + 33), last: at(end + 33)))
            await holder.close()
        }
    }

    @Test("what takes long is said once, while nobody's deadline has passed")
    func complaints() async throws {
        try await withLog { _, database async throws in
            let recorder = LogRecorder()
            let running = RunningLog(database.service, logger: recorder.logger)
            try await running.running { () async throws in
                let holder = try await PostgresConnection.connect(database.superuser, logger: RunningLog.silent)
                try await holder.execute("begin; select from log.head where workspace_id = '\(acme)' for update")
                async let first = running.append(request(1))
                while recorder.said.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
                try await holder.execute("commit")
                #expect(try await first == .appended(first: at(0), last: at(0)))
                _ = try await running.append(request(2))
                await holder.close()
            }
            let said = recorder.said
            #expect(said.count == 1)
            let isTold =
                said.first?.hasPrefix("a batch has been under way for 2.0 seconds [\"log.commands=1\"") ?? false
            #expect(isTold, "\(said)")
        }
    }

    @Test("of what is appended alone others are told later, of the last at the end", arguments: [false, true])
    func notices(isEnd: Bool) async throws {
        try await withLog { _, database async throws in
            let running = RunningLog(database.service)
            let task = Task { await running.log.run() }
            for number in 1...Solitude.enough { _ = try await running.append(request(number)) }
            let listener = PostgresListener(database.superuser, channels: ["carelog_log"], logger: RunningLog.silent)
            let listening = Task { await listener.run() }
            var events = listener.events.makeAsyncIterator()
            guard case .listening = await events.next() else { throw SupportError("that is no beginning") }
            // So that nothing can be appended, and be told of, in the usual way.
            try await database.superuser.execute("alter function log.append_batch rename to append_batch_gone")
            for number in 100...102 {
                let end = Solitude.enough + number - 100
                #expect(try await running.append(request(number)) == .appended(first: at(end), last: at(end)))
                if isEnd { continue }
                guard case .notification(let notice) = await events.next() else { throw SupportError("no notice") }
                #expect(notice.channel == "carelog_log")
            }
            task.cancel()
            await task.value
            if isEnd {
                guard case .notification = await events.next() else { throw SupportError("no notice at the end") }
            }
            listening.cancel()
            await listening.value
            await running.pool.close()
        }
    }

    /// So many sessions wait for a lock.
    private static func waiting(_ count: Int) -> String {
        """
        select count(*) = \(count) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
        """
    }

    private static func first(of outcome: AppendOutcome) -> LogPosition {
        if case .appended(let first, _) = outcome { first } else { .beforeAll }
    }
}
