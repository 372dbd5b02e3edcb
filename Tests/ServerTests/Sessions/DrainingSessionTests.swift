import Testing

@testable internal import Server
@testable internal import Wire

@Suite("A session of a server that goes away")
struct DrainingSessionTests {
    @Test("answers what is in flight, refuses what comes new, then closes")
    func drains() throws {
        var test = try MachineUnderTest.open()
        let serial = try test.start(1)
        #expect(test.machine.drain(until: test.now + .seconds(15), now: test.now) == .goAway)
        #expect(test.machine.drain(until: test.now + .seconds(15), now: test.now) == .ignore)
        #expect(test.receive(MachineUnderTest.request(2)).summary == "answer 2 draining")
        #expect(test.tick(after: .seconds(5)) == .none)
        #expect(test.finish(serial) == .answerAndClose(.int(1)))
        #expect(test.machine.isEnding)
    }

    @Test("with nothing in flight waits a moment for requests that crossed the notice")
    func grace() throws {
        var test = try MachineUnderTest.open()
        _ = test.machine.drain(until: test.now + .seconds(15), now: test.now)
        #expect(test.tick(after: .milliseconds(100)) == .none)
        #expect(test.receive(MachineUnderTest.request(2)).summary == "answer 2 draining")
        #expect(test.tick(after: .milliseconds(200)) == .end(.drain))
    }

    @Test("ends at the deadline even if something is still in flight")
    func deadline() throws {
        var test = try MachineUnderTest.open()
        let serial = try test.start(1)
        _ = test.machine.drain(until: test.now + .seconds(8), now: test.now)
        #expect(test.tick(after: .seconds(7.9)) == .none)
        #expect(test.tick(after: .seconds(0.1)) == .end(.drain))
        #expect(test.finish(serial) == .discard)
    }

    @Test("closes once the work behind an answer that was given long ago has ended")
    func overdueThenClose() throws {
        var test = try MachineUnderTest.open()
        let serial = try test.start(1)
        #expect(test.tick(after: .seconds(12)) == .answerOverdue([.int(1)]))
        _ = test.machine.drain(until: test.now + .seconds(15), now: test.now)
        test.now += .seconds(1)
        #expect(test.finish(serial) == .close)
    }

    @Test("ignores everything once it has said its last word")
    func closing() throws {
        var test = try MachineUnderTest.open()
        #expect(test.machine.end(now: test.now) == true)
        #expect(test.machine.end(now: test.now) == false)
        #expect(test.receive(MachineUnderTest.request(2)).summary == "ignore")
        #expect(test.receive("nonsense").summary == "ignore")
        #expect(test.machine.drain(until: test.now, now: test.now) == .ignore)
        #expect(test.tick(after: .seconds(2)) == .closeNow)
        test.machine.channelClosed()
        #expect(test.tick(after: .seconds(60)) == .none)
        #expect(!test.machine.isReading)
    }
}
