import Foundation
import Postgres
import Support
import Synchronization
import Testing

/// Whoever cancels a task holds it while its cancellation handlers run; the pool's asks for the pool's lock. To wake a task
/// waits for who holds it. So who wakes one behind that lock and who cancels it wait for each other, for good, and everybody
/// who wants a connection with them.
@Suite("The pool wakes nobody behind its lock", .timeLimit(.minutes(2)))
struct PoolWakingTests {
    /// How a wait for a connection ends.
    enum End: String, CaseIterable, Sendable {
        case served, cancelled, expired, closed
    }

    /// Runs jobs elsewhere, and looks, before it takes one, whether the pool answers somebody else meanwhile.
    private final class Onlooker: TaskExecutor {
        private let pool: PostgresPool
        private let queue = DispatchQueue(label: "onlooker")
        let locked = Atomic(0)
        let looks = Atomic(0)

        init(_ pool: PostgresPool) { self.pool = pool }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            let answered = DispatchSemaphore(value: 0)
            // A thread of its own: the one that wakes may be the last that is free.
            let pool = pool
            Thread.detachNewThread {
                _ = pool.counters
                answered.signal()
            }
            if answered.wait(timeout: .now() + 5) == .timedOut { locked.add(1, ordering: .relaxed) }
            looks.add(1, ordering: .relaxed)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    @Test("whose wait has ended as", arguments: End.allCases)
    func wakes(end: End) async throws {
        let limits = PostgresPool.Limits(connectionsMax: 1, waitTimeout: .seconds(20))
        let pool = PostgresPool(try await PostgresServer.shared.connection(), limits: limits, logger: .quiet)
        let onlooker = Onlooker(pool)
        let deadline = ContinuousClock.now + (end == .expired ? .milliseconds(50) : .seconds(20))
        let (waiting, closing) = try await pool.withConnection { _ in
            let waiting = Task(executorPreference: onlooker) {
                await failure { try await pool.withConnection(deadline: deadline) { _ in } }
            }
            while pool.counters.waiting == 0 && pool.counters.turnedAway == 0 { await Task.yield() }
            let closing = end == .closed ? Task { await pool.close() } : nil
            switch end {
            case .served: break
            case .cancelled: waiting.cancel()
            // Its end is awaited behind the lease otherwise, when it would be served.
            case .expired, .closed: _ = await waiting.value
            }
            return (waiting, closing)
        }
        let expected: PostgresError.Code? =
            switch end {
            case .served: nil
            case .cancelled: .cancelled
            case .expired: .poolExhausted
            case .closed: .closed
            }
        #expect(await waiting.value?.code == expected)
        await closing?.value
        #expect(onlooker.looks.load(ordering: .relaxed) > 1)
        #expect(onlooker.locked.load(ordering: .relaxed) == 0)
        await pool.close()
    }
}
