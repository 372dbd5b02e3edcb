import Testing

@testable internal import Server

@Suite("A stop signal", .timeLimit(.minutes(1)))
struct StopSignalTests {
    @Test("lets its waiter go when it is given, and at once from then on")
    func stops() async {
        let signal = StopSignal()
        async let waiting: Void = signal.wait()
        signal.stop()
        signal.stop()
        await waiting
        await signal.wait()
    }

    @Test("lets a waiter go that is cancelled, and can be waited for again")
    func cancelled() async {
        let signal = StopSignal()
        let waiting = Task { await signal.wait() }
        waiting.cancel()
        await waiting.value
        async let again: Void = signal.wait()
        signal.stop()
        await again
    }
}
