internal import JSON
import Testing

@testable internal import Server
@testable internal import Wire

@Suite("A session before hello")
struct HelloTests {
    @Test("looks the token up, and reads nothing meanwhile")
    func authenticates() throws {
        var test = MachineUnderTest()
        #expect(test.machine.isReading)
        #expect(test.receive(MachineUnderTest.hello).summary == "authenticate")
        #expect(!test.machine.isReading)
        #expect(test.machine.authenticated(roles: .agent, now: test.now) == .open(.int(1)))
        #expect(test.machine.isReading && test.machine.isOpen)
    }

    @Test("closes after a token that opens nothing")
    func refuses() throws {
        var test = MachineUnderTest()
        _ = test.receive(MachineUnderTest.hello)
        #expect(test.machine.refused(now: test.now) == .refuse(.int(1)))
        #expect(test.machine.isEnding)
    }

    @Test(
        "answers anything else with its documented error",
        arguments: [
            (MachineUnderTest.request(7), "last 7 hello_required"),
            (#"{"jsonrpc":"2.0","method":"session.ping","params":{}}"#, "last null hello_required"),
            (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, "last null hello_required"),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"protocol":[1]}}"#,
                "answer 1 invalid_params"
            ),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"protocol":[9],"token":"t","client":{"name":"t","version":"1"}}}"#,
                "last 1 unsupported_protocol"
            ),
            (#"{"jsonrpc":"1.0","id":3,"method":"session.hello"}"#, "answer 3 invalid_request"),
            ("[]", "last null invalid_request"),
            ("nonsense", "last null parse_error"),
        ])
    func refusesOthers(frame: String, expected: String) throws {
        var test = MachineUnderTest()
        #expect(test.receive(frame).summary == expected)
        #expect(test.machine.isEnding == expected.hasPrefix("last"))
    }

    @Test("ends five seconds after the connection was made, however much has come")
    func timesOut() {
        var test = MachineUnderTest()
        #expect(test.tick(after: .seconds(4.9)) == .none)
        test.machine.bytesReceived(now: test.now)
        #expect(test.tick(after: .seconds(0.1)) == .end(.helloTimeout))
        #expect(test.tick(after: .seconds(1)) == .none)
        #expect(test.tick(after: .seconds(1)) == .closeNow)
    }

    @Test("that ended while the token was looked up stays ended")
    func endsMeanwhile() throws {
        var test = MachineUnderTest()
        _ = test.receive(MachineUnderTest.hello)
        test.machine.channelClosed()
        #expect(test.machine.authenticated(roles: .agent, now: test.now) == .ignore)
        #expect(test.machine.refused(now: test.now) == .ignore)
    }

    @Test("is told that the server goes away")
    func drains() {
        var test = MachineUnderTest()
        #expect(test.machine.drain(until: test.now + .seconds(15), now: test.now) == .goAwayAndClose)
        #expect(test.machine.isEnding)
    }

    @Test(
        "with a frame that is none ends with the error about it",
        arguments: [FrameError.empty, .tooLarge(length: 20_000, limit: 16_384)])
    func breaks(error: FrameError) {
        var test = MachineUnderTest()
        let expected = error == .empty ? "last null invalid_request" : "last null too_large"
        #expect(test.machine.received(broken: error, now: test.now).summary == expected)
        #expect(test.machine.received(broken: error, now: test.now).summary == "ignore")
    }
}
