internal import Identity
internal import Synchronization
internal import Testing

@testable internal import EventLog

@Suite("Claims that many ask for", .timeLimit(.minutes(1)))
struct ClaimReaderTests {
    private static func key(_ number: UInt8) -> ClaimReader.Key { .init(workspace: acme, key: [number]) }

    private static func holder(_ number: Int64) -> LogClaim { LogClaim(stream: "s", position: at(Int(number))) }

    /// A database that answers when it is told to, and counts what it was asked.
    private final class Database: Sendable {
        private let queries = Mutex<[[ClaimReader.Key]]>([])
        let begun = Flag()
        let mayAnswer = Flag()

        var asked: [[ClaimReader.Key]] { queries.withLock { $0 } }

        func ask(_ keys: [ClaimReader.Key]) async -> ClaimReader.Answer {
            queries.withLock { $0.append(keys) }
            begun.raise()
            while !mayAnswer.isRaised { await Task.yield() }
            return .success(Dictionary(keys.map { ($0, holder(Int64($0.key[0]))) }) { first, _ in first })
        }
    }

    @Test("are asked for in one query, when that before it has ended")
    func together() async throws {
        let database = Database()
        let reader = ClaimReader { await database.ask($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { () async throws in
                #expect(try await reader.claims([Self.key(1)])[Self.key(1)] == Self.holder(1))
            }
            while !database.begun.isRaised { await Task.yield() }
            for number in 2...UInt8(40) {
                group.addTask { () async throws in
                    #expect(try await reader.claims([Self.key(number)])[Self.key(number)] == Self.holder(Int64(number)))
                }
            }
            while reader.waitingCount < 39 { await Task.yield() }
            database.mayAnswer.raise()
            try await group.waitForAll()
        }
        #expect(database.asked.map(\.count) == [1, 39])
        // Nobody asks any more: the next one need not wait.
        #expect(try await reader.claims([Self.key(7)])[Self.key(7)] == Self.holder(7))
        #expect(database.asked.count == 3)
    }

    @Test("are refused to all who asked if the database fails, and to nobody later")
    func failure() async throws {
        let isAway = Mutex(true)
        let reader = ClaimReader { keys in
            isAway.withLock { $0 } ? .failure(EventLogError(.unavailable, "away")) : .success([:])
        }
        await #expect(throws: EventLogError.self) { try await reader.claims([Self.key(1)]) }
        isAway.withLock { $0 = false }
        #expect(try await reader.claims([Self.key(1)]).isEmpty)
    }
}
