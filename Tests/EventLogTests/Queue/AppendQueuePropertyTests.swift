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
            releases: random.roll(3) == 0 ? [names[random.roll(6)]] : [],
            guards: random.roll(3) == 0 ? [names[random.roll(6)] + "\(random.roll(3))": 1] : [:],
            limits: random.roll(5) == 0 ? [names[random.roll(6)]: 1] : [:])
    }

    /// Whether a request that comes later must wait for this one: by what it writes, by what it rests on, by what it counts.
    private static func holdsUp(_ first: AppendRequest, _ second: AppendRequest) -> Bool {
        if first.workspace == second.workspace {
            let (written, read) = (Set(first.events.map(\.stream)), Set(first.guards.map(\.stream)))
            if second.guards.contains(where: { written.contains($0.stream) }) { return true }
            if second.events.contains(where: { read.contains($0.stream) }) { return true }
            let claims = first.takes.map(\.key) + first.releases
            if second.limits.contains(where: { limit in claims.contains { $0.starts(with: limit.prefix) } }) {
                return true
            }
        }
        return !touched(first).isDisjoint(with: touched(second))
    }

    @Test(
        "comes out once, never beside what it stands against, and after what it stands against and came before it",
        arguments: 1...UInt64(40))
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let start = ContinuousClock.now
        var queue = AppendQueue()
        /// Everything that is in the queue, in the order in which it came.
        var model: [(ticket: AppendQueue.Ticket, request: AppendRequest, deadline: ContinuousClock.Instant)] = []
        var batches = 0
        /// What another lane took and is not through with.
        var underWay: [AppendQueue.Waiting] = []
        for step in 0..<600 {
            let note = Comment(rawValue: "seed \(seed), step \(step)")
            switch random.roll(12) {
            case 0:
                let now = start.advanced(by: .seconds(step))
                let gone = queue.expire(at: now).map(\.ticket)
                #expect(gone == model.filter { $0.deadline <= now }.map(\.ticket), note)
                model.removeAll { $0.deadline <= now }
            case 1, 2:
                let others = random.roll(2) == 0 ? underWay : []
                let batch = queue.takeBatch(besides: others)
                batches += batch.isEmpty ? 0 : 1
                // The model by the definition: in order of arrival, whoever is held up by nobody before them.
                let expected = model.indices.filter { index in
                    !(others.map(\.request) + model[..<index].map(\.request)).contains {
                        Self.holdsUp($0, model[index].request)
                    }
                }.map { model[$0].ticket }
                #expect(batch.map(\.ticket) == Array(expected.prefix(AppendQueue.batchCommandsMax)), note)
                let taken = Set(batch.map(\.ticket))
                underWay = batch
                model.removeAll { taken.contains($0.ticket) }
            default:
                let request = Self.anyRequest(step, &random)
                let deadline = start.advanced(by: .seconds(step + random.roll(200)))
                guard let ticket = queue.enqueue(request, deadline: deadline) else {
                    Issue.record("refused", note)
                    continue
                }
                model.append((ticket, request, deadline))
            }
            #expect(queue.waiting.map(\.ticket) == model.map(\.ticket), note)
        }
        #expect(batches > 20, "otherwise this test shows little")
    }
}

extension Issue {
    fileprivate static func record(_ text: String, _ note: Comment) { record("\(text): \(note)") }
}
