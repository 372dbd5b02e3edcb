internal import Faults
internal import Support
internal import Testing

/// A bug a server could have, planted into a correct history, and what the oracle must call it.
struct PlantedBug: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rule: Violation.Rule
    /// Changes the history; false if it has no place for the bug.
    let plant: @Sendable (inout History, inout SeededGenerator) -> Bool

    init(
        _ sentence: String, _ rule: Violation.Rule,
        _ plant: @escaping @Sendable (inout History, inout SeededGenerator) -> Bool
    ) {
        testDescription = sentence
        self.rule = rule
        self.plant = plant
    }

    static let all = inTheLog + inTheAnswers + elsewhere

    private static let inTheLog: [PlantedBug] = [
        PlantedBug("an acknowledged event is dropped, and what follows moves up", .lost) { history, random in
            guard let key = acknowledged(in: history, &random) else { return false }
            return change(&history, key.workspace) { log in
                log.rows.removeAll { $0.command == key.id }
                log.commands.removeAll { $0.command == key.id }
                renumber(&log)
            }
        },
        PlantedBug("two neighbours have changed places", .order) { history, random in
            guard let (key, index) = lonely(in: history, &random) else { return false }
            return change(&history, key.workspace) { log in
                log.rows.swapAt(index, index + 1)
                renumber(&log)
            }
        },
        PlantedBug("an event stands twice", .doubled) { history, random in
            guard let key = acknowledged(in: history, &random) else { return false }
            return change(&history, key.workspace) { log in
                guard var row = log.rows.last(where: { $0.command == key.id }) else { return }
                row.version = Int64(log.rows.count { $0.stream == row.stream }) + 1
                log.rows.append(row)
                renumber(&log)
            }
        },
        PlantedBug("a position was given and never used", .positions) { history, random in
            change(&history, "acme") { log in
                let index = 1 + random.roll(log.rows.count - 1)
                for later in index..<log.rows.count { log.rows[later].position += 1 }
                log.next += 1
            }
        },
        PlantedBug("the head runs ahead of the events", .positions) { history, _ in
            change(&history, "acme") { $0.next += 1 }
        },
        PlantedBug("a version of a stream was given twice", .versions) { history, random in
            change(&history, "acme") { log in
                let index = log.rows.indices.filter { log.rows[$0].version > 1 }.randomElement(using: &random)
                if let index { log.rows[index].version -= 1 }
            }
        },
        PlantedBug("a text was altered", .altered) { history, random in
            change(&history, "acme") { log in
                let index = log.rows.indices.filter { log.rows[$0].text != nil }.randomElement(using: &random)
                if let index { log.rows[index].text? += "!" }
            }
        },
        PlantedBug("an event is booked on somebody else", .altered) { history, random in
            change(&history, "acme") { log in
                let index = log.rows.indices.filter { log.rows[$0].text != nil }.randomElement(using: &random)
                if let index { log.rows[index].actor = "agent-9" }
            }
        },
        PlantedBug("an event that nobody asked for", .uninvited) { history, _ in
            change(&history, "acme") { log in
                guard var row = log.rows.last else { return }
                row.command = "command-of-nobody"
                row.version = Int64(log.rows.count { $0.stream == row.stream }) + 1
                row.external = nil
                log.rows.append(row)
                log.commands.append(CommandRow(command: row.command, first: log.next, last: log.next))
                renumber(&log)
            }
        },
        PlantedBug("a command had its effect twice, under one id", .doubled) { history, random in
            guard let (key, index) = lonely(in: history, &random) else { return false }
            return change(&history, key.workspace) { log in
                var again = log.rows[index]
                again.version = Int64(log.rows.count { $0.stream == again.stream }) + 1
                again.external = nil
                log.rows.append(again)
                renumber(&log)
            }
        },
        PlantedBug("a message of a channel came in twice, under two command ids", .doubled) { history, random in
            let messages = history.asked.filter { $0.value.external != nil }.keys.sorted()
                .filter { key in history.logs[key.workspace]?.rows.contains { $0.command == key.id } ?? false }
            guard let key = messages.randomElement(using: &random), let asked = history.asked[key] else { return false }
            let second = CommandKey(workspace: key.workspace, id: "redelivery")
            history.asked[second] = asked
            history.attempts.append(
                Attempt(
                    command: second, client: "client", askedAt: .seconds(900), answeredAt: .seconds(901),
                    answer: .unknown("connection lost")))
            return change(&history, key.workspace) { log in
                guard var row = log.rows.last(where: { $0.command == key.id }) else { return }
                row.command = second.id
                row.version = Int64(log.rows.count { $0.stream == row.stream }) + 1
                log.rows.append(row)
                log.commands.append(CommandRow(command: second.id, first: log.next, last: log.next))
                renumber(&log)
            }
        },
        PlantedBug("a sealed text does not open any more", .seal) { history, random in
            change(&history, "acme") { log in log.rows[random.roll(log.rows.count)].isSealIntact = false }
        },
        PlantedBug("a command was forgotten by the table of commands", .commandTable) { history, random in
            change(&history, "acme") { log in
                let withEvents = log.commands.indices.filter { log.commands[$0].first <= log.commands[$0].last }
                if let index = withEvents.randomElement(using: &random) { log.commands.remove(at: index) }
            }
        },
        PlantedBug("two agents hold one ticket", .domain) { history, _ in
            change(&history, "acme") { log in
                for actor in ["agent-1", "agent-2"] {
                    guard var row = log.rows.last(where: { $0.stream.hasPrefix("ticket/") }) else { return }
                    row.type = "ticket.claimed"
                    row.actor = actor
                    row.version += 1
                    log.rows.append(row)
                }
                renumber(&log)
            }
        },
    ]

    private static let inTheAnswers: [PlantedBug] = [
        PlantedBug("a command that was refused is in the log", .refusedButWritten) { history, random in
            guard let key = acknowledged(in: history, &random) else { return false }
            for index in history.attempts.indices where history.attempts[index].command == key {
                history.attempts[index].answer = .refused("unavailable")
            }
            return true
        },
        PlantedBug("what was refused is known as done, without events", .refusedButWritten) { history, random in
            guard let key = idle(in: history, &random) else { return false }
            for index in history.attempts.indices where history.attempts[index].command == key {
                history.attempts[index].answer = .refused("unavailable")
            }
            return true
        },
        PlantedBug("an answer that nothing changed names an event of something else", .wrongAnswer) { history, random in
            guard let key = idle(in: history, &random), let asked = history.asked[key],
                let other = history.logs[key.workspace]?.rows.first(where: { $0.stream != asked.stream })
            else { return false }
            for index in history.attempts.indices where history.attempts[index].command == key {
                history.attempts[index].answer = .done(position: other.position, result: "done", identity: nil)
            }
            return true
        },
        PlantedBug("an answer names the position of another event", .wrongAnswer) { history, random in
            guard let index = answered(in: history, &random) else { return false }
            guard case .done(let position, let result, let identity) = history.attempts[index].answer else {
                return false
            }
            history.attempts[index].answer = .done(position: position + 1, result: result, identity: identity)
            return true
        },
        PlantedBug("a repeated command gets another answer", .retryDiffers) { history, random in
            guard let index = answered(in: history, &random) else { return false }
            var again = history.attempts[index]
            guard case .done(let position, _, let identity) = again.answer else { return false }
            again.answer = .done(position: position, result: "something else", identity: identity)
            history.attempts.append(again)
            return true
        },
        PlantedBug("what changed nothing was told done and is forgotten", .lost) { history, random in
            guard let key = idle(in: history, &random) else { return false }
            return change(&history, key.workspace) { log in log.commands.removeAll { $0.command == key.id } }
        },
        PlantedBug("a late copy of what had changed nothing had an effect", .wrongAnswer) { history, random in
            guard let key = idle(in: history, &random), let asked = history.asked[key] else { return false }
            return change(&history, key.workspace) { log in
                guard var row = log.rows.last(where: { $0.stream == asked.stream }) else { return }
                row.command = key.id
                row.type = asked.type
                row.actor = asked.actor
                row.tags = asked.tags
                row.text = nil
                row.external = nil
                row.version += 1
                log.rows.append(row)
                log.commands.removeAll { $0.command == key.id }
                log.commands.append(CommandRow(command: key.id, first: log.next, last: log.next))
                renumber(&log)
            }
        },
        PlantedBug("somebody's command is known as done that nobody sent", .uninvited) { history, _ in
            change(&history, "acme") { log in
                log.commands.append(CommandRow(command: "command-of-nobody", first: log.next, last: log.next - 1))
            }
        },
        PlantedBug("a redelivered message is told to be another one", .retryDiffers) { history, random in
            let messages = history.attempts.filter {
                if case .done(_, _, _?) = $0.answer { true } else { false }
            }
            guard var again = messages.randomElement(using: &random), let asked = history.asked[again.command],
                case .done(let position, let result, _) = again.answer
            else { return false }
            again.command.id = "redelivery"
            again.answer = .done(position: position, result: result, identity: "another message")
            history.asked[again.command] = asked
            history.asked[again.command]?.mayChangeNothing = true
            history.attempts.append(again)
            return true
        },
        PlantedBug("what was acknowledged first stands behind what was asked later", .order) { history, random in
            let keys = history.asked.keys.sorted().filter { $0.workspace == "acme" }
            let effects = keys.compactMap { key -> (CommandKey, Int64)? in
                guard let row = history.logs["acme"]?.rows.last(where: { $0.command == key.id }) else { return nil }
                return (key, row.position)
            }
            let ordered = effects.sorted { $0.1 < $1.1 }
            // The last one was acknowledged before anybody else asked: its event stands at the end all the same.
            guard let (late, position) = ordered.last, ordered.count > 2 else { return false }
            history.attempts.removeAll { $0.command == late }
            history.attempts.append(
                Attempt(
                    command: late, client: "client", askedAt: .zero, answeredAt: .milliseconds(1),
                    answer: .done(position: position, result: "result", identity: nil)))
            return true
        },
        PlantedBug("an answer comes after the deadline", .late) { history, random in
            history.attempts[random.roll(history.attempts.count)].answeredAt += .seconds(13)
            return true
        },
    ]

    private static let elsewhere: [PlantedBug] = [
        PlantedBug("a row of a projection is stale", .projection) { history, _ in
            history.projections[0].live[0] = "(1,resolved)"
            return true
        },
        PlantedBug("a row of a projection is missing", .projection) { history, _ in
            history.projections[0].live.removeLast()
            return true
        },
        PlantedBug("a row of a projection stands twice", .projection) { history, _ in
            history.projections[0].live.append(history.projections[0].live[0])
            return true
        },
        PlantedBug("a follower's ranges overlap after a reconnect", .ranges) { history, random in
            changeBatch(&history, &random) { batches, index in batches.insert(batches[index], at: index) }
        },
        PlantedBug("a follower's ranges leave a hole", .ranges) { history, random in
            changeBatch(&history, &random) { batches, index in batches.remove(at: index) }
        },
        PlantedBug("a follower was not shown an event of its range", .delivery) { history, random in
            changeBatch(&history, &random) { batches, index in batches[index].events.removeFirst() }
        },
        PlantedBug("a follower was shown other bytes than the log holds", .delivery) { history, random in
            changeBatch(&history, &random) { batches, index in batches[index].events[0].digest ^= 1 }
        },
        PlantedBug("a follower was shown an event twice", .delivery) { history, random in
            changeBatch(&history, &random) { batches, index in
                batches[index].events.append(batches[index].events[0])
            }
        },
        PlantedBug("a follower was shown what its filter leaves out", .delivery) { history, random in
            guard let log = history.logs["acme"], let other = log.rows.first(where: { $0.type != "note.added" }),
                let follower = history.followers.firstIndex(where: { $0.workspace == "acme" && $0.types != nil }),
                let batch = history.followers[follower].batches.firstIndex(where: { $0.upTo >= other.position })
            else { return false }
            history.followers[follower].batches[batch].events.insert(
                Followed.Shown(position: other.position, digest: other.digest), at: 0)
            return true
        },
        PlantedBug("a follower is never told of the end", .delivery) { history, random in
            history.followers[random.roll(history.followers.count)].batches.removeLast()
            return true
        },
    ]
}

