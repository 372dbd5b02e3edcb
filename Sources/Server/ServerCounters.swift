internal import Synchronization

/// What a server has done since it started; cheap enough for every request.
package final class ServerCounters: Sendable {
    /// A number that only grows.
    package final class Counter: Sendable {
        private let count = Atomic<Int>(0)

        /// The count so far.
        package var value: Int { count.load(ordering: .relaxed) }

        func add(_ amount: Int = 1) { count.add(amount, ordering: .relaxed) }
    }

    /// Connections taken in.
    package let sessionsStarted = Counter()
    /// Connections over the limit.
    package let sessionsRefused = Counter()
    /// Requests that were begun.
    package let requestsStarted = Counter()
    /// Requests answered with an error without being begun.
    package let requestsRefused = Counter()
    /// Requests that were begun and answered with an error.
    package let requestsFailed = Counter()
    /// Frames that were no frames, no JSON or no envelopes.
    package let framesRefused = Counter()
    /// Events sent to subscribers.
    package let eventsSent = Counter()
    /// Clients cut off because they did not read.
    package let slowReaders = Counter()
}
