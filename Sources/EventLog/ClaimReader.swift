internal import Identity
internal import Postgres
internal import Synchronization

/// Looks claims up for everybody who asks at about the same time: what is asked while one query runs goes into the next.
///
/// Who finds nobody asking asks for all that wait, and passes the turn on; so there is no task and no timer here, and a
/// caller waits for two queries at most, of which each has as long as who asks it. **Isolation**: may be called from anywhere.
final class ClaimReader: Sendable {
    /// A claim of a workspace.
    struct Key: Hashable, Sendable {
        let workspace: WorkspaceID
        let key: [UInt8]
    }

    typealias Answer = Result<[Key: LogClaim], EventLogError>

    private enum Turn: Sendable {
        /// Ask the database, for yourself and for all who wait.
        case ask([Caller])
        /// Somebody did.
        case answered(Answer)
    }

    private struct Caller: Sendable {
        let keys: [Key]
        let continuation: CheckedContinuation<Turn, Never>
    }

    private struct State {
        var isAsking = false
        var waiting: [Caller] = []
    }

    private let ask: @Sendable ([Key]) async -> Answer
    private let state = Mutex(State())

    /// `ask` answers for all of these keys; free ones are left out.
    init(ask: @escaping @Sendable ([Key]) async -> Answer) { self.ask = ask }

    /// Who holds these claims; free ones are left out, others' may be among the answers.
    func claims(_ keys: [Key]) async throws(EventLogError) -> [Key: LogClaim] {
        switch await turn(keys) {
        case .answered(let answer): return try answer.get()
        case .ask(let others):
            let answer = await ask(keys + others.flatMap(\.keys))
            if case .failure = answer, isOutOfTime {
                // That says nothing to those who have more of it: the first of them asks again.
                passOn(others)
            } else {
                for other in others { other.continuation.resume(returning: .answered(answer)) }
                passOn([])
            }
            return try answer.get()
        }
    }

    /// How many wait for the next query.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    private func turn(_ keys: [Key]) async -> Turn {
        let isFree = state.withLock { state in
            defer { state.isAsking = true }
            return !state.isAsking
        }
        if isFree { return .ask([]) }
        return await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.isAsking { state.waiting.append(Caller(keys: keys, continuation: continuation)) }
                defer { state.isAsking = true }
                return !state.isAsking
            }
            // It became free in between.
            if isFree { continuation.resume(returning: .ask([])) }
        }
    }

    /// Whether the database may not have failed at all: the caller left, or its time is up.
    private var isOutOfTime: Bool {
        Task.isCancelled || PostgresDeadline.current.map { $0 <= .now } ?? false
    }

    /// The first of those who wait asks next, for all of them.
    private func passOn(_ unanswered: [Caller]) {
        let waiting = state.withLock { state in
            let waiting = unanswered + state.waiting
            state.isAsking = !waiting.isEmpty
            state.waiting = []
            return waiting
        }
        waiting.first?.continuation.resume(returning: .ask(Array(waiting.dropFirst())))
    }
}
