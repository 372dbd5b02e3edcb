internal import Identity
internal import Support
internal import Testing

@testable internal import EventLog

@Suite("Whatever waits to be appended")
struct AppendQueuePropertyTests {
    /// What of a request only one command of a batch may touch, spelled out.
    private static func touched(_ request: AppendRequest) -> Set<String> {
        let parts =
            ["command \(request.command)"] + request.events.map { "stream \($0.stream)" }
            + request.takes.map { "claim \($0.key)" } + request.releases.map { "claim \($0)" }
        return Set(parts.map { "\(request.workspace) \($0)" })
    }

    private static func anyRequest(_ number: Int, _ random: inout SeededGenerator) -> AppendRequest {
        let names = ["a", "b", "c", "d", "e", "f"]
        let streams = (0...random.roll(2)).map { _ in names[random.roll(6)] }
        return request(
            random.roll(10) == 0 ? 1 : number, in: random.roll(2) == 0 ? acme : umbrella,
            events: streams.map { event($0 + "\(random.roll(3))", 1, [1]) },
            takes: random.roll(3) == 0 ? [names[random.roll(6)]] : [],
            releases: random.roll(3) == 0 ? [names[random.roll(6)]] : [])
    }

    @Test(
        "comes out once, never beside what it stands against, and after what it stands against and came before it",
        arguments: 1...UInt64(40))
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let start = ContinuousClock.now
        var queue = AppendQueue()
        /// Everything that is in the queue, in the order in which it came.
        var model: [(ticket: AppendQueue.Ticket, touched: Set<String>, deadline: ContinuousClock.Instant)] = []
        var batches = 0
        for step in 0..<600 {
            let note = Comment(rawValue: "seed \(seed), step \(step)")
            switch random.roll(12) {
            case 0:
                let now = start.advanced(by: .seconds(step))
                let gone = queue.expire(at: now).map(\.ticket)
                #expect(gone == model.filter { $0.deadline <= now }.map(\.ticket), note)
                model.removeAll { $0.deadline <= now }
            case 1, 2:
                let batch = queue.takeBatch()
                batches += batch.isEmpty ? 0 : 1
                // The model by the definition: in order of arrival, whoever touches nothing of anybody before them.
                var before: Set<String> = []
                var expected: [AppendQueue.Ticket] = []
                for waiting in model {
                    if before.isDisjoint(with: waiting.touched) { expected.append(waiting.ticket) }
                    before.formUnion(waiting.touched)
                }
                #expect(batch.map(\.ticket) == Array(expected.prefix(AppendQueue.batchCommandsMax)), note)
                let taken = Set(batch.map(\.ticket))
                model.removeAll { taken.contains($0.ticket) }
            default:
                let request = Self.anyRequest(step, &random)
                let deadline = start.advanced(by: .seconds(step + random.roll(200)))
                guard let ticket = queue.enqueue(request, deadline: deadline) else {
                    Issue.record("refused", note)
                    continue
                }
                model.append((ticket, Self.touched(request), deadline))
            }
            #expect(queue.waiting.map(\.ticket) == model.map(\.ticket), note)
        }
        #expect(batches > 20, "otherwise this test shows little")
    }
}

extension Issue {
    fileprivate static func record(_ text: String, _ note: Comment) { record("\(text): \(note)") }
}
