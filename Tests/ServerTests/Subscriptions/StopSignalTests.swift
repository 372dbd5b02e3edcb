internal import Synchronization
import Testing

@testable internal import Server

@Suite("A stop signal", .timeLimit(.minutes(1)))
struct StopSignalTests {
    /// Whether the test has given the signal.
    private final class Given: Sendable {
        private let state = Mutex(false)

        var isGiven: Bool { state.withLock { $0 } }

        func give() { state.withLock { $0 = true } }
    }

    @Test("lets its waiter go when it is given, not before, and at once from then on")
    func stops() async {
        let signal = StopSignal()
        let given = Given()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await signal.wait()
                return given.isGiven
            }
            for _ in 1...100 { await Task.yield() }
            given.give()
            signal.stop()
            signal.stop()
            #expect(await group.next() == true, "the waiter went before it was let go")
        }
        await signal.wait()
    }

    @Test("lets a waiter go that is cancelled, and the next one waits for the signal again")
    func cancelled() async {
        let signal = StopSignal()
        let waiting = Task {
            await signal.wait()
            return Task.isCancelled
        }
        waiting.cancel()
        #expect(await waiting.value, "it went without being cancelled")
        let given = Given()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await signal.wait()
                return given.isGiven
            }
            for _ in 1...100 { await Task.yield() }
            given.give()
            signal.stop()
            #expect(await group.next() == true, "the waiter went before it was let go")
        }
    }
}
