internal import Synchronization

/// Where the reader of one subscription waits until its session lets it go on.
///
/// **Isolation**: any thread. One reader waits at `permit`, one guard at `untilStopped`; both are let go by `stop`.
final class SubscriptionGate: Sendable {
    private struct State {
        var flow: SubscriptionFlow
        var reader: Reader?
    }

    private struct Reader {
        let needsCredit: Bool
        let continuation: CheckedContinuation<SubscriptionFlow.Permit, Never>
    }

    private let state: Mutex<State>
    private let stopped = StopSignal()

    init(credit: Int, creditMax: Int) {
        state = Mutex(State(flow: SubscriptionFlow(credit: credit, creditMax: creditMax)))
    }

    /// Waits until there is something to do.
    func permit(needsCredit: Bool = true) async -> SubscriptionFlow.Permit {
        await withCheckedContinuation { continuation in
            let permit: SubscriptionFlow.Permit? = state.withLock { state in
                if let permit = state.flow.permit(needsCredit: needsCredit) { return permit }
                state.reader = Reader(needsCredit: needsCredit, continuation: continuation)
                return nil
            }
            if let permit { continuation.resume(returning: permit) }
        }
    }

    /// Waits for `stop`, or for the task to be cancelled.
    func untilStopped() async { await stopped.wait() }

    /// Adds credit; returns what is outstanding then, or nil if that would be more than is allowed.
    func grant(_ events: Int) -> Int? { update { $0.grant(events) } }

    /// Called by the reader before it hands a notification to the session.
    func sent(events: Int) { update { $0.sent(events: events) } }

    /// Takes the credit for events that go to the channel at once; false if they may not.
    func take(events: Int) -> Bool { update { $0.take(events: events) } }

    /// Called by the session when the channel can take more.
    func accepted() { update { $0.accepted() } }

    /// Ends the subscription; may be called more than once.
    func stop() {
        update { $0.stop() }
        stopped.stop()
    }

    private func update<Result: Sendable>(_ change: @Sendable (inout SubscriptionFlow) -> Result) -> Result {
        let (result, wake) = state.withLock { state in
            let result = change(&state.flow)
            guard let reader = state.reader, let permit = state.flow.permit(needsCredit: reader.needsCredit) else {
                return (result, nil as (Reader, SubscriptionFlow.Permit)?)
            }
            state.reader = nil
            return (result, (reader, permit))
        }
        wake?.0.continuation.resume(returning: wake?.1 ?? .stop)
        return result
    }
}
