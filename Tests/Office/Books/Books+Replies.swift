internal import Identity
internal import Ticketing

// What is said to customers, and what becomes of it.
extension Books {
    mutating func answer(_ event: RecordedEvent, _ sheet: inout Sheet, on id: TicketID) throws(Breach) {
        let roles = Cast.roles(of: event.actor)
        switch event.event {
        case .replySent, .replyDrafted: if let telling { try demandUntold(telling, event, on: id) }
        default: break
        }
        switch event.event {
        case .replySent(let sent):
            if !mayAnswerAlone(event.actor.kind, roles, on: sheet.channel) {
                throw breach(.approval, event, "\(event.actor) may not answer alone")
            }
            try demandPrepared(sent.material, event)
            if let seen = sent.seen { try demandSeen(seen, id, event) }
            sheet.papers[sent.reply] = Paper(
                author: event.actor.id, seen: sent.seen, stage: "requested", words: event.position, attempt: 1)
            said(event.actor.id, event, words: event.position, as: sent.reply, &sheet)
        case .replyRecorded(let reply):
            if let answers = reply.answers, let owner = owner(of: answers) {
                if owner != id { throw breach(.split, event, "what it answers is on \(owner)") }
            } else {
                try demandKnown(as: sheet.customer, event)
            }
            sheet.papers[reply.reply] = Paper(
                author: reply.author, seen: nil, stage: "delivered", words: event.position, attempt: 1)
            said(reply.author, event, words: event.position, as: reply.reply, &sheet)
            sheet.papers[reply.reply]?.isByPerson = true
        case .replyDrafted(let draft):
            try demandPrepared(draft.material, event)
            if let seen = draft.seen { try demandSeen(seen, id, event) }
            sheet.papers[draft.reply] = Paper(
                author: event.actor.id, seen: draft.seen, stage: "draft", words: event.position, attempt: 0)
            sheet.waiting.append(draft.reply)
            if sheet.waiting.count > 16 { throw breach(.draft, event, "\(sheet.waiting.count) wait") }
        case .replyApproved(let approved): try approve(approved, &sheet, on: id, event, roles)
        case .reply(.rejected(let rejected)):
            try end(rejected.reply, "rejected", &sheet, event)
            if event.actor.kind != .human { throw breach(.approval, event, "nobody looked at it") }
        case .reply(.lapsed(let lapsed)):
            try end(lapsed.reply, "lapsed", &sheet, event)
            done.lapsed.append((id, lapsed.by))
        case .reply(.attempted(let attempted)):
            guard let paper = sheet.papers[attempted.reply], paper.isOut, paper.attempt == attempted.attempt,
                paper.stage == "requested", !paper.taken.contains(attempted.attempt), paper.words == attempted.words
            else { throw breach(.receipt, event, "it was not there to be taken") }
            sheet.papers[attempted.reply]?.taken.insert(attempted.attempt)
            sheet.papers[attempted.reply]?.stage = "attempted"
        case .reply(.carried(let carried)): try move(carried.reply, to: "sent", carried.attempt, &sheet, event)
        case .reply(.read(let read)): try move(read.reply, to: "read", read.attempt, &sheet, event)
        case .reply(.lost(let lost)): try move(lost.reply, to: "unknown", lost.attempt, &sheet, event)
        case .replyDelivered(let reply): try move(reply.reply, to: "delivered", reply.attempt, &sheet, event)
        case .replyFailed(let reply): try move(reply.reply, to: "failed", reply.attempt, &sheet, event)
        case .reply(.retried(let retried)):
            guard let paper = sheet.papers[retried.reply], ["failed", "unknown"].contains(paper.stage),
                retried.attempt == paper.attempt + 1, retried.words == paper.words
            else { throw breach(.receipt, event, "there was nothing to try again") }
            sheet.papers[retried.reply]?.attempt = retried.attempt
            sheet.papers[retried.reply]?.stage = "requested"
            sheet.spoken[event.actor.id] = event.position
            if sheet.status == "open", sheet.words == retried.words { sheet.status = "pending" }
        default: break
        }
    }

