/// Says what a history breaks. Pure; O(n log n) in attempts, events and deliveries.
///
/// No search for a possible order is needed, as for a register: the position in the log is the witness of the order.
package enum Oracle {
    /// Every promise that was not kept; empty for a correct history.
    package static func check(_ history: History) -> [Violation] {
        var violations: [Violation] = []
        let commands = Commands(of: history)
        for (workspace, log) in history.logs.sorted(by: { $0.key < $1.key }) {
            let groups = Groups(of: log)
            violations += checkShape(of: log, in: workspace)
            violations += checkTable(of: log, groups, in: workspace)
            violations += checkDomain(of: log, in: workspace)
            violations += checkCare(of: log, queues: history.queues?[workspace], in: workspace)
            violations += checkCommands(commands.of(workspace), log, groups, in: workspace)
            violations += checkExternals(commands.of(workspace), log, in: workspace)
            violations += checkOrder(commands.of(workspace), groups, log, in: workspace)
        }
        for key in history.asked.keys.sorted() where history.logs[key.workspace] == nil {
            violations.append(Violation(.lost, at: key.workspace, "there is no such log"))
        }
        for follower in history.followers { violations += checkFollower(follower, history.logs[follower.workspace]) }
        for table in history.projections { violations += checkProjection(table) }
        return violations + checkDeadlines(history)
    }

    /// Everything that was sent under one command id.
    struct Command {
        let key: CommandKey
        let asked: Asked
        var attempts: [Attempt] = []

        /// When it was first sent.
        var firstAskedAt: Duration { attempts.map(\.askedAt).min() ?? .zero }
        /// When a client first knew that it is done.
        var firstDone: Duration? {
            attempts.compactMap { if case .done = $0.answer { $0.answeredAt } else { nil } }.min()
        }
        /// Whether every client was told that nothing was written.
        var isRefused: Bool {
            !attempts.isEmpty
                && attempts.allSatisfy { if case .refused = $0.answer { true } else { false } }
        }
    }

    /// The commands of each workspace.
    struct Commands {
        private var byWorkspace: [String: [String: Command]] = [:]

        init(of history: History) {
            for (key, asked) in history.asked {
                byWorkspace[key.workspace, default: [:]][key.id] = Command(key: key, asked: asked)
            }
            for attempt in history.attempts {
                byWorkspace[attempt.command.workspace]?[attempt.command.id]?.attempts.append(attempt)
            }
        }

        func of(_ workspace: String) -> [String: Command] { byWorkspace[workspace] ?? [:] }
    }

    /// The rows of a log by the command that wrote them.
    struct Groups {
        let rows: [String: [LogRow]]

        init(of log: WorkspaceLog) { rows = Dictionary(grouping: log.rows, by: \.command) }
    }

    private static func checkDeadlines(_ history: History) -> [Violation] {
        guard let limit = history.answerLimit else { return [] }
        return history.attempts.filter { $0.answeredAt - $0.askedAt > limit }.map {
            Violation(
                .late, at: "\($0.command.workspace)/\($0.command.id)",
                "\($0.client) waited \($0.answeredAt - $0.askedAt) and was told: \($0.answer)")
        }
    }

    private static func checkProjection(_ table: ProjectionTable) -> [Violation] {
        let live = Dictionary(table.live.map { ($0, 1) }, uniquingKeysWith: +)
        let replayed = Dictionary(table.replayed.map { ($0, 1) }, uniquingKeysWith: +)
        guard live != replayed else { return [] }
        let stale = table.live.filter { live[$0] != replayed[$0] }
        let missing = table.replayed.filter { live[$0] != replayed[$0] }
        return [
            Violation(
                .projection, at: table.name,
                "live rows that a replay does not give: \(stale.prefix(3)); rows that are missing: \(missing.prefix(3))"
            )
        ]
    }
}
