import Testing

@testable import Postgres

@Suite("The connection machine with work that needs the line for itself")
struct ExclusiveMachineTests {
    /// A machine in which the work is under way.
    private func machine(_ work: Machine.Work, started: Machine.Reply? = nil) -> Machine {
        var machine = Machine()
        machine.alone(1, work)
        machine.sendAll()
        if let started { machine.feed(started) }
        return machine
    }

    @Test("it waits for the segments before it, leaves the pipeline, and holds those behind it back")
    func waitsForTheLine() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.alone(2, .simple)
        machine.segment(3)
        #expect(machine.sendAll() == [.execute(1, names: ["a_1"])])
        machine.feed(.success, .end, .sync)
        #expect(machine.sendAll() == [.leavePipeline, .simple(2)])
        #expect(machine.feed(.success, .success, .end) == [.store(2), .store(2), .succeed(2)])
        #expect(machine.sendAll() == [.enterPipeline, .execute(3, names: ["a_1"])])
    }

    @Test("a simple statement that fails fails its request only")
    func simpleFailure() {
        var machine = machine(.simple)
        #expect(machine.feed(.error(.syntaxError), .end) == [.storeFailure(1), .fail(1, .notCommitted)])
        #expect(machine.isIdle)
    }

    @Test("COPY TO STDOUT starts, ends its rows, and succeeds with the command's answer")
    func copyOut() {
        var machine = machine(.copyOut)
        #expect(machine.awaitsReply)
        #expect(machine.feed(.copyOut) == [.copyStarted(1)])
        #expect(!machine.awaitsReply)
        #expect(machine.copyOutEnded() == .proceed)
        #expect(machine.feed(.success, .end) == [.store(1), .succeed(1)])
    }

    @Test("COPY TO STDOUT that fails in the middle fails")
    func copyOutFails() {
        var machine = machine(.copyOut, started: .copyOut)
        #expect(machine.copyOutEnded() == .proceed)
        #expect(machine.feed(.error(.diskFull), .end) == [.storeFailure(1), .fail(1, .notCommitted)])
    }

    @Test("COPY FROM STDIN takes data until it ends, once")
    func copyIn() {
        var machine = machine(.copyIn)
        #expect(machine.copyInWrites(1) == .refuse)
        #expect(machine.feed(.copyIn) == [.copyStarted(1)])
        #expect(machine.copyInWrites(1) == .proceed)
        #expect(machine.copyInWrites(2) == .refuse)
        #expect(machine.copyInEnds(2) == .refuse)
        #expect(machine.copyInEnds(1) == .proceed)
        #expect(machine.copyInEnds(1) == .refuse)
        #expect(machine.copyInWrites(1) == .refuse)
        #expect(machine.feed(.success, .end) == [.store(1), .succeed(1)])
    }

    @Test("the end of rows is refused where no rows are read")
    func endWithoutCopy() {
        var idle = Machine()
        #expect(idle.copyOutEnded() == .refuse)
        var copyingIn = machine(.copyIn, started: .copyIn)
        #expect(copyingIn.copyOutEnded() == .refuse)
    }

    @Test("a text that is no COPY is misuse, whatever it did", arguments: [Machine.Work.copyIn, .copyOut])
    func notACopy(work: Machine.Work) {
        var machine = machine(work)
        #expect(machine.feed(.success, .end) == [.storeMisuse(1), .fail(1, .notCommitted)])
    }

    @Test(
        "COPY through the wrong door closes the connection",
        arguments: [
            (Machine.Work.simple, Machine.Reply.copyIn), (.simple, .copyOut), (.copyIn, .copyOut), (.copyOut, .copyIn),
            (.simple, .sync), (.simple, .aborted), (.copyIn, .unexpected),
        ])
    func wrongDoor(work: Machine.Work, reply: Machine.Reply) {
        var machine = machine(work)
        guard case .close = machine.received(reply) else {
            Issue.record("\(reply) was taken")
            return
        }
    }

    @Test("a COPY FROM STDIN that is cancelled is ended with a reason and its answer discarded")
    func cancelCopyIn() {
        var machine = machine(.copyIn, started: .copyIn)
        #expect(machine.cancel(1, now: start) == .abandonCopyIn(1))
        #expect(machine.feed(.error(.queryCanceled), .end) == [])
        #expect(machine.isIdle)
        #expect(machine.wakeAt == nil)
    }

    @Test("a COPY FROM STDIN that is cancelled before the server is ready is ended as soon as it is")
    func cancelCopyInEarly() {
        var machine = machine(.copyIn)
        #expect(machine.cancel(1, now: start) == .abandon(1, .notCommitted))
        #expect(machine.feed(.copyIn, .error(.queryCanceled), .end) == [.abortCopyIn])
        #expect(machine.isIdle)
    }

    @Test("a COPY TO STDOUT that is cancelled closes the connection, early or late")
    func cancelCopyOut() {
        var late = machine(.copyOut, started: .copyOut)
        #expect(late.cancel(1, now: start) == .abandonAndClose(1))
        #expect(late.cancel(1, now: start) == .nothing)
        var early = machine(.copyOut)
        #expect(early.cancel(1, now: start) == .abandon(1, .unknown))
        guard case .close = early.received(.copyOut) else {
            Issue.record("the rows of an abandoned COPY are read")
            return
        }
    }

    @Test(
        "what a lost connection leaves unknown depends on how far the work had come",
        arguments: [
            (Machine.Work.simple, nil, false, PostgresError.Outcome.unknown),
            (.copyIn, .copyIn, false, .notCommitted),
            (.copyIn, .copyIn, true, .unknown),
            (.copyOut, .copyOut, false, .unknown),
        ] as [(Machine.Work, Machine.Reply?, Bool, PostgresError.Outcome)])
    func lost(work: Machine.Work, started: Machine.Reply?, ended: Bool, outcome: PostgresError.Outcome) {
        var machine = machine(work, started: started)
        if ended { #expect(machine.copyInEnds(1) == .proceed) }
        #expect(machine.connectionLost() == [.init(id: 1, outcome: outcome)])
    }

    @Test("inside an open transaction nothing is unknown")
    func lostInTransaction() {
        var machine = Machine()
        machine.alone(1, .simple, commits: false)
        machine.sendAll()
        #expect(machine.connectionLost() == [.init(id: 1, outcome: .notCommitted)])
    }
}