    private func approve(
        _ approved: ReplyApproved, _ sheet: inout Sheet, on id: TicketID, _ event: RecordedEvent, _ roles: [Role]
    ) throws(Breach) {
        guard let paper = sheet.papers[approved.reply], paper.stage == "draft" else {
            throw breach(.approval, event, "there is no draft that waits")
        }
        guard event.actor.kind == .human, roles.contains(.agent) || roles.contains(.supervisor),
            paper.author != event.actor.id
        else { throw breach(.approval, event, "\(event.actor) may not approve what \(paper.author) wrote") }
        if members(of: id).contains(where: { $0.heard > paper.words }) {
            throw breach(.stale, event, "the customer has spoken since")
        }
        if let seen = vouched ?? paper.seen { try demandSeen(seen, id, event) }
        if approved.draft != paper.words { throw breach(.approval, event, "it names other words") }
        sheet.papers[approved.reply]?.stage = "requested"
        sheet.papers[approved.reply]?.attempt = 1
        if event.subject != nil, !mayAnswerAlone(event.actor.kind, roles, on: sheet.channel) {
            throw breach(.approval, event, "nobody else has seen these words")
        }
        let words = event.subject == nil ? paper.words : event.position
        sheet.papers[approved.reply]?.words = words
        sheet.waiting.removeAll { $0 == approved.reply }
        said(event.actor.id, event, words: words, as: approved.reply, &sheet)
    }

    private func demandSeen(_ seen: LogPosition, _ id: TicketID, _ event: RecordedEvent) throws(Breach) {
        if members(of: id).contains(where: { $0.isNews(after: seen, to: event.actor.id) }) {
            throw breach(.stale, event, "others spoke after \(seen)")
        }
    }

    private func said(
        _ agent: AgentID, _ event: RecordedEvent, words: LogPosition, as reply: ReplyID, _ sheet: inout Sheet
    ) {
        sheet.papers[reply]?.answers = agent
        sheet.papers[reply]?.said = event.at
        sheet.papers[reply]?.saidAt = event.position
        sheet.papers[reply]?.isByPerson = event.actor.kind == .human
        sheet.spoken[agent] = event.position
        sheet.lines.append(Line(message: nil, position: event.position, at: event.at, words: words))
        sheet.words = words
        if sheet.status != "resolved" { sheet.status = "pending" }
    }

    private func end(_ reply: ReplyID, _ stage: String, _ sheet: inout Sheet, _ event: RecordedEvent) throws(Breach) {
        guard sheet.papers[reply]?.stage == "draft" else { throw breach(.draft, event, "no such draft waits") }
        sheet.papers[reply]?.stage = stage
        sheet.waiting.removeAll { $0 == reply }
    }

    private static let order = ["requested", "attempted", "unknown", "sent", "failed", "delivered", "read"]

    /// A receipt counts if it says more than what is known; what got through counts whichever attempt it was.
    private func move(
        _ reply: ReplyID, to stage: String, _ attempt: Int, _ sheet: inout Sheet, _ event: RecordedEvent
    ) throws(Breach) {
        guard let paper = sheet.papers[reply], paper.isOut, let old = Self.order.firstIndex(of: paper.stage),
            let new = Self.order.firstIndex(of: stage), new > old, attempt <= paper.attempt,
            attempt == paper.attempt || ["delivered", "read"].contains(stage)
        else { throw breach(.receipt, event, "it was \(sheet.papers[reply]?.stage ?? "nothing")") }
        sheet.papers[reply]?.stage = stage
        // The customer may have got nothing: it is our turn again.
        if ["failed", "unknown"].contains(stage), sheet.status == "pending" { sheet.status = "open" }
    }
}
