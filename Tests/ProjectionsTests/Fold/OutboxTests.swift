internal import Identity
internal import Projections
internal import Testing
internal import Ticketing

@Suite("What a batch leaves in the outbox")
struct OutboxTests {
    /// What happens in the batch, and in which of three lists the reply is then: written, of these new, and gone.
    struct Left: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: [Happened]
        let batch: [Happened]
        let written: [ReplyID: Delivery]
        let new: Set<ReplyID>
        let gone: Set<ReplyID>

        init(
            _ sentence: String, after before: [Happened] = [], _ batch: [Happened], written: [ReplyID: Delivery] = [:],
            new: Set<ReplyID> = [], gone: Set<ReplyID> = []
        ) {
            testDescription = sentence
            self.before = before
            self.batch = batch
            (self.written, self.new, self.gone) = (written, new, gone)
        }
    }

    private static let (one, two) = (reply(1), reply(2))
    private static let retried = Happened(
        .reply(.retried(ReplyRetried(reply: one, attempt: 2, words: LogPosition(2)))))

    static let cases: [Left] = [
        Left("what was sent is new", [.sent], written: [one: .requested], new: [one]),
        Left("and stays new when it fails", [.sent, .failed], written: [one: .failed], new: [one]),
        Left("what arrived at once was never there", [.sent, .delivered]),
        Left("what was sent before is not new", after: [.sent], [.failed], written: [one: .failed]),
        Left("and is gone when it arrives", after: [.sent], [.delivered], gone: [one]),
        Left("and is not when it is sent once more", after: [.sent, .failed], [retried], written: [one: .requested]),
        // A draft has been known before, and who rebuilds what is odd must not stumble over it.
        Left("what was approved may have been there", [.drafted, .approved], written: [two: .requested]),
    ]

    @Test("is told by what happened:", arguments: cases)
    func left(_ left: Left) {
        let events = log([.registered, .opened] + left.before + left.batch)
        var fold = folded(Array(events.dropLast(left.batch.count)))
        fold.beginBatch(keeping: 100)
        for event in events.suffix(left.batch.count) { fold.apply(event) }
        #expect(fold.outbox.written.mapValues(\.delivery) == left.written)
        #expect(fold.outbox.new == left.new && fold.outbox.gone == left.gone)
    }
}
