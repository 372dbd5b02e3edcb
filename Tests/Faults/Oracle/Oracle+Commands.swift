/// Acknowledged ⊆ log ⊆ acknowledged ∪ unknown, each once, as asked.
extension Oracle {
    static func checkCommands(
        _ commands: [String: Command], _ log: WorkspaceLog, _ groups: Groups, in workspace: String
    ) -> [Violation] {
        var violations: [Violation] = []
        for (id, rows) in groups.rows {
            let ours = rows.filter { $0.position >= log.baseline }
            guard let first = ours.first else { continue }
            // What rules and the clock do nobody asks for.
            if ours.allSatisfy(\.facts.isByItself) { continue }
            guard let command = commands[id] else {
                violations.append(
                    Violation(
                        .uninvited, at: "\(workspace)@\(first.position)", "nobody asked for \(first.type) (\(id))"))
                continue
            }
            violations += checkEffect(of: command, rows, in: workspace)
        }
        for row in log.commands where row.first >= log.baseline && groups.rows[row.command] == nil {
            let command = commands[row.command]
            if command?.asked.mayChangeNothing != true || command?.attempts.isEmpty ?? true {
                violations.append(
                    Violation(.uninvited, at: "\(workspace)/\(row.command)", "known as done, and nobody asked for it"))
            } else if command?.isRefused == true {
                violations.append(
                    Violation(.refusedButWritten, at: "\(workspace)/\(row.command)", "refused, and known as done"))
            }
        }
        let listed = Set(log.commands.map(\.command))
        for command in commands.values {
            violations += checkAnswers(of: command, groups, log, listed: listed, in: workspace)
        }
        return violations.sorted { $0.place < $1.place }
    }

    /// The events of a command: together, once, and what was asked.
    private static func checkEffect(of command: Command, _ rows: [LogRow], in workspace: String) -> [Violation] {
        guard let first = rows.first, let last = rows.last else { return [] }
        var violations: [Violation] = []
        let place = "\(workspace)@\(first.position)"
        let asked = command.asked
        if last.position - first.position + 1 != Int64(rows.count) {
            violations.append(
                Violation(.doubled, at: place, "\(command.key.id) has effects at \(rows.map(\.position))"))
        }
        let carriers = rows.filter { $0.type == asked.type }
        // Of tickets that are merged it has one on each.
        if Set(carriers.map(\.stream)).count < carriers.count {
            violations.append(
                Violation(.doubled, at: place, "\(command.key.id) wrote \(asked.type) at \(carriers.map(\.position))"))
        }
        if carriers.first.map({ !matches($0, asked) }) ?? true {
            violations.append(
                Violation(.altered, at: place, "\(command.key.id) asked for \(asked), the log has \(rows)"))
        }
        if command.isRefused {
            violations.append(
                Violation(
                    .refusedButWritten, at: place,
                    "\(command.key.id) was answered \(command.attempts.map(\.answer)), and \(asked.type) is written"))
        }
        if command.attempts.isEmpty {
            violations.append(Violation(.uninvited, at: place, "\(command.key.id) was never sent"))
        }
        return violations
    }

    private static func matches(_ row: LogRow, _ asked: Asked) -> Bool {
        row.actor == asked.actor && (asked.stream == nil || asked.stream == row.stream) && row.text == asked.text
            && row.tags == asked.tags && row.external == asked.external
    }

