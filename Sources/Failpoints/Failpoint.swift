internal import Glibc
internal import Synchronization

/// A moment at which the program can be made to die, to prove that nothing that was promised depends on its living on.
///
/// `CARELOG_FAILPOINT=append.sending:3` kills the process, as `kill -9` would, when it passes that point for the third
/// time; without a number, the first. Without the variable a passage costs one test of a constant. A name that is none
/// ends the program at once: a fault that is not injected would prove nothing.
package enum Failpoint: String, Sendable, CaseIterable {
    /// A batch is about to be sent to PostgreSQL: nothing of it has happened.
    case appendSending = "append.sending"
    /// PostgreSQL has answered a batch: it has happened, and nobody knows yet.
    case appendAnswered = "append.answered"
    /// Any statement was sent to PostgreSQL and not answered yet: it may have happened.
    case statementSent = "statement.sent"
    /// A request was carried out, and its answer is not written yet.
    case requestDone = "request.done"
    /// Events were folded in memory, and the projections know nothing of them yet.
    case foldWriting = "fold.writing"
    /// The projections have changed with their checkpoint.
    case foldWritten = "fold.written"
    /// A rebuild has built its generation and compared it.
    case rebuildBuilt = "rebuild.built"
    /// In the transaction of the switch, before it commits.
    case rebuildSwitching = "rebuild.switching"
    /// The new generation is live, and the old one still there.
    case rebuildSwitched = "rebuild.switched"

    /// A connector has heard of a reply that is to go out.
    case connectorReceived = "connector.received"
    /// The reply is the connector's, and it has not sent it.
    case connectorTaken = "connector.taken"
    /// The connector has sent the reply, and nobody knows.
    case connectorSent = "connector.sent"

    private static let armed: (point: Failpoint, passage: Int)? = {
        guard let text = getenv("CARELOG_FAILPOINT").map({ String(cString: $0) }), !text.isEmpty else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1)
        guard let point = parts.first.flatMap({ Failpoint(rawValue: String($0)) }),
            let passage = parts.count == 1 ? 1 : Int(parts[1]), passage > 0
        else { preconditionFailure("CARELOG_FAILPOINT names no failpoint: \(text)") }
        return (point, passage)
    }()
    private static let isArmed = armed != nil
    private static let passages = Atomic(0)

    /// Goes on, or dies here.
    @inline(__always)
    package func pass() {
        if Self.isArmed { arrive() }
    }

    private func arrive() {
        guard let armed = Self.armed, armed.point == self else { return }
        guard Self.passages.wrappingAdd(1, ordering: .relaxed).newValue == armed.passage else { return }
        kill(getpid(), SIGKILL)
    }
}
