internal import Identity
internal import Testing

@testable internal import EventLog

@Suite("What waits to be appended")
struct AppendQueueTests {
    private let later = ContinuousClock.now.advanced(by: .seconds(60))

    private func queue(_ requests: [AppendRequest]) -> AppendQueue {
        var queue = AppendQueue()
        for request in requests { #expect(queue.enqueue(request, deadline: later) != nil) }
        return queue
    }

    @Test("goes in one batch, in its order, if nothing stands against it")
    func oneBatch() {
        var queue = queue((1...100).map { request($0) })
        #expect(queue.takeBatch().map(\.request.command) == (1...100).map { command($0) })
        #expect(queue.waiting.isEmpty && queue.takeBatch().isEmpty)
    }

    /// Two commands that may or may not share a batch.
    struct Pair: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let first: AppendRequest
        let second: AppendRequest
        let isShared: Bool
    }

    @Test("shares a batch unless it touches the same thing:", arguments: pairs)
    func sharing(pair: Pair) {
        var queue = queue([pair.first, pair.second])
        #expect(queue.takeBatch().count == (pair.isShared ? 2 : 1))
        #expect(queue.takeBatch().count == (pair.isShared ? 0 : 1))
    }

    @Test("goes while another batch is under way unless it touches the same thing:", arguments: pairs)
    func besides(pair: Pair) {
        var queue = queue([pair.first])
        let underWay = queue.takeBatch()
        #expect(queue.enqueue(pair.second, deadline: later) != nil)
        #expect(queue.takeBatch(besides: underWay).count == (pair.isShared ? 1 : 0))
        #expect(queue.takeBatch().count == (pair.isShared ? 0 : 1))
    }

    static let pairs: [Pair] = [
        Pair(
            testDescription: "the same command twice", first: request(1), second: request(1, stream: "ticket/2"),
            isShared: false),
        Pair(
            testDescription: "the same command id in two workspaces", first: request(1),
            second: request(1, in: umbrella), isShared: true),
        Pair(
            testDescription: "two events of one stream", first: request(1, stream: "ticket/1"),
            second: request(2, stream: "ticket/1", version: 2), isShared: false),
        Pair(
            testDescription: "streams of one name in two workspaces", first: request(1, stream: "ticket/1"),
            second: request(2, in: umbrella, stream: "ticket/1"), isShared: true),
        Pair(
            testDescription: "one claim taken by both", first: request(1, takes: ["k"]),
            second: request(2, takes: ["k"]), isShared: false),
        Pair(
            testDescription: "a claim that the first releases", first: request(1, releases: ["k"]),
            second: request(2, takes: ["k"]), isShared: false),
        Pair(
            testDescription: "a claim that the second releases", first: request(1, takes: ["k"]),
            second: request(2, releases: ["k"]), isShared: false),
        Pair(
            testDescription: "two claims", first: request(1, takes: ["k"]), second: request(2, takes: ["l"]),
            isShared: true),
        Pair(
            testDescription: "claims of one key in two workspaces", first: request(1, takes: ["k"]),
            second: request(2, in: umbrella, takes: ["k"]), isShared: true),
        Pair(
            testDescription: "a second event on the other's stream",
            first: request(1, events: [event("a", 1, [1]), event("b", 1, [1])]),
            second: request(2, events: [event("c", 1, [1]), event("b", 2, [1])]), isShared: false),
        Pair(
            testDescription: "two that rest on one stream", first: request(1, guards: ["policy": 3]),
            second: request(2, guards: ["policy": 3]), isShared: true),
        Pair(
            testDescription: "a stream that the first rests on and the second writes",
            first: request(1, guards: ["policy": 3]), second: request(2, stream: "policy", version: 4),
            isShared: false),
        Pair(
            testDescription: "a stream that the first writes and the second rests on",
            first: request(1, stream: "policy", version: 4), second: request(2, guards: ["policy": 4]),
            isShared: false),
        Pair(
            testDescription: "what rests on and writes one stream in two workspaces",
            first: request(1, in: umbrella, stream: "policy", version: 4), second: request(2, guards: ["policy": 4]),
            isShared: true),
        Pair(
            testDescription: "a claim of a group that the second may not make larger",
            first: request(1, takes: ["ann/1"]), second: request(2, takes: ["ann/2"], limits: ["ann/": 3]),
            isShared: false),
        Pair(
            testDescription: "a claim that leaves a group with a limit", first: request(1, releases: ["ann/1"]),
            second: request(2, takes: ["ann/2"], limits: ["ann/": 3]), isShared: false),
        Pair(
            testDescription: "a claim without limit behind one that has",
            first: request(1, takes: ["ann/1"], limits: ["ann/": 3]), second: request(2, takes: ["ann/2"]),
            isShared: true),
        Pair(
            testDescription: "limits of two groups", first: request(1, takes: ["ann/1"], limits: ["ann/": 3]),
            second: request(2, takes: ["bob/1"], limits: ["bob/": 3]), isShared: true),
    ]

