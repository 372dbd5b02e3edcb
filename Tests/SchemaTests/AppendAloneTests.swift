internal import Postgres
internal import Support
internal import Testing

@Suite("log.append_alone", .timeLimit(.minutes(2)))
struct AppendAloneTests {
    /// It is given the same as `LogBatch.acme`.
    private static let twin = PostgresUUID(high: 3, low: 0xacae)

    @Test("does and says what log.append does and says, whatever is asked", arguments: 1...UInt64(5))
    func agrees(seed: UInt64) async throws {
        try await withLog { service in
            #expect(try await LogBatch.createWorkspace(Self.twin, "twin", on: service))
            var world = LogWorld(seed: seed, of: [LogBatch.acme], releasing: 5, most: 1)
            var outcomes: Set<Int32> = []
            var whole = 0
            for _ in 1...250 {
                let batch = world.batch()
                let judged = try await batch.append(on: service)
                if batch.canGoAlone {
                    let answers = try await batch.answersAlone(on: service, replacing: [LogBatch.acme: Self.twin])
                    #expect(try batch.told(answers) == judged)
                    whole += answers.map(\.outcome) == [9] ? 1 : 0
                    outcomes.formUnion(judged.map(\.outcome))
                } else {
                    _ = try await batch.appendAtOnce(on: service, replacing: [LogBatch.acme: Self.twin])
                }
                world.learn(judged)
            }
            // The seeds are worth nothing if one of these never comes.
            #expect(outcomes.isSuperset(of: [1, 2, 3, 4, 5]) && whole > 20, "\(outcomes), \(whole)")
            for table in LogBatch.tables {
                #expect(
                    try await service.line(LogBatch.rows(table, of: "twin"))
                        == service.line(LogBatch.rows(table, of: "acme")))
            }
        }
    }

    @Test("says that there is no such log")
    func unknown() async throws {
        try await withLog { service in
            var batch = LogBatch()
            batch.command(Self.twin, id: 1, events: [("a", 1)])
            let answers = try await batch.answersAlone(on: service)
            #expect(answers == [.init(command: 1, outcome: 6)])
        }
    }
}
