internal import Projections
internal import Synchronization

/// Who has sessions at this server. **Isolation**: may be called from anywhere; it never waits.
package final class Attendance: Sendable {
    private let sessions = Mutex<[Views.Presence: Int]>([:])

    /// A session began.
    package func arrived(_ principal: Principal) {
        sessions.withLock { $0[Self.key(principal), default: 0] += 1 }
    }

    /// A session ended.
    package func left(_ principal: Principal) {
        sessions.withLock { sessions in
            let key = Self.key(principal)
            let rest = (sessions[key] ?? 0) - 1
            sessions[key] = rest > 0 ? rest : nil
        }
    }

    /// Everybody who is here.
    var all: Set<Views.Presence> { sessions.withLock { Set($0.keys) } }

    private static func key(_ principal: Principal) -> Views.Presence {
        Views.Presence(workspace: principal.workspace, agent: principal.agent)
    }
}
