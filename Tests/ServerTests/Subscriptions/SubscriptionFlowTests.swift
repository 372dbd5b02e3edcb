import Testing

@testable internal import Server

@Suite("A subscription's flow")
struct SubscriptionFlowTests {
    @Test("proceeds with its credit and stops at none")
    func credit() {
        var flow = SubscriptionFlow(credit: 5, creditMax: 4_096)
        #expect(flow.permit(needsCredit: true) == .proceed(events: 5))
        flow.sent(events: 5)
        flow.accepted()
        #expect(flow.permit(needsCredit: true) == nil)
        #expect(flow.grant(3) == 3)
        #expect(flow.permit(needsCredit: true) == .proceed(events: 3))
    }

    @Test("has one notification on its way at a time")
    func oneAtATime() {
        var flow = SubscriptionFlow(credit: 5, creditMax: 4_096)
        flow.sent(events: 1)
        #expect(flow.permit(needsCredit: true) == nil)
        #expect(flow.permit(needsCredit: false) == nil)
        flow.accepted()
        #expect(flow.permit(needsCredit: true) == .proceed(events: 4))
    }

    @Test("takes credit for what goes out in one step, if there is enough and nothing else is on its way")
    func take() {
        var flow = SubscriptionFlow(credit: 5, creditMax: 4_096)
        var taken = [flow.take(events: 3), flow.take(events: 3)]
        #expect(taken == [true, false] && flow.credit == 2)
        flow.sent(events: 1)
        taken = [flow.take(events: 1)]
        flow.accepted()
        taken.append(flow.take(events: 1))
        #expect(taken == [false, true] && flow.credit == 0)
        #expect(flow.grant(1) == 1)
        flow.stop()
        let isTaken = flow.take(events: 1)
        #expect(!isTaken && flow.credit == 1)
    }

    @Test("sends the rest of what was read without further credit")
    func rest() {
        var flow = SubscriptionFlow(credit: 1, creditMax: 4_096)
        flow.sent(events: 1)
        flow.accepted()
        #expect(flow.permit(needsCredit: false) == .proceed(events: 0))
    }

    @Test("refuses credit past the limit and keeps what it had")
    func limit() {
        var flow = SubscriptionFlow(credit: 4_000, creditMax: 4_096)
        #expect(flow.grant(97) == nil)
        #expect(flow.grant(96) == 4_096)
    }

    @Test("stops whatever it waits for")
    func stops() {
        var flow = SubscriptionFlow(credit: 0, creditMax: 4_096)
        flow.stop()
        #expect(flow.permit(needsCredit: true) == .stop)
    }

    @Test("lets its reader go when credit comes, and when it is stopped", .timeLimit(.minutes(1)))
    func gate() async {
        let gate = SubscriptionGate(credit: 0, creditMax: 10)
        async let first = gate.permit()
        #expect(gate.grant(2) == 2)
        #expect(await first == .proceed(events: 2))
        gate.sent(events: 2)
        async let second = gate.permit(needsCredit: false)
        async let guardian: Void = gate.untilStopped()
        gate.stop()
        #expect(await second == .stop)
        await guardian
    }
}

@Suite("How much a subscription reads at once")
struct StretchSizeTests {
    @Test("is what fills a notification, within its bounds")
    func learns() {
        var size = StretchSize()
        size.learn(bytes: 0, events: 0)
        #expect(size == StretchSize())
        size.learn(bytes: 100 * 1_024, events: 100)
        #expect(size.events == 256)
        size.learn(bytes: 100 * 512, events: 100)
        #expect(size.events == 512)
        size.learn(bytes: 100, events: 100)
        #expect(size.events == 1_024)
        size.learn(bytes: 130_000, events: 1)
        #expect(size.events == 16)
    }
}
