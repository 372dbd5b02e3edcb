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

    @Test("a care team's history that keeps every promise passes", arguments: seeds)
    func correctCare(seed: UInt64) {
        let history = MadeUpCare.make(seed: seed)
        #expect(history.logs["care"].map { $0.rows.count > 30 } == true)
        #expect(Oracle.check(history) == [])
    }

    @Test("a planted bug of a care team is found:", arguments: PlantedBug.inTheTeam)
    func plantedCare(bug: PlantedBug) { find(bug, in: MadeUpCare.make) }

    @Test("a planted bug is found:", arguments: PlantedBug.all)
    func planted(bug: PlantedBug) { find(bug) { MadeUpHistory.make(seed: $0) } }

    private func find(_ bug: PlantedBug, in make: (UInt64) -> History) {
        var planted = 0
        for seed in Self.seeds {
            var history = make(seed)
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
