internal import Faults
internal import Support

/// A correct history of a small care team, made up from a seed.
struct MadeUpCare {
    private var log = WorkspaceLog(baseline: 0, next: 0, rows: [], commands: [])
    private var history = History()
    private var random: SeededGenerator
    private var lastCommand = 0
    private let people = ["sue", "ada", "ben", "cem"]
    private var tickets = ["ticket/1", "ticket/2", "ticket/3"].map { Ticket(stream: $0) }

    private struct Ticket {
        let stream: String
        var isOpened = false
        var isOpen = true
        var holder: String?
        var drafts: [(reply: String, by: String)] = []
    }

    static func make(seed: UInt64) -> History {
        var maker = MadeUpCare(seed: seed)
        for person in maker.people { maker.set(person, capacity: 2) }
        for index in maker.tickets.indices { maker.write(index) }
        for _ in 0..<250 { maker.step() }
        maker.history.logs = ["care": maker.log]
        maker.history.queues = [
            "care": maker.tickets.map {
                QueueRow(
                    ticket: $0.stream, queue: $0.isOpen ? $0.holder == nil ? "unassigned" : "assigned" : "pending",
                    assignee: $0.holder)
            }
        ]
        return maker.history
    }

    private init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func step() {
        let index = random.roll(tickets.count)
        let person = people[random.roll(people.count)]
        let ticket = tickets[index]
        switch random.roll(10) {
        case 0...1: write(index)
        case 2:
            let isFree = tickets.count { $0.holder == person && $0.isOpen } < 2
            guard ticket.holder == nil, ticket.isOpen, isFree else { return }
            tickets[index].holder = person
            if random.roll(2) == 0 { return add("ticket.claimed", on: ticket.stream, by: person) }
            add("ticket.routed", on: ticket.stream, by: "rule", LogFacts(kind: "rule", agent: person))
        case 3:
            guard let holder = ticket.holder else { return }
            tickets[index].holder = nil
            if random.roll(2) == 0 { return add("ticket.released", on: ticket.stream, by: holder) }
            add("ticket.requeued", on: ticket.stream, by: "rule", LogFacts(kind: "rule", agent: holder))
        case 4...5:
            tickets[index].isOpen = false
            let facts = LogFacts(kind: "human", reply: "reply-\(lastCommand)", seen: log.next - 1)
            add("reply.sent", on: ticket.stream, by: person, facts)
        case 6:
            let reply = "reply-\(lastCommand)"
            tickets[index].drafts.append((reply, person))
            let facts = LogFacts(kind: "human", reply: reply, seen: log.next - 1)
            add("reply.drafted", on: ticket.stream, by: person, facts)
        default:
            guard let draft = ticket.drafts.last, draft.by != person, !hasSpoken(since: draft.reply, besides: person)
            else { return }
            tickets[index].drafts.removeLast()
            let isGood = random.roll(2) > 0
            if isGood { tickets[index].isOpen = false }
            add(
                isGood ? "reply.approved" : "reply.rejected", on: ticket.stream, by: person,
                LogFacts(kind: "human", reply: draft.reply))
        }
    }

    /// Whether anybody but one has spoken on the ticket of a draft since it was written.
    private func hasSpoken(since reply: String, besides person: String) -> Bool {
        guard let draft = log.rows.first(where: { $0.type == "reply.drafted" && $0.facts.reply == reply }) else {
            return true
        }
        return log.rows.contains {
            $0.stream == draft.stream && $0.position > draft.position && $0.actor != person
                && ["reply.sent", "reply.approved"].contains($0.type)
        }
    }

    private mutating func write(_ index: Int) {
        let ticket = tickets[index]
        var events: [(String, String, LogFacts)] = []
        if !ticket.isOpened { events.append((ticket.stream, "ticket.opened", LogFacts(kind: "connector"))) }
        for draft in ticket.drafts {
            events.append((ticket.stream, "reply.lapsed", LogFacts(kind: "connector", reply: draft.reply)))
        }
        events.append((ticket.stream, "message.received", LogFacts(kind: "connector")))
        (tickets[index].isOpened, tickets[index].isOpen, tickets[index].drafts) = (true, true, [])
        append(events, by: "hook", carrying: "message.received")
    }

    private mutating func set(_ person: String, capacity: Int64) {
        append([("agent/\(person)", "agent.set", LogFacts(kind: "human", capacity: capacity))], by: "sue")
    }

    private mutating func add(
        _ type: String, on stream: String, by actor: String, _ facts: LogFacts = LogFacts(kind: "human")
    ) {
        append([(stream, type, facts)], by: actor)
    }

    private mutating func append(
        _ events: [(stream: String, type: String, facts: LogFacts)], by actor: String, carrying type: String? = nil
    ) {
        lastCommand += 1
        let command = "command-\(lastCommand)"
        let first = log.next
        for event in events {
            var row = LogRow(
                position: log.next, stream: event.stream,
                version: Int64(log.rows.count { $0.stream == event.stream }) + 1, type: event.type, actor: actor,
                command: command,
                customer: event.type == "ticket.opened" ? "customer of \(event.stream)" : nil,
                digest: UInt64(log.next))
            row.facts = event.facts
            log.rows.append(row)
            log.next += 1
        }
        log.commands.append(CommandRow(command: command, first: first, last: log.next - 1))
        guard actor != "rule" else { return }
        let key = CommandKey(workspace: "care", id: command)
        history.asked[key] = Asked(type: type ?? events[0].type, actor: actor, stream: events[0].stream)
        let moment = Duration.seconds(lastCommand)
        history.attempts.append(
            Attempt(
                command: key, client: actor, askedAt: moment, answeredAt: moment + .milliseconds(5),
                answer: .done(position: log.next - 1, result: command, identity: nil)))
    }
}
