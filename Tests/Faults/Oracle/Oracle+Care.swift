/// What a care team must never bring about between its people, its rules and its servers.
extension Oracle {
    /// No double answer, nobody given more than they can hold, each draft out once and by whom may, no ticket lost.
    static func checkCare(of log: WorkspaceLog, queues: [QueueRow]?, in workspace: String) -> [Violation] {
        var office = CareOffice(workspace: workspace)
        for row in log.rows { office.enter(row) }
        return office.violations + (queues.map { office.checkQueues($0) } ?? [])
    }
}

/// As much of a workspace as these checks need, from the rows of the log alone.
private struct CareOffice {
    struct Ticket {
        var status = "open"
        var holder: String?
        var isSpam = false
        /// Where each spoke last; the customer under no name.
        var spoken: [String: Int64] = [:]
        var drafts: [String: Draft] = [:]
        /// What it is part of.
        var into: String?

        var queue: String {
            if into != nil { return "merged" }
            if isSpam { return "spam" }
            if status == "open" { return holder == nil ? "unassigned" : "assigned" }
            return status
        }

        /// The last position at which somebody else spoke.
        func others(than agent: String) -> Int64 { spoken.filter { $0.key != agent }.values.max() ?? -1 }
    }

    struct Draft {
        let author: String
        let position: Int64
        let seen: Int64?
        var isWaiting = true
    }

    let workspace: String
    var tickets: [String: Ticket] = [:]
    /// Of who has a profile; nil inside is no limit.
    var capacities: [String: Int64?] = [:]
    var violations: [Violation] = []

    mutating func enter(_ row: LogRow) {
        switch row.type {
        case "agent.set": capacities[String(row.stream.dropFirst("agent/".count))] = .some(row.facts.capacity)
        default: break
        }
        guard row.stream.hasPrefix("ticket/") else { return }
        var ticket = tickets[row.stream] ?? Ticket()
        defer { tickets[row.stream] = ticket }
        let reply = row.facts.reply ?? ""
        switch row.type {
        case "message.received":
            ticket.status = "open"
            ticket.spoken[""] = row.position
            if let draft = ticket.drafts.first(where: \.value.isWaiting) {
                note(.draft, row, "draft \(draft.key) outlives what the customer wrote")
            }
        case "message.edited", "message.withdrawn": ticket.spoken[""] = row.position
        case "ticket.merged":
            if ticket.into != nil || row.facts.into.map({ root(of: $0) == root(of: row.stream) }) ?? true {
                note(
                    .domain, row,
                    "it is merged into \(row.facts.into ?? "-"), and part of \(ticket.into ?? "it") already")
            } else if let into = row.facts.into, tickets[into]?.into != nil {
                note(.domain, row, "it is merged into \(into), which is a part itself")
            }
            ticket.into = row.facts.into
        case "ticket.unmerged": ticket.into = nil
        case "ticket.resolved": ticket.status = "resolved"
        case "ticket.reopened", "ticket.woken": ticket.status = "open"
        case "ticket.snoozed": ticket.status = "snoozed"
        case "ticket.markedSpam": ticket.isSpam = true
        case "ticket.unmarkedSpam": ticket.isSpam = false
        case "ticket.released", "ticket.requeued": ticket.holder = nil
        case "ticket.claimed", "ticket.routed", "ticket.assigned":
            let taker = row.type == "ticket.claimed" ? row.actor : row.facts.agent
            let isNew = taker != ticket.holder
            ticket.holder = taker
            if let taker, isNew, !row.facts.isOverride { checkRoom(of: taker, ticket, row) }
        case "reply.sent":
            if let seen = row.facts.seen, others(than: row.actor, on: row.stream) > seen {
                note(.doubleAnswer, row, "\(row.actor) had seen \(seen), others have spoken since")
            }
            said(row, &ticket)
        case "reply.recorded": said(row, &ticket)
        case "reply.drafted":
            if let seen = row.facts.seen, others(than: row.actor, on: row.stream) > seen {
                note(.doubleAnswer, row, "a draft on \(seen), others have spoken since")
            }
            ticket.drafts[reply] = Draft(author: row.actor, position: row.position, seen: row.facts.seen)
        case "reply.approved":
            if let draft = ticket.drafts[reply], draft.isWaiting, draft.author != row.actor, row.facts.kind == "human" {
                let isNews = draft.seen.map { others(than: row.actor, on: row.stream) > $0 } ?? false
                if heard(on: row.stream) > draft.position || isNews {
                    note(.doubleAnswer, row, "others have spoken since the draft of \(draft.position)")
                }
            } else {
                note(.draft, row, "\(row.actor) approves what does not wait for them")
            }
            ticket.drafts[reply]?.isWaiting = false
            said(row, &ticket)
        case "reply.rejected", "reply.lapsed":
            if ticket.drafts[reply]?.isWaiting != true { note(.draft, row, "no such draft waits") }
            ticket.drafts[reply]?.isWaiting = false
        case "reply.failed", "reply.lost": if ticket.status == "pending" { ticket.status = "open" }
        default: break
        }
    }

