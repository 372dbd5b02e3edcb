import Testing

@testable import Postgres

@Suite("The connection machine when time, patience or the connection ends")
struct MachineEndingTests {
    @Test("a request that waits in the queue is taken out, and nothing took effect")
    func cancelQueued() {
        var machine = Machine.prepared()
        machine.segment(1)
        #expect(machine.cancel(1, now: start) == .abandon(1, .notCommitted))
        #expect(machine.sendAll() == [])
        #expect(machine.queuedBytes == 0)
    }

    @Test("a request that was sent is abandoned: its answer is discarded and its neighbours keep theirs")
    func cancelSent() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.segment(2)
        machine.sendAll()
        #expect(machine.cancel(1, now: start) == .abandon(1, .unknown))
        #expect(machine.cancel(1, now: start) == .nothing)
        #expect(machine.feed(.success, .end, .sync) == [])
        #expect(machine.feed(.success, .end, .sync) == [.store(2), .succeed(2)])
        #expect(machine.wakeAt == nil)
    }

    @Test("an abandoned request is never sent again")
    func cancelledIsNotRepeated() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.sendAll()
        _ = machine.cancel(1, now: start)
        #expect(machine.feed(.error(.invalidStatementName), .end, .sync) == [])
        #expect(machine.sendAll() == [])
    }

    @Test("cancelling what is answered or unknown does nothing")
    func cancelUnknown() {
        var machine = Machine.prepared()
        #expect(machine.cancel(999, now: start) == .nothing)
        #expect(machine.cancel(12, now: start) == .nothing)
    }

    @Test("inside an open transaction an abandoned request has no unknown outcome")
    func cancelInTransaction() {
        var machine = Machine.prepared()
        machine.segment(1, commits: false)
        machine.sendAll()
        #expect(machine.cancel(1, now: start) == .abandon(1, .notCommitted))
    }

    @Test("deadlines fire in order, queued or sent, and only those that have passed")
    func deadlines() {
        var limits = Machine.Limits()
        limits.inFlightMax = 1
        var machine = Machine.prepared(limits)
        machine.segment(1, after: .seconds(2))
        machine.segment(2, after: .seconds(1))
        machine.segment(3)
        machine.sendAll()
        #expect(machine.wakeAt == start.advanced(by: .seconds(1)))
        #expect(machine.tick(now: start.advanced(by: .milliseconds(999))) == .init())
        #expect(machine.tick(now: start.advanced(by: .seconds(1))).expired == [.abandon(2, .notCommitted)])
        #expect(machine.wakeAt == start.advanced(by: .seconds(2)))
        #expect(machine.tick(now: start.advanced(by: .seconds(2))).expired == [.abandon(1, .unknown)])
        machine.feed(.success, .end, .sync)
        #expect(machine.sendAll() == [.execute(3, names: ["a_1"])])
    }

    @Test("the deadline of work that has the line fires too")
    func exclusiveDeadline() {
        var machine = Machine()
        machine.alone(1, .simple, after: .seconds(1))
        machine.sendAll()
        #expect(machine.tick(now: start.advanced(by: .seconds(1))).expired == [.abandon(1, .unknown)])
        #expect(machine.feed(.success, .end) == [])
        #expect(machine.wakeAt == nil)
    }

    @Test("a server that does not answer something abandoned within the grace loses the connection")
    func grace() {
        var machine = Machine.prepared()
        machine.segment(1, after: .seconds(1))
        machine.sendAll()
        _ = machine.tick(now: start.advanced(by: .seconds(1)))
        let end = start.advanced(by: .seconds(1) + machine.limits.grace)
        #expect(machine.wakeAt == end)
        #expect(!machine.tick(now: end.advanced(by: .milliseconds(-1))).closes)
        #expect(machine.tick(now: end).closes)
    }

    @Test("a lost connection leaves sent commits unknown, and everything unsent undone")
    func lost() {
        var limits = Machine.Limits()
        limits.inFlightMax = 3
        var machine = Machine.prepared(limits)
        machine.segment(1)
        machine.segment(2, commits: false)
        machine.segment(3)
        machine.segment(4)
        machine.sendAll()
        machine.feed(.error(.uniqueViolation), .end)
        #expect(
            machine.connectionLost() == [
                .init(id: 1, outcome: .notCommitted), .init(id: 2, outcome: .notCommitted),
                .init(id: 3, outcome: .unknown), .init(id: 4, outcome: .notCommitted),
            ])
        #expect(machine.isIdle)
        #expect(machine.connectionLost() == [])
    }

    @Test("a request whose statement was answered but not its sync is still unknown")
    func lostBeforeSync() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.sendAll()
        machine.feed(.success, .end)
        #expect(machine.connectionLost() == [.init(id: 1, outcome: .unknown)])
    }

    @Test("those whom nobody waits for are not told of the loss")
    func lostAbandoned() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.sendAll()
        _ = machine.cancel(1, now: start)
        #expect(machine.connectionLost() == [])
    }

    @Test("behind a fatal error nothing was executed")
    func fatal() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.segment(2)
        machine.sendAll()
        #expect(machine.feed(.fatal) == [.storeFailure(1)])
        #expect(
            machine.connectionLost() == [.init(id: 1, outcome: .notCommitted), .init(id: 2, outcome: .notCommitted)])
    }

    @Test("a fatal error that comes when only the sync is missing leaves the commit unknown")
    func fatalAtSync() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.segment(2)
        machine.sendAll()
        machine.feed(.success, .end, .fatal)
        #expect(machine.connectionLost() == [.init(id: 1, outcome: .unknown), .init(id: 2, outcome: .notCommitted)])
    }

    @Test("closing refuses new work, finishes what was accepted, and then says so")
    func closing() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.close(now: start)
        #expect(machine.segment(2) == .refuse(.closed))
        #expect(machine.sendAll() == [.execute(1, names: ["a_1"])])
        #expect(machine.feed(.success, .end, .sync) == [.store(1), .succeed(1)])
        #expect(machine.sendAll() == [.finish])
    }

    @Test("closing ends at the latest with the grace, and a second close changes nothing")
    func closingGrace() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.sendAll()
        machine.close(now: start)
        machine.close(now: start.advanced(by: .seconds(60)))
        let end = start.advanced(by: machine.limits.grace)
        #expect(machine.wakeAt == end)
        #expect(machine.tick(now: end).closes)
    }

    @Test("an abandoned answer does not end the grace of a closing connection")
    func graceOfClosingStays() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.segment(2)
        machine.sendAll()
        machine.close(now: start)
        _ = machine.cancel(1, now: start)
        machine.feed(.success, .end, .sync)
        #expect(machine.wakeAt != nil)
    }

    @Test("after the end every input is refused or ignored")
    func afterTheEnd() {
        var machine = Machine.prepared()
        _ = machine.connectionLost()
        #expect(machine.segment(1) == .refuse(.closed))
        #expect(machine.next() == .nothing)
        #expect(machine.received(.sync) == .nothing)
        #expect(machine.cancel(1, now: start) == .nothing)
        #expect(machine.tick(now: start.advanced(by: .seconds(99))) == .init())
        #expect(machine.copyInEnds(1) == .refuse)
        #expect(machine.wakeAt == nil)
    }
}
