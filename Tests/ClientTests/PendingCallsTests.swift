import Testing

@testable internal import Client
@testable internal import Wire

@Suite("Calls of one connection")
struct PendingCallsTests {
    private static let start = ContinuousClock.now

    private func calls(limit: Int, adding ids: ClosedRange<Int64>) -> (PendingCalls<String>, sent: [[UInt8]]) {
        var calls = PendingCalls<String>(limit: limit)
        let sent = ids.compactMap {
            calls.add($0, frame: [UInt8($0)], waiter: "w\($0)", due: Self.start + .seconds($0))
        }
        return (calls, sent)
    }

    @Test("wait for their turn at the limit, in order")
    func limit() {
        var (calls, sent) = calls(limit: 2, adding: 1...5)
        #expect(sent == [[1], [2]])
        guard case .found("w2") = calls.answered(2) else { return #expect(Bool(false), "2 was in flight") }
        #expect(calls.promote() == [[3]])
        calls.limit = 10
        #expect(calls.promote() == [[4], [5]])
        #expect(calls.count == 4)
    }

    @Test("that nobody asked for are unknown")
    func unknown() {
        var (calls, _) = calls(limit: 2, adding: 1...3)
        guard case .unknown = calls.answered(3) else { return #expect(Bool(false), "3 was not sent") }
        guard case .unknown = calls.answered(9) else { return #expect(Bool(false), "9 was never asked") }
    }

    @Test("keep their place when they are cancelled on the wire, and leave the queue otherwise")
    func cancel() {
        var (calls, _) = calls(limit: 1, adding: 1...3)
        let onWire = calls.cancel(1)
        #expect(onWire?.waiter == "w1" && onWire?.wasSent == true)
        #expect(calls.cancel(1) == nil)
        let queued = calls.cancel(2)
        #expect(queued?.waiter == "w2" && queued?.wasSent == false)
        #expect(calls.promote().isEmpty)
        guard case .abandoned = calls.answered(1) else { return #expect(Bool(false), "1 kept its place") }
        #expect(calls.promote() == [[3]])
    }

    @Test("expire when their time is up, sent or not")
    func expire() {
        var (calls, _) = calls(limit: 1, adding: 1...3)
        #expect(calls.expire(now: Self.start).isEmpty)
        #expect(calls.expire(now: Self.start + .seconds(2)).sorted() == ["w1", "w2"])
        #expect(calls.expire(now: Self.start + .seconds(2)).isEmpty)
        guard case .abandoned = calls.answered(1) else { return #expect(Bool(false), "1 kept its place") }
        #expect(calls.promote() == [[3]])
    }

    @Test("are told apart when the connection is lost: what was sent may have been done")
    func lost() {
        var (calls, _) = calls(limit: 2, adding: 1...4)
        let (sent, unsent) = calls.removeAll()
        #expect(sent.sorted() == ["w1", "w2"])
        #expect(unsent == ["w3", "w4"])
        #expect(calls.count == 0)
    }
}

@Suite("Backing off")
struct BackoffTests {
    @Test("doubles, is random within its upper half, and has an end")
    func delays() {
        let backoff = Backoff()
        #expect(backoff.delay(attempt: 0, random: 0) == .milliseconds(25))
        #expect(backoff.delay(attempt: 0, random: 1) == .milliseconds(50))
        #expect(backoff.delay(attempt: 3, random: 1) == .milliseconds(400))
        #expect(backoff.delay(attempt: 60, random: 1) == .seconds(5))
        #expect(backoff.delay(attempt: 60, random: 0) == .seconds(2.5))
    }
}

@Suite("An error of a client")
struct ClientErrorTests {
    @Test("says what may have happened")
    func committed() {
        #expect(ClientError.notConnected("x").committed == .no)
        #expect(ClientError.connectionLost("x").committed == .unknown)
        #expect(ClientError.timeout.retry == .sameCommand)
        #expect(ClientError.rpc(RPCError(.staleReply)).retry == .never)
        #expect(ClientError.rpc(RPCError(.draining)).retry == .reconnect)
    }
}