    /// What clients were told of a command, against the log.
    private static func checkAnswers(
        of command: Command, _ groups: Groups, _ log: WorkspaceLog, listed: Set<String>, in workspace: String
    ) -> [Violation] {
        let place = "\(workspace)/\(command.key.id)"
        var positions: Set<Int64> = []
        var results: Set<String> = []
        for attempt in command.attempts {
            guard case .done(let position, let result, _) = attempt.answer else { continue }
            positions.insert(position)
            results.insert(result)
        }
        guard !positions.isEmpty else { return [] }
        var violations: [Violation] = []
        if results.count > 1 {
            violations.append(Violation(.retryDiffers, at: place, "told \(results.sorted())"))
        }
        if let last = groups.rows[command.key.id]?.last {
            if positions != [last.position] {
                violations.append(
                    Violation(
                        .wrongAnswer, at: place, "told position \(positions.sorted()), it stands at \(last.position)"))
            }
        } else if !command.asked.mayChangeNothing {
            violations.append(Violation(.lost, at: place, "told position \(positions.sorted()): \(command.asked)"))
        } else if command.asked.external == nil && !listed.contains(command.key.id) {
            // What a channel calls it is known for good; of anything else a late copy could have an effect.
            violations.append(Violation(.lost, at: place, "it was told done, and is not known as done"))
        } else if positions.count > 1 || positions.contains(where: { !stands(command.asked, at: $0, in: log) }) {
            violations.append(
                Violation(
                    .wrongAnswer, at: place,
                    "told position \(positions.sorted()), where nothing like it stands: \(command.asked)"))
        }
        return violations
    }

    /// Whether an answer that wrote nothing names what made it so: the message itself, or an event of the same ticket.
    private static func stands(_ asked: Asked, at position: Int64, in log: WorkspaceLog) -> Bool {
        guard log.rows.indices.contains(Int(position)) else { return false }
        let row = log.rows[Int(position)]
        if let external = asked.external, external != row.external { return false }
        return asked.stream.map { $0 == row.stream } ?? true
    }

    /// A message of a channel is one event, however often and under whatever command ids it is delivered.
    static func checkExternals(
        _ commands: [String: Command], _ log: WorkspaceLog, in workspace: String
    ) -> [Violation] {
        var violations: [Violation] = []
        let stored = Dictionary(grouping: log.rows.filter { $0.external != nil }) { $0.external ?? "" }
        for (external, rows) in stored where rows.count > 1 {
            violations.append(
                Violation(.doubled, at: "\(workspace)/\(external)", "it is written at \(rows.map(\.position))"))
        }
        var identities: [String: Set<String>] = [:]
        for command in commands.values {
            guard let external = command.asked.external else { continue }
            for case .done(_, _, let identity?) in command.attempts.map(\.answer) {
                identities[external, default: []].insert(identity)
            }
        }
        for (external, told) in identities {
            let place = "\(workspace)/\(external)"
            if told.count > 1 {
                violations.append(Violation(.retryDiffers, at: place, "deliveries were told \(told.sorted())"))
            }
            if stored[external] == nil {
                violations.append(Violation(.lost, at: place, "it was acknowledged as \(told.sorted())"))
            }
        }
        return violations.sorted { $0.place < $1.place }
    }

    /// Whatever was acknowledged before another was asked stands before it.
    static func checkOrder(
        _ commands: [String: Command], _ groups: Groups, _ log: WorkspaceLog, in workspace: String
    ) -> [Violation] {
        struct Effect {
            let id: String
            let first: Int64
            let last: Int64
            let askedAt: Duration
            let doneAt: Duration?
        }
        let effects = commands.values.compactMap { command -> Effect? in
            guard let rows = groups.rows[command.key.id], let first = rows.first, let last = rows.last,
                !command.attempts.isEmpty
            else { return nil }
            return Effect(
                id: command.key.id, first: first.position, last: last.position, askedAt: command.firstAskedAt,
                doneAt: command.firstDone)
        }
        let asked = effects.sorted { $0.askedAt < $1.askedAt }
        let done = effects.filter { $0.doneAt != nil }.sorted { ($0.doneAt ?? .zero) < ($1.doneAt ?? .zero) }
        var violations: [Violation] = []
        var next = done.startIndex
        // Of all that were acknowledged by the moment that is looked at, the one that stands last.
        var furthest: Effect?
        for effect in asked {
            while next < done.endIndex, let doneAt = done[next].doneAt, doneAt < effect.askedAt {
                if done[next].last > furthest?.last ?? -1 { furthest = done[next] }
                next += 1
            }
            if let before = furthest, before.last > effect.first {
                violations.append(
                    Violation(
                        .order, at: "\(workspace)@\(effect.first)",
                        "\(effect.id) was asked after \(before.id) was acknowledged, which stands at \(before.last)"))
            }
        }
        return violations
    }
}
