internal import Synchronization

/// Where every client writes down what it asks and what it is told. One for each run.
package final class Journal: Sendable {
    private struct State {
        var asked: [CommandKey: Asked] = [:]
        var attempts: [Attempt] = []
        var done = 0
        var sessions = 0
        var sessionsLost = 0
        var connectionsRefused = 0
        var followers: [String: Followed] = [:]
    }

    /// What has happened so far.
    package struct Tally: Sendable, Hashable {
        package var commands = 0
        package var done = 0
        package var refused = 0
        /// By the kind that the server named.
        package var refusals: [String: Int] = [:]
        package var unknown = 0
        package var delivered = 0
        package var sessionsLost = 0
    }

    private let start = ContinuousClock.now
    private let state = Mutex(State())

    package init() {}

    /// How long the run has lasted.
    package var now: Duration { ContinuousClock.now - start }

    /// Commands that were acknowledged so far.
    package var done: Int { state.withLock { $0.done } }

    /// Sessions that were ever opened by those who ask.
    package var sessions: Int { state.withLock { $0.sessions } }
    /// Connections that broke while somebody used them.
    package var sessionsLost: Int { state.withLock { $0.sessionsLost } }

    /// How many attempts ended in so many kinds of answers.
    package var tally: Tally {
        state.withLock { state in
            var tally = Tally(commands: state.asked.count, sessionsLost: state.sessionsLost)
            for attempt in state.attempts {
                switch attempt.answer {
                case .done: tally.done += 1
                case .refused(let reason):
                    tally.refused += 1
                    tally.refusals[String(reason.prefix { $0 != ":" }), default: 0] += 1
                case .unknown: tally.unknown += 1
                }
            }
            tally.delivered = state.followers.values.reduce(0) { $0 + $1.batches.reduce(0) { $0 + $1.events.count } }
            return tally
        }
    }

    /// Every attempt that was answered after a moment.
    package func attempts(since moment: Duration) -> [Attempt] {
        state.withLock { $0.attempts.filter { $0.answeredAt >= moment } }
    }

    /// All of it.
    package var history: History {
        state.withLock { state in
            History(
                asked: state.asked, attempts: state.attempts,
                followers: state.followers.values.sorted { $0.name < $1.name })
        }
    }

    func ask(_ key: CommandKey, _ asked: Asked) { state.withLock { $0.asked[key] = asked } }

    func note(_ attempt: Attempt) {
        state.withLock { state in
            state.attempts.append(attempt)
            if case .done = attempt.answer { state.done += 1 }
        }
    }

    func noteSession() { state.withLock { $0.sessions += 1 } }

    func noteLostSession() { state.withLock { $0.sessionsLost += 1 } }

    func begin(_ follower: Followed) { state.withLock { $0.followers[follower.name] = follower } }

    func note(_ batch: Followed.Batch, for follower: String) {
        state.withLock { $0.followers[follower]?.batches.append(batch) }
    }

    func complain(_ text: String, for follower: String) {
        state.withLock { $0.followers[follower]?.complaints.append(text) }
    }

    /// How far each follower of a workspace has come that must reach the end.
    func progress(in workspace: String) -> [Int64] {
        state.withLock { state in
            state.followers.values.filter { $0.workspace == workspace && $0.mustReachEnd }.map(\.upTo)
        }
    }
}

/// Said once, heard by many.
final class Flag: Sendable {
    private let value = Atomic(false)

    init() {}

    func raise() { value.store(true, ordering: .releasing) }
    var isRaised: Bool { value.load(ordering: .acquiring) }
}
