internal import JSON
import Testing

@testable internal import Server
@testable internal import Wire

@Suite("An open session")
struct OpenSessionTests {
    @Test(
        "takes, refuses or ignores frames as documented",
        arguments: [
            (MachineUnderTest.request(5), "start ticket.claim 5"),
            (MachineUnderTest.request(5, "no.such"), "answer 5 method_not_found"),
            (MachineUnderTest.request(5, "log.events"), "answer 5 method_not_found"),
            (MachineUnderTest.request(5, "session.ping"), "answer 5 method_not_found"),
            (MachineUnderTest.request(5, "session.hello"), "answer 5 invalid_request"),
            (MachineUnderTest.request(5, "log.read"), "answer 5 forbidden"),
            (#"{"jsonrpc":"2.0","method":"session.ping","params":{}}"#, "ignore"),
            (#"{"jsonrpc":"2.0","method":"of.the.future","params":{}}"#, "ignore"),
            (#"{"jsonrpc":"2.0","method":"ticket.claim","params":{}}"#, "last null invalid_request"),
            (#"{"jsonrpc":"2.0","id":5,"result":{}}"#, "last null invalid_request"),
            (#"{"jsonrpc":"2.0","id":5,"method":"ticket.claim","params":[]}"#, "answer 5 invalid_request"),
            (#"{"jsonrpc":"2.0","id":-5,"method":"ticket.claim"}"#, "last null invalid_request"),
            ("{", "last null parse_error"),
        ])
    func frames(frame: String, expected: String) throws {
        var test = try MachineUnderTest.open()
        #expect(test.receive(frame).summary == expected)
        #expect(test.machine.isEnding == expected.hasPrefix("last"))
    }

    @Test("says which roles would have sufficed")
    func namesRoles() throws {
        var test = try MachineUnderTest.open(as: .connector)
        guard case .answer(_, let error) = test.receive(MachineUnderTest.request(5, "ticket.claim")) else {
            throw Unexpected("it was not refused")
        }
        #expect(error["roles"] == .array(["agent", "supervisor", "trainee"]))
    }

    @Test("stops reading at the limit of requests in flight, and goes on when one is answered")
    func limitsInFlight() throws {
        var test = try MachineUnderTest.open()
        var serials: [SessionStateMachine.Serial] = []
        for id in 0..<64 {
            #expect(test.machine.isReading)
            serials.append(try test.start(id))
        }
        #expect(!test.machine.isReading)
        #expect(test.finish(serials[40]) == .answer(.int(40)))
        #expect(test.machine.isReading)
        // The id is free again.
        _ = try test.start(40)
    }

    @Test("reads on past eight pages only when one of them is answered: a client that does not read costs no more")
    func limitsPages() throws {
        var test = try MachineUnderTest.open(as: .auditor)
        var serials: [SessionStateMachine.Serial] = []
        for id in 0..<8 {
            #expect(test.machine.isReading)
            serials.append(try test.start(id, "log.read"))
        }
        #expect(!test.machine.isReading)
        #expect(test.finish(serials[3]) == .answer(.int(3)))
        #expect(test.machine.isReading)
        _ = try test.start(8, "log.read")
        #expect(!test.machine.isReading)
    }

    @Test("answers what is in flight before it says that an id was used twice")
    func duplicateID() throws {
        var test = try MachineUnderTest.open()
        let first = try test.start(1)
        let second = try test.start(2)
        #expect(test.receive(MachineUnderTest.request(1)).summary == "ignore")
        #expect(!test.machine.isReading)
        #expect(test.finish(second) == .answer(.int(2)))
        guard case .fail(.int(1), let error) = test.finish(first) else { throw Unexpected("it did not fail") }
        #expect(error.kind == .duplicateID && error["id"] == "1")
        #expect(test.machine.isEnding)
    }

    @Test("gives up waiting for what is in flight when framing was lost")
    func failsInTheEnd() throws {
        var test = try MachineUnderTest.open()
        let serial = try test.start(1)
        #expect(test.machine.received(broken: .empty, now: test.now).summary == "ignore")
        #expect(test.tick(after: .seconds(11)) == .none)
        #expect(test.tick(after: .seconds(1)) == .fail(RPCError(FrameError.empty)))
        #expect(test.finish(serial) == .discard)
    }

    @Test("answers a request itself when its work takes too long, exactly once")
    func answersOverdue() throws {
        var test = try MachineUnderTest.open()
        let serial = try test.start(7)
        test.machine.bytesReceived(now: test.now)
        #expect(test.tick(after: .seconds(11.9)) == .none)
        #expect(test.tick(after: .seconds(0.1)) == .answerOverdue([.int(7)]))
        #expect(test.tick(after: .seconds(0.1)) == .none)
        #expect(test.machine.inFlightCount == 1, "the work still occupies a place")
        // The id may be used again, and the late end of the first is not taken for the second's.
        let again = try test.start(7)
        #expect(test.finish(serial) == .discard)
        #expect(test.finish(again) == .answer(.int(7)))
        #expect(test.machine.inFlightCount == 0)
    }

    @Test("pings after fifteen seconds without sending")
    func pings() throws {
        var test = try MachineUnderTest.open()
        #expect(test.tick(after: .seconds(14.9)) == .none)
        #expect(test.tick(after: .seconds(0.1)) == .ping)
        test.machine.frameSent(now: test.now)
        #expect(test.tick(after: .seconds(14)) == .none)
        #expect(test.tick(after: .seconds(1)) == .ping)
    }

    @Test("ends after forty-five seconds without a byte, whatever it sends itself")
    func heartbeat() throws {
        var test = try MachineUnderTest.open()
        test.now += .seconds(30)
        test.machine.bytesReceived(now: test.now)
        test.now += .seconds(44)
        test.machine.frameSent(now: test.now)
        #expect(test.tick(after: .seconds(0.9)) == .none)
        test.machine.frameSent(now: test.now)
        #expect(test.tick(after: .seconds(0.1)) == .end(.heartbeatTimeout))
    }

    @Test("does not blame the peer for silence while it does not read")
    func silenceOfOurs() throws {
        var test = try MachineUnderTest.open()
        test.machine.writabilityChanged(to: false, now: test.now)
        #expect(!test.machine.isReading)
        #expect(test.tick(after: .seconds(60)) == .none)
        test.machine.writabilityChanged(to: true, now: test.now)
        test.machine.frameSent(now: test.now)
        #expect(test.tick(after: .seconds(14)) == .none)
    }

    @Test("cuts off a client that takes nothing for ten seconds, or for two if two megabytes wait")
    func slowReader() throws {
        var test = try MachineUnderTest.open()
        test.queuedBytes = 1_000
        test.flushedBytes = 500
        #expect(test.tick(after: .seconds(1)) == .none)
        #expect(test.tick(after: .seconds(9)) == .none)
        test.flushedBytes = 600
        test.machine.frameSent(now: test.now)
        #expect(test.tick(after: .seconds(1)) == .none, "it took something")
        #expect(test.tick(after: .seconds(9.9)) == .none)
        #expect(test.tick(after: .seconds(0.1)) == .cutOff(queuedBytes: 1_000))

        var full = try MachineUnderTest.open()
        full.queuedBytes = 2 * 1_024 * 1_024 + 1
        full.flushedBytes = 1
        #expect(full.tick(after: .seconds(1)) == .none)
        #expect(full.tick(after: .seconds(2)) == .cutOff(queuedBytes: full.queuedBytes))
    }
}
