internal import Client
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
        var troubles: [(at: Duration, what: String)] = []
        var pending: [UInt64: (client: String, what: String, since: Duration)] = [:]
        var lastPending: UInt64 = 0
    }

    /// What has happened so far.
    package struct Tally: Sendable, Hashable {
        package var commands = 0
        package var done = 0
        package var refused = 0
        /// By the kind that the server named.
        package var refusals: [String: Int] = [:]
        package var unknown = 0
        /// As `refusals`, where nobody can say what became of it.
        package var doubts: [String: Int] = [:]
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
                case .unknown(let reason):
                    tally.unknown += 1
                    tally.doubts[String(reason.prefix { $0 != ":" }), default: 0] += 1
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

    /// What kept clients from asking anything after a moment, and how often.
    func troubles(since moment: Duration) -> [String: Int] {
        state.withLock { state in
            state.troubles.reduce(into: [:]) { if $1.at >= moment { $0[$1.what, default: 0] += 1 } }
        }
    }

    /// Writes down that a client waits for an answer, for as long as it does.
    func during<Value: Sendable>(
        _ client: String, _ what: String, _ call: () async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        let now = now
        let id = state.withLock { state in
            state.lastPending += 1
            state.pending[state.lastPending] = (client, what, now)
            return state.lastPending
        }
        defer { state.withLock { $0.pending[id] = nil } }
        return try await call()
    }

    /// Who waits for an answer, to what, and how long already.
    var pending: [(client: String, what: String, waiting: Duration)] {
        let now = now
        return state.withLock { $0.pending.values.map { ($0.client, $0.what, now - $0.since) } }
    }

    /// A client could not even ask.
    func noteTrouble(_ what: String) {
        let now = now
        state.withLock { $0.troubles.append((now, what)) }
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
