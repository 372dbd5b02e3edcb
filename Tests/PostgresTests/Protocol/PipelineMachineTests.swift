import Testing

@testable import Postgres

@Suite("The connection machine in pipeline mode")
struct PipelineMachineTests {
    @Test("the first use of a statement enters the pipeline, prepares it in a segment of its own, and executes it")
    func firstUse() {
        var machine = Machine()
        #expect(machine.segment(1) == .accepted)
        #expect(
            machine.sendAll() == [
                .enterPipeline, .prepare("a", name: "a_1", for: 1), .execute(1, names: ["a_1"]),
            ])
    }

    @Test("a statement used before is executed without being prepared again")
    func secondUse() {
        var machine = Machine.prepared()
        machine.segment(1)
        #expect(machine.sendAll() == [.execute(1, names: ["a_1"])])
    }

    @Test("a request that follows closely relies on the preparation that is under way")
    func followsPreparation() {
        var machine = Machine()
        machine.segment(1)
        machine.segment(2)
        #expect(machine.sendAll().last == .execute(2, names: ["a_1"]))
        #expect(machine.inFlight.count == 3)
    }

    @Test("the same text with other parameter types is another plan")
    func typesNamePlans() {
        var machine = Machine.prepared()
        let other = Machine.PlanKey(statement: "a", types: [20])
        machine.segment(1, [other])
        #expect(machine.sendAll() == [.prepare(other, name: "a_2", for: 1), .execute(1, names: ["a_2"])])
    }

    @Test("a request succeeds at its sync and not before, because only the sync says that it is committed")
    func success() {
        var machine = Machine.prepared()
        machine.segment(1, ["a", "a"])
        machine.sendAll()
        #expect(machine.feed(.success, .end, .success, .end) == [.store(1), .store(1)])
        #expect(machine.feed(.sync) == [.succeed(1)])
        #expect(machine.isIdle)
    }

    @Test("a failed statement fails its segment and no other")
    func failureIsLocal() {
        var machine = Machine.prepared()
        machine.segment(1, ["a", "a"])
        machine.segment(2)
        machine.sendAll()
        #expect(machine.feed(.error(.uniqueViolation), .end, .aborted, .end) == [.storeFailure(1)])
        #expect(machine.feed(.sync) == [.fail(1, .notCommitted)])
        #expect(machine.feed(.success, .end, .sync) == [.store(2), .succeed(2)])
    }

    @Test("an error that comes for the sync, as from a deferred constraint, fails the segment")
    func failureAtSync() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.sendAll()
        #expect(machine.feed(.success, .end) == [.store(1)])
        #expect(machine.feed(.error(.foreignKeyViolation), .end) == [.storeFailure(1)])
        #expect(machine.feed(.sync) == [.fail(1, .notCommitted)])
    }

    @Test("a failed preparation gives its reason to everyone who relied on it, and the next use prepares again")
    func failedPreparation() {
        var machine = Machine()
        machine.segment(1)
        machine.segment(2)
        machine.sendAll()
        #expect(machine.feed(.error(.undefinedTable), .end, .sync) == [.storeFailureForAll([1, 2])])
        #expect(machine.feed(.error(.invalidStatementName), .end, .sync) == [.fail(1, .notCommitted)])
        #expect(machine.feed(.error(.invalidStatementName), .end, .sync) == [.fail(2, .notCommitted)])
        machine.segment(3)
        #expect(machine.sendAll() == [.prepare("a", name: "a_2", for: 3), .execute(3, names: ["a_2"])])
    }

    @Test("of what fails because something before it failed, the first reason stays")
    func firstReason() {
        var machine = Machine.prepared()
        machine.segment(1, ["a", "b", "c"], commits: false)
        machine.sendAll()
        // In a transaction that has failed, all that follows is refused for that alone.
        #expect(machine.feed(.error(.undefinedTable), .end, .sync) == [.storeFailureForAll([1])])
        #expect(machine.feed(.error(.inFailedTransaction), .end, .sync) == [])
        #expect(machine.feed(.error(.inFailedTransaction), .end, .aborted, .end, .aborted, .end) == [])
        #expect(machine.feed(.sync) == [.fail(1, .notCommitted)])
        machine.segment(2, ["b"])
        #expect(machine.sendAll() == [.prepare("b", name: "b_4", for: 2), .execute(2, names: ["b_4"])])
    }

    @Test("that the session ends is said, whatever failed before")
    func fatalReason() {
        var machine = Machine()
        machine.segment(1, commits: false)
        machine.sendAll()
        #expect(
            machine.feed(.error(.undefinedTable), .end, .sync, .fatal) == [.storeFailureForAll([1]), .storeFailure(1)])
        var preparing = Machine()
        preparing.segment(1, ["a", "b"], commits: false)
        preparing.sendAll()
        #expect(
            preparing.feed(.error(.undefinedTable), .end, .sync, .fatal) == [
                .storeFailureForAll([1]), .storeFailureForAll([1]),
            ])
    }

    @Test(
        "a plan the server lost or outgrew is prepared anew and the segment sent once more",
        arguments: [
            SQLState.invalidStatementName, .featureNotSupported,
        ])
    func stalePlan(state: SQLState) {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.sendAll()
        #expect(machine.feed(.error(state), .end, .sync) == [.storeFailure(1), .restart(1)])
        #expect(machine.sendAll() == [.prepare("a", name: "a_2", for: 1), .execute(1, names: ["a_2"])])
        #expect(
            machine.feed(.success, .end, .sync, .error(state), .end, .sync) == [
                .storeFailure(1), .fail(1, .notCommitted),
            ])
    }

    @Test("inside an open transaction a stale plan is an error, because the transaction has failed with it")
    func stalePlanInTransaction() {
        var machine = Machine.prepared()
        machine.segment(1, commits: false)
        machine.sendAll()
        #expect(
            machine.feed(.error(.invalidStatementName), .end, .sync) == [.storeFailure(1), .fail(1, .notCommitted)])
    }

    @Test("beyond the bound of plans all are forgotten before the next is prepared")
    func plansAreBounded() {
        var machine = Machine(limits: .init(stepsMax: 2, preparedMax: 2))
        machine.segment(1, ["a", "b"])
        machine.segment(2, ["c"])
        let actions = machine.sendAll()
        #expect(actions.suffix(3) == [.forgetPlans, .prepare("c", name: "c_3", for: 2), .execute(2, names: ["c_3"])])
        #expect(machine.plans.count == 1)
    }

    @Test("segments beyond the bound in flight wait in the queue and go out as answers come in")
    func inFlightIsBounded() {
        var limits = Machine.Limits()
        limits.inFlightMax = 2
        var machine = Machine.prepared(limits)
        for id in 1...3 { machine.segment(RequestID(number: UInt64(id))) }
        #expect(machine.sendAll().count == 2)
        #expect(machine.queued.count == 1)
        machine.feed(.success, .end, .sync)
        #expect(machine.sendAll() == [.execute(3, names: ["a_1"])])
    }

    @Test("bytes beyond the bound in flight wait, but one large segment may go alone")
    func bytesInFlightAreBounded() {
        var limits = Machine.Limits()
        limits.inFlightBytesMax = 100
        var machine = Machine.prepared(limits)
        machine.segment(1, bytes: 500)
        machine.segment(2, bytes: 10)
        #expect(machine.sendAll() == [.execute(1, names: ["a_1"])])
        machine.feed(.success, .end, .sync)
        #expect(machine.sendAll() == [.execute(2, names: ["a_1"])])
    }

    @Test("a full queue refuses the next request")
    func queueIsBounded() {
        var machine = Machine(limits: .init(queuedMax: 2, queuedBytesMax: 100))
        #expect(machine.segment(1) == .accepted)
        #expect(machine.segment(2, bytes: 91) == .refuse(.overloaded))
        #expect(machine.segment(3) == .accepted)
        #expect(machine.segment(4) == .refuse(.overloaded))
    }

    @Test("a segment with too many statements is refused")
    func stepsAreBounded() {
        var machine = Machine(limits: .init(stepsMax: 2))
        #expect(machine.segment(1, ["a", "a", "a"]) == .refuse(.tooManySteps))
    }

    @Test(
        "an answer nobody asked for closes the connection",
        arguments: [
            Machine.Reply.success, .end, .sync, .copyIn, .copyOut, .aborted, .unexpected, .error(.syntaxError),
        ])
    func unsolicited(reply: Machine.Reply) {
        var machine = Machine()
        guard case .close = machine.received(reply) else {
            Issue.record("\(reply) was taken")
            return
        }
    }

    @Test(
        "an answer that cannot belong to a segment closes the connection",
        arguments: [
            Machine.Reply.sync, .copyIn, .copyOut, .unexpected,
        ])
    func wrongAnswer(reply: Machine.Reply) {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.sendAll()
        guard case .close = machine.received(reply) else {
            Issue.record("\(reply) was taken")
            return
        }
    }

    @Test("a second answer to one statement closes the connection")
    func answeredTwice() {
        var machine = Machine.prepared()
        machine.segment(1)
        machine.sendAll()
        machine.feed(.success, .end)
        guard case .close = machine.received(.success) else {
            Issue.record("the second answer was taken")
            return
        }
    }
}