extension PlantedBug {
    /// A command that was acknowledged and is in the log.
    private static func acknowledged(in history: History, _ random: inout SeededGenerator) -> CommandKey? {
        answered(in: history, &random).map { history.attempts[$0].command }
    }

    /// One that wrote something.
    private static func answered(in history: History, _ random: inout SeededGenerator) -> Int? {
        history.attempts.indices.filter { index in
            guard case .done = history.attempts[index].answer else { return false }
            return history.asked[history.attempts[index].command]?.mayChangeNothing == false
        }.randomElement(using: &random)
    }

    /// A command that found nothing to change.
    private static func idle(in history: History, _ random: inout SeededGenerator) -> CommandKey? {
        let keys = history.asked.filter { $0.value.type == "ticket.tagged" && $0.value.mayChangeNothing }.keys.sorted()
        return keys.randomElement(using: &random)
    }

    /// An acknowledged command of one event, before an event of another stream that was asked after that.
    private static func lonely(
        in history: History, _ random: inout SeededGenerator
    ) -> (CommandKey, Int)? {
        var found: [(CommandKey, Int)] = []
        for (workspace, log) in history.logs.sorted(by: { $0.key < $1.key }) {
            for index in log.rows.indices.dropFirst().dropLast() {
                let (row, next) = (log.rows[index], log.rows[index + 1])
                let key = CommandKey(workspace: workspace, id: row.command)
                let isAnswered = history.attempts.contains {
                    if $0.command == key, case .done = $0.answer { true } else { false }
                }
                let isSingle = log.rows.count { $0.command == row.command } == 1
                let isNextSingle = log.rows.count { $0.command == next.command } == 1
                if isAnswered, isSingle, isNextSingle { found.append((key, index)) }
            }
        }
        return found.randomElement(using: &random)
    }

    private static func change(_ history: inout History, _ workspace: String, _ body: (inout WorkspaceLog) -> Void)
        -> Bool
    {
        guard var log = history.logs[workspace] else { return false }
        body(&log)
        history.logs[workspace] = log
        return true
    }

    private static func changeBatch(
        _ history: inout History, _ random: inout SeededGenerator, _ body: (inout [Followed.Batch], Int) -> Void
    ) -> Bool {
        let follower = random.roll(2) * 2
        let full = history.followers[follower].batches.indices.dropLast()
            .filter { !history.followers[follower].batches[$0].events.isEmpty }
        guard let index = full.randomElement(using: &random) else { return false }
        body(&history.followers[follower].batches, index)
        return true
    }

    /// Positions as they would be if the rows had been written in this order.
    private static func renumber(_ log: inout WorkspaceLog) {
        for index in log.rows.indices { log.rows[index].position = Int64(index) }
        log.next = Int64(log.rows.count)
    }
}
