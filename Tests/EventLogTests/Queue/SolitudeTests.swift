internal import Testing

@testable internal import EventLog

@Suite("Whether commands come one at a time")
struct SolitudeTests {
    typealias Batch = (count: Int, waiting: Int)

    /// Given batches, when the last is appended, then it is or is not lasting.
    @Test(
        arguments: [
            ("nothing yet", [], false),
            ("one alone", [(1, 0)], false),
            ("enough but one", Array(repeating: (1, 0), count: Solitude.enough - 1), false),
            ("enough", Array(repeating: (1, 0), count: Solitude.enough), true),
            ("more than enough", Array(repeating: (1, 0), count: Solitude.enough + 5), true),
            ("two at once behind enough", Array(repeating: (1, 0), count: Solitude.enough) + [(2, 0)], false),
            ("somebody came meanwhile", Array(repeating: (1, 0), count: Solitude.enough) + [(1, 1)], false),
            ("company in between", Array(repeating: (1, 0), count: Solitude.enough - 1) + [(3, 0), (1, 0)], false),
            ("enough behind company", [(40, 2)] + Array(repeating: (1, 0), count: Solitude.enough), true),
        ] as [(String, [Batch], Bool)])
    func isLasting(given: String, batches: [Batch], then: Bool) {
        var solitude = Solitude()
        for batch in batches { solitude.appended(batch.count, waiting: batch.waiting) }
        #expect(solitude.isLasting == then, "\(given)")
    }
}
