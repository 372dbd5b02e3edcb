internal import Faults
internal import Support

/// A correct history made up from a seed: what a server that keeps every promise could have left behind.
struct MadeUpHistory {
    private(set) var history = History()
    private var random: SeededGenerator
    private var now = Duration.seconds(1)
    private var lastCommand = 0
    private let agents = ["agent-1", "agent-2"]

    static func make(seed: UInt64, commands: Int = 120) -> History {
        var maker = MadeUpHistory(seed: seed)
        for workspace in ["acme", "blue"] { maker.begin(workspace) }
        for _ in 0..<commands { maker.step() }
        for workspace in ["acme", "blue"] { maker.follow(workspace) }
        maker.history.projections = [
            ProjectionTable(name: "ticket", live: ["(1,open)", "(2,open)"], replayed: ["(2,open)", "(1,open)"])
        ]
        maker.history.answerLimit = .seconds(12)
        return maker.history
    }

    private init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// What an operator records before anybody comes.
    private mutating func begin(_ workspace: String) {
        history.logs[workspace] = WorkspaceLog(baseline: 1, next: 0, rows: [], commands: [])
        append("setup", [("workspace/\(workspace)", "workspace.created", nil, nil)], actor: "operator", in: workspace)
    }

    private mutating func step() {
        let workspace = ["acme", "blue"][random.roll(2)]
        lastCommand += 1
        let id = "command-\(lastCommand)"
        let actor = agents[random.roll(2)]
        let isMessage = lastCommand <= 4 || random.roll(3) == 0
        let ticket = "ticket/\(workspace)-\(random.roll(2))"
        let isNew = !history.logs[workspace, default: .empty].rows.contains { $0.stream == ticket }
        if !isMessage && !isNew && random.roll(5) == 0 {
            return changeNothing(id, on: ticket, by: actor, in: workspace)
        }
        let asked =
            isMessage || isNew
            ? Asked(type: "message.received", actor: actor, text: "text \(id)", external: "external-\(id)")
            : Asked(type: "note.added", actor: actor, stream: ticket, text: "text \(id)")
        history.asked[CommandKey(workspace: workspace, id: id)] = asked
        // 0…6 answered, 7 refused, 8 unknown without effect, 9 unknown with one.
        let fate = random.roll(10)
        if fate == 7 { return attempt(id, in: workspace, .refused("unavailable")) }
        if fate == 8 { return attempt(id, in: workspace, .unknown("connection lost")) }
        let asking = now
        var events: [(String, String, String?, String?)] = []
        if isNew { events.append((ticket, "ticket.opened", nil, nil)) }
        events.append((ticket, asked.type, asked.text, asked.external))
        let position = append(id, events, actor: actor, in: workspace)
        if fate == 9 || random.roll(4) == 0 { attempt(id, in: workspace, .unknown("connection lost"), since: asking) }
        if fate == 9 { return }
        let answer = Answer.done(
            position: position, result: "result of \(id)", identity: asked.external.map { "message of \($0)" })
        attempt(id, in: workspace, answer, since: asking)
        if random.roll(5) == 0 { attempt(id, in: workspace, answer) }
    }

    /// A tag that is there already: done, and no event.
    private mutating func changeNothing(_ id: String, on ticket: String, by actor: String, in workspace: String) {
        guard let standing = history.logs[workspace]?.rows.last(where: { $0.stream == ticket }) else { return }
        history.asked[CommandKey(workspace: workspace, id: id)] = Asked(
            type: "ticket.tagged", actor: actor, stream: ticket, tags: ["parcel"], mayChangeNothing: true)
        append(id, [], actor: actor, in: workspace)
        for _ in 0...random.roll(2) {
            attempt(id, in: workspace, .done(position: standing.position, result: "result of \(id)", identity: nil))
        }
    }

    private mutating func attempt(_ id: String, in workspace: String, _ answer: Answer, since: Duration? = nil) {
        now += .milliseconds(1 + random.roll(20))
        let asked = since ?? now
        now += .milliseconds(1 + random.roll(20))
        history.attempts.append(
            Attempt(
                command: CommandKey(workspace: workspace, id: id), client: "client", askedAt: asked, answeredAt: now,
                answer: answer))
        now += .milliseconds(1)
    }

    @discardableResult private mutating func append(
        _ command: String, _ events: [(stream: String, type: String, text: String?, external: String?)], actor: String,
        in workspace: String
    ) -> Int64 {
        var log = history.logs[workspace, default: .empty]
        let first = log.next
        for event in events {
            let version = Int64(log.rows.count { $0.stream == event.stream }) + 1
            log.rows.append(
                LogRow(
                    position: log.next, stream: event.stream, version: version, type: event.type, actor: actor,
                    command: command, text: event.text, external: event.external,
                    customer: event.type == "ticket.opened" ? "customer of \(event.stream)" : nil,
                    digest: UInt64(digestOf: "\(workspace) \(event) \(version)".utf8)))
            log.next += 1
        }
        log.commands.append(CommandRow(command: command, first: first, last: log.next - 1))
        history.logs[workspace] = log
        return log.next - 1
    }

    /// One follower of everything and one of notes, over ranges of any length.
    private mutating func follow(_ workspace: String) {
        guard let log = history.logs[workspace] else { return }
        for types in [nil, Set(["note.added"])] {
            var follower = Followed(name: "\(workspace) \(types ?? [])", workspace: workspace, types: types)
            while follower.upTo < log.next - 1 {
                let upTo = min(log.next - 1, follower.upTo + 1 + Int64(random.roll(6)))
                let events = log.rows.filter {
                    $0.position > follower.upTo && $0.position <= upTo && types?.contains($0.type) ?? true
                }
                follower.batches.append(
                    Followed.Batch(
                        after: follower.upTo, upTo: upTo,
                        events: events.map { Followed.Shown(position: $0.position, digest: $0.digest) }))
            }
            history.followers.append(follower)
        }
    }
}

extension WorkspaceLog {
    static let empty = WorkspaceLog(baseline: 0, next: 0, rows: [], commands: [])
}
