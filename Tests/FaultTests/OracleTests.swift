internal import Faults
internal import Support
internal import Testing

@Suite("The oracle", .timeLimit(.minutes(5)))
struct OracleTests {
    private static let seeds: ClosedRange<UInt64> = 1...20

    @Test("a history that keeps every promise passes", arguments: seeds)
    func correct(seed: UInt64) {
        let history = MadeUpHistory.make(seed: seed)
        #expect(history.attempts.count > 100)
        #expect(Oracle.check(history) == [])
    }

    @Test("a planted bug is found:", arguments: PlantedBug.all)
    func planted(bug: PlantedBug) {
        var planted = 0
        for seed in Self.seeds {
            var history = MadeUpHistory.make(seed: seed)
            var random = SeededGenerator(seed: seed)
            guard bug.plant(&history, &random) else { continue }
            planted += 1
            let violations = Oracle.check(history)
            #expect(violations.contains { $0.rule == bug.rule }, "seed \(seed): \(violations)")
        }
        // The wheel that makes histories up may leave one or another of them without a place for this bug.
        #expect(planted > Self.seeds.count / 2)
    }
}
