internal import EventLog
internal import Identity
internal import Testing

@Suite("How far the logs go", .timeLimit(.minutes(1)))
struct LogHeadsTests {
    private let heads = LogHeads()

    @Test("is nowhere for a log that nobody has heard of")
    func unknown() {
        #expect(heads.last(of: acme) == .beforeAll)
        #expect(heads.all.isEmpty)
    }

    @Test("goes forward and never backward, each log for itself")
    func forward() {
        for position in [-1, 3, 2, -1, 3, 7, 6] { heads.advance(acme, to: at(position)) }
        heads.advance(umbrella, to: at(2))
        #expect(heads.last(of: acme) == at(7) && heads.last(of: umbrella) == at(2))
        #expect(heads.all == [acme: at(7), umbrella: at(2)])
    }

    @Test("is known at once to who asks beyond what has long passed")
    func noWait() async {
        heads.advance(acme, to: at(5))
        await heads.changed(in: acme, beyond: at(4))
        await heads.changed(in: acme, beyond: .beforeAll)
    }

    @Test("wakes who waits once it is beyond what they have, and not before")
    func wakes() async {
        heads.advance(acme, to: at(5))
        let woken = Flag()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await heads.changed(in: acme, beyond: at(7))
                #expect(heads.last(of: acme) > at(7))
                woken.raise()
            }
            for position in [6, 7] {
                heads.advance(acme, to: at(position))
                heads.advance(umbrella, to: at(position + 100))
                for _ in 0..<100 { await Task.yield() }
                #expect(!woken.isRaised)
            }
            heads.advance(acme, to: at(8))
        }
        #expect(woken.isRaised)
    }

    @Test("wakes everybody who waits, however many")
    func wakesAll() async {
        await withTaskGroup(of: Void.self) { group in
            for waiter in 0..<500 { group.addTask { await heads.changed(in: acme, beyond: at(waiter % 10)) } }
            for position in 0...10 {
                heads.advance(acme, to: at(position))
                await Task.yield()
            }
        }
    }

    @Test("lets go who is cancelled while they wait")
    func cancelled() async {
        let task = Task { await heads.changed(in: acme, beyond: at(5)) }
        for _ in 0..<100 { await Task.yield() }
        task.cancel()
        await task.value
        #expect(heads.last(of: acme) == .beforeAll)
    }

    @Test("lets go who is cancelled before, during or after they begin to wait", arguments: 0..<50)
    func cancelledAnytime(yields: Int) async {
        let task = Task { await heads.changed(in: acme, beyond: at(5)) }
        for _ in 0..<yields { await Task.yield() }
        task.cancel()
        heads.advance(acme, to: at(yields % 7))
        await task.value
    }

    @Test("tells who follows all logs of every change, old ones included")
    func anyLog() async {
        heads.advance(acme, to: at(0))
        var generation = await heads.changed(since: 0)
        for round in 0..<50 {
            async let next = heads.changed(since: generation)
            heads.advance(round % 2 == 0 ? acme : umbrella, to: at(round + 1))
            let reached = await next
            #expect(reached > generation)
            generation = reached
        }
        #expect(heads.last(of: umbrella) == at(50) && heads.last(of: acme) == at(49))
    }

    @Test("tells nobody of a change that is none")
    func noChange() async {
        heads.advance(acme, to: at(4))
        let generation = await heads.changed(since: 0)
        heads.advance(acme, to: at(4))
        heads.advance(acme, to: at(1))
        let waiting = Task { await heads.changed(since: generation) }
        for _ in 0..<100 { await Task.yield() }
        waiting.cancel()
        #expect(await waiting.value == generation)
    }
}
