internal import Identity
internal import Postgres
internal import Ticketing

/// How often customers were asked to go from one channel to another for a reason.
package struct SwitchCount: Hashable, Sendable {
    package let kind: SwitchKind
    package let count: Int
}

extension SwitchKind {
    /// The parameters of `addSwitches`.
    static func bindings(_ counts: [SwitchKind: Int], in workspace: WorkspaceID) -> Bindings {
        let rows = Array(counts)
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.key.from.name))
        bindings.append(rows.map(\.key.to.name))
        bindings.append(rows.map(\.key.reason.code))
        bindings.append(rows.map { Int64($0.value) })
        return bindings
    }
}

extension SwitchCount {
    /// Reads text channel, text target, text reason, int8.
    init(_ row: PostgresRow) throws(PostgresError) {
        guard let from = ChannelID(try row.string(0)), let to = SwitchTarget(try row.string(1)),
            let reason = SwitchReason(try row.string(2))
        else { throw PostgresError(.decoding, "a count of switches has a name that does not exist") }
        self.init(kind: SwitchKind(from: from, to: to, reason: reason), count: Int(try row.int64(3)))
    }
}
