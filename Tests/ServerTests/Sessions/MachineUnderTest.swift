import Testing

@testable internal import Server
@testable internal import Wire

/// A session machine with a clock that is moved by hand.
struct MachineUnderTest {
    static let origin = ContinuousClock.now
    var machine: SessionStateMachine
    var now = origin
    var queuedBytes = 0
    var flushedBytes = 0

    init(settings: SessionStateMachine.Settings = .init()) {
        machine = SessionStateMachine(now: Self.origin, settings: settings)
    }

    /// A machine that has said hello.
    static func open(
        as roles: WireRoles = [.agent], settings: SessionStateMachine.Settings = .init()
    ) throws -> MachineUnderTest {
        var test = MachineUnderTest(settings: settings)
        _ = test.receive(Self.hello)
        #expect(test.machine.authenticated(roles: roles, now: test.now) == .open(.int(1)))
        return test
    }

    static let hello =
        #"{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"protocol":[1],"token":"cl_t","client":{"name":"t","version":"1"}}}"#

    static func request(_ id: Int, _ method: String = "ticket.claim") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{}}"#
    }

    mutating func receive(_ text: String) -> SessionStateMachine.FrameAction {
        do {
            return machine.received(try Envelope(parsing: Array(text.utf8)), now: now)
        } catch {
            return machine.received(malformed: error, now: now)
        }
    }

    /// Begins a request and returns what names it.
    mutating func start(_ id: Int, _ method: String = "ticket.claim") throws -> SessionStateMachine.Serial {
        guard case .start(let serial, _, _) = receive(Self.request(id, method)) else {
            throw Unexpected("request \(id) was not begun")
        }
        return serial
    }

    mutating func tick(after duration: Duration) -> SessionStateMachine.TickAction {
        now += duration
        return machine.tick(now: now, queuedBytes: queuedBytes, flushedBytes: flushedBytes)
    }

    mutating func finish(_ serial: SessionStateMachine.Serial) -> SessionStateMachine.FinishAction {
        machine.finished(serial, now: now)
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension SessionStateMachine.FrameAction {
    /// What it is, in a form that can be compared.
    var summary: String {
        switch self {
        case .authenticate: "authenticate"
        case .start(_, let request, let method): "start \(method.rawValue) \(request.id)"
        case .answer(let id, let error): "answer \(id) \(error.kindName)"
        case .answerAndClose(let id, let error): "last \(id?.description ?? "null") \(error.kindName)"
        case .ignore: "ignore"
        }
    }
}