    /// What stands for a ticket, and all that it stands for.
    func root(of stream: String) -> String {
        var root = stream
        for _ in 0...tickets.count { root = tickets[root]?.into ?? root }
        return root
    }

    private func members(of stream: String) -> [Ticket] {
        let root = root(of: stream)
        return tickets.filter { $0.key == root || $0.value.into != nil && self.root(of: $0.key) == root }.map(\.value)
    }

    /// The last position at which somebody else spoke on any of them.
    private func others(than agent: String, on stream: String) -> Int64 {
        members(of: stream).map { $0.others(than: agent) }.max() ?? -1
    }

    private func heard(on stream: String) -> Int64 {
        members(of: stream).map { $0.spoken["", default: -1] }.max() ?? -1
    }

    /// Where it waits for those who look: what waits on any part of it waits on it.
    private func shown(_ stream: String, _ ticket: Ticket) -> QueueRow {
        var shown = ticket
        if ticket.into == nil && !ticket.isSpam {
            let heard = members(of: stream).filter { !$0.isSpam }
            shown.status =
                ["open", "snoozed", "pending"].first { status in heard.contains { $0.status == status } } ?? "resolved"
        }
        return QueueRow(ticket: stream, queue: shown.queue, assignee: ticket.holder)
    }

    private func said(_ row: LogRow, _ ticket: inout Ticket) {
        ticket.spoken[row.actor] = row.position
        if ticket.status != "resolved" { ticket.status = "pending" }
    }

    /// With this ticket; others that came back to them since may have made it more, but then nothing is given.
    private mutating func checkRoom(of agent: String, _ ticket: Ticket, _ row: LogRow) {
        guard ticket.queue == "assigned", let known = capacities[agent], let capacity = known else { return }
        let others = tickets.filter { $0.key != row.stream && $0.value.holder == agent && $0.value.queue == "assigned" }
        if Int64(others.count + 1) > capacity {
            note(.capacity, row, "\(agent) holds \(others.count + 1) and can hold \(capacity)")
        }
    }

    private mutating func note(_ rule: Violation.Rule, _ row: LogRow, _ message: String) {
        violations.append(Violation(rule, at: "\(workspace)@\(row.position)", "\(row.stream): \(message)"))
    }

    /// Every ticket of the log is in exactly one queue, the one where it belongs, with who has it.
    func checkQueues(_ rows: [QueueRow]) -> [Violation] {
        var violations: [Violation] = []
        let found = Dictionary(grouping: rows, by: \.ticket)
        for (stream, ticket) in tickets.sorted(by: { $0.key < $1.key }) {
            let expected = [shown(stream, ticket)]
            if found[stream] != expected {
                violations.append(
                    Violation(
                        .lostTicket, at: "\(workspace)/\(stream)",
                        "by the log it is \(expected), in the views \(found[stream] ?? [])"))
            }
        }
        for stream in found.keys.sorted() where tickets[stream] == nil {
            violations.append(Violation(.lostTicket, at: "\(workspace)/\(stream)", "nobody opened it"))
        }
        return violations
    }
}