    @Test("goes before any newcomer if it was not tried, so that no newcomer can hold it up again")
    func untried() {
        var queue = queue([request(1), request(2)])
        let batch = queue.takeBatch()
        #expect(queue.enqueue(request(3), deadline: later) != nil)
        queue.putFirst(batch)
        #expect(queue.takeBatch().map(\.request.command) == [command(1), command(2)])
        #expect(queue.takeBatch().map(\.request.command) == [command(3)])
    }

    @Test("does not overtake what waits for the same thing")
    func order() {
        // 2 waits for 1 by a stream; 3 waits for 2 by a claim, though 1 has nothing against it.
        var queue = queue([
            request(1, stream: "a"), request(2, stream: "a", version: 2, takes: ["k"]), request(3, takes: ["k"]),
            request(4),
        ])
        #expect(queue.takeBatch().map(\.request.command) == [command(1), command(4)])
        #expect(queue.takeBatch().map(\.request.command) == [command(2)])
        #expect(queue.takeBatch().map(\.request.command) == [command(3)])
    }

    @Test("comes in batches of a bounded count")
    func countLimit() {
        var queue = queue((1...600).map { request($0) })
        #expect(queue.takeBatch().count == 256)
        #expect(queue.takeBatch().count == 256)
        #expect(queue.takeBatch().count == 88)
    }

    @Test("comes in batches of bounded bytes, and of one command at least")
    func byteLimit() {
        let megabyte = Array(repeating: UInt8(0), count: 1 << 20)
        var queue = queue(
            (1...10).map { request($0, sealed: megabyte) } + [
                request(11, sealed: Array(repeating: 0, count: 5 << 20)), request(12),
            ])
        var counts: [Int] = []
        while !queue.waiting.isEmpty {
            let batch = queue.takeBatch()
            counts.append(batch.count)
            // Once it holds the limit nothing joins: all but the last are within it.
            #expect(batch.dropLast().reduce(0) { $0 + $1.request.byteCount } < AppendQueue.batchBytesMax)
            if batch.isEmpty { break }
        }
        #expect(counts == [4, 4, 3, 1])
    }

    @Test("may be taken of some workspaces only; the rest keeps its place")
    func someWorkspaces() {
        var queue = queue([request(1), request(2, in: umbrella), request(3), request(4, in: umbrella)])
        #expect(queue.takeBatch { $0 == umbrella }.map(\.request.command) == [command(2), command(4)])
        #expect(queue.takeBatch { $0 == umbrella }.isEmpty)
        #expect(queue.takeBatch().map(\.request.command) == [command(1), command(3)])
    }

    @Test("is refused when too much waits, and taken again when that has gone")
    func overflow() {
        var queue = queue((1...AppendQueue.waitingMax).map { request($0) })
        #expect(queue.enqueue(request(9_999), deadline: later) == nil)
        #expect(queue.waiting.count == AppendQueue.waitingMax)
        _ = queue.takeBatch()
        #expect(queue.enqueue(request(9_999), deadline: later) != nil)
    }

    @Test("is taken out when its time has come, and nothing else is")
    func expiry() {
        let now = ContinuousClock.now
        var queue = AppendQueue()
        for number in 1...10 { _ = queue.enqueue(request(number), deadline: now.advanced(by: .seconds(number % 2))) }
        #expect(queue.expire(at: now.advanced(by: .milliseconds(-1))).isEmpty)
        #expect(queue.expire(at: now).map(\.request.command) == [2, 4, 6, 8, 10].map { command($0) })
        #expect(queue.expire(at: now).isEmpty)
        #expect(queue.takeBatch().map(\.request.command) == [1, 3, 5, 7, 9].map { command($0) })
    }

    @Test("is all handed back when there will be no next batch")
    func drain() {
        var queue = queue((1...300).map { request($0) })
        _ = queue.takeBatch()
        #expect(queue.drain().map(\.request.command) == (257...300).map { command($0) })
        #expect(queue.waiting.isEmpty && queue.drain().isEmpty)
    }

    @Test("has a ticket of its own each")
    func tickets() {
        var queue = AppendQueue()
        let tickets = (1...100).compactMap { queue.enqueue(request($0 % 3), deadline: later) }
        #expect(Set(tickets).count == 100)
    }

    @Test("goes alone, first and in order once its batch was refused")
    func alone() {
        var queue = queue((1...6).map { request($0) })
        let batch = queue.takeBatch()
        _ = queue.enqueue(request(7), deadline: later)
        _ = queue.enqueue(request(8), deadline: later)
        queue.putBack(Array(batch[1...3]))
        for number in 2...4 { #expect(queue.takeBatch().map(\.request.command) == [command(number)]) }
        #expect(queue.takeBatch().map(\.request.command) == [command(7), command(8)])
    }
}
