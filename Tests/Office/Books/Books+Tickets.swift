internal import Identity
internal import Ticketing

extension Books {
    typealias Rule = Breach.Rule

    /// Writes an event down, and says what it breaks. `past` is what the books said as of a position.
    mutating func enter(_ event: RecordedEvent, past: (LogPosition) -> Books?) throws(Breach) {
        if event.command != done.last {
            guard done.commands.insert(event.command).inserted else {
                throw breach(.command, event, "its command has been done before")
            }
            done.last = event.command
            done.given = []
            done.opened = []
            done.lapsed = []
            done.detached = [:]
            done.joined = [:]
            done.promised = nil
            done.first = event.position
        }
        switch event.stream {
        case .ticket(let id): try enter(event, on: id, past: past)
        case .workspace: try enterSetting(event)
        case .agent(let id): try enter(event, of: id)
        case .customer(let id):
            try enter(event, ofCustomer: id)
        case .material(let id): try enterMaterial(event, of: id)
        case .problem(let id): try enter(event, ofProblem: id, past: past)
        case .channel: break
        }
    }

    func breach(_ rule: Rule, _ event: RecordedEvent, _ message: String) -> Breach {
        Breach(rule: rule, position: event.position, message: "\(message) (\(event.event) on \(event.stream))")
    }

    private mutating func enter(
        _ event: RecordedEvent, on id: TicketID, past: (LogPosition) -> Books?
    ) throws(Breach) {
        if case .ticketOpened(let opened) = event.event {
            if tickets[id] != nil { throw breach(.once, event, "the ticket is there already") }
            tickets[id] = Sheet(
                customer: opened.customer, channel: opened.channel, team: opened.team, language: opened.language,
                last: event.position, version: 1)
            done.opened.insert(id)
            return
        }
        guard var sheet = tickets[id] else { throw breach(.state, event, "the ticket was never opened") }
        sheet.last = event.position
        sheet.version += 1
        if !sheet.isBegun, !event.event.isMark {
            sheet.isBegun = true
            try checkBeginning(sheet, event, on: id)
        }
        if event.event.isForRoots, sheet.into != nil { throw breach(.conversation, event, "it is part of another") }
        try demandThawed(sheet, event)
        switch event.event {
        case .merge(let merge): try link(merge, &sheet, event, on: id)
        case .messageReceived(let message): try hear(message, &sheet, event, on: id)
        case .ticketClaimed, .ticketReleased, .ticketAssigned, .assignment:
            try move(event, &sheet, on: id, past: past)
        case .ticketResolved:
            if sheet.status == "resolved" { throw breach(.status, event, "it was resolved already") }
            // Of a conversation, what any of it says counts for all of it.
            let whole = [sheet] + members(of: id).filter { !$0.isSpam }
            for demanded in whole.flatMap({ rules.channels[$0.channel]?.requires ?? [] })
            where demanded == .tag && whole.allSatisfy(\.tags.isEmpty)
                || demanded == .outcome && whole.allSatisfy({ $0.outcome == nil })
            {
                throw breach(.status, event, "it has no \(demanded), which its channel demands")
            }
            sheet.status = "resolved"
        case .ticketReopened:
            if sheet.status == "open" { throw breach(.status, event, "it was open already") }
            if sheet.status == "resolved" { done.opened.insert(id) }
            sheet.status = "open"
        case .ticketSnoozed(let snoozed):
            if sheet.status == "resolved" || snoozed.until <= event.at {
                throw breach(.status, event, "\(sheet.status) at \(event.at)")
            }
            (sheet.status, sheet.wakes) = ("snoozed", snoozed.until)
        case .ticketWoken:
            guard sheet.status == "snoozed", let wakes = sheet.wakes, wakes <= event.at else {
                throw breach(.status, event, "\(sheet.status) until \(sheet.wakes.map { "\($0)" } ?? "-")")
            }
            sheet.status = "open"
        case .ticketTagged(let tagged):
            if !sheet.tags.isDisjoint(with: tagged.tags) { throw breach(.status, event, "it had such a tag") }
            sheet.tags.formUnion(tagged.tags)
            sheet.everTagged.formUnion(tagged.tags)
        case .ticketUntagged(let tagged):
            if !sheet.tags.isSuperset(of: tagged.tags) { throw breach(.status, event, "it had no such tag") }
            sheet.tags.subtract(tagged.tags)
        case .spam(.ticketMarked(let marked)):
            // Who looks at what a block hid may call it spam themselves.
            if sheet.isSpam, sheet.isJudged || marked.because != .judged {
                throw breach(.status, event, "it was spam already")
            }
            (sheet.isSpam, sheet.isJudged) = (true, marked.because == .judged)
        case .spam(.ticketUnmarked):
            if !sheet.isSpam { throw breach(.status, event, "it was no spam") }
            (sheet.isSpam, sheet.isJudged) = (false, false)
        case .follow(.ticketFollowed(let followed)): sheet.followers.insert(followed.agent)
        case .follow(.ticketUnfollowed(let followed)): sheet.followers.remove(followed.agent)
        case .classed(.classified(let classified)):
            if sheet.outcome == classified.classes.outcome { throw breach(.status, event, "it was so already") }
            if classified.tree.value != rules.version { throw breach(.settings, event, "by rules of another time") }
            sheet.outcome = classified.classes.outcome
        case .classed(.prioritised(let prioritised)):
            try prioritise(prioritised, &sheet, event, on: id)
        case .intake(.messageEdited(let edit)):
            try revise(edit.message, replacing: edit.replaces, isGone: false, &sheet, event)
        case .intake(.messageWithdrawn(let gone)):
            try revise(gone.message, replacing: gone.replaces, isGone: true, &sheet, event)
        case .intake(.signalReceived(let signal)): try hear(signal, sheet, event)
        case .feedback(let feedback): try hear(feedback, sheet, event, on: id)
        case .switchAsked(let asked): try ask(asked, sheet, event)
        case .problem(let problem): try belong(problem, &sheet, event)
        case .split(.detached(let detached)): try detach(detached, &sheet, event, on: id)
        case .split(.split(let moved)): try split(moved, &sheet, event, on: id)
        default: try answer(event, &sheet, on: id)
        }
        if sheet.status != "snoozed" { sheet.wakes = nil }
        tickets[id] = sheet
        if case .ticketReopened = event.event { try checkAlone(id, event) }
    }

    /// What comes right behind its opening says what kind of ticket it is.
    private func checkBeginning(_ sheet: Sheet, _ event: RecordedEvent, on id: TicketID) throws(Breach) {
        // What is split off stays with the team that has it, and waits beside what it is split from.
        if case .split(.detached) = event.event { return }
        if sheet.team != rules.channels[sheet.channel]?.team {
            throw breach(.queue, event, "its channel belongs to another team, or to none")
        }
        try checkAlone(id, event)
    }

    private mutating func hear(
        _ message: MessageReceived, _ sheet: inout Sheet, _ event: RecordedEvent, on id: TicketID
    ) throws(Breach) {
        if !done.messages.insert(message.message).inserted { throw breach(.once, event, "it was received before") }
        if message.customer != sheet.customer { throw breach(.state, event, "it is somebody else's ticket") }
        if sheet.status == "resolved" { throw breach(.status, event, "nobody opened it again") }
        if !sheet.waiting.isEmpty { throw breach(.draft, event, "drafts outlive it: \(sheet.waiting)") }
        if done.lapsed.contains(where: { $0.ticket == id && $0.message != message.message }) {
            throw breach(.draft, event, "drafts were ended by another message")
        }
        if done.opened.contains(id), customers[sheet.customer]?.isBlocked == true, !sheet.isSpam {
            throw breach(.blocked, event, "the customer is blocked, and it is in sight")
        }
        try demandKnown(as: message.customer, event)
        try demandAnswered(message.answers, sheet, event, on: id)
        sheet.status = "open"
        sheet.messages += 1
        sheet.received += 1
        sheet.lines.append(
            Line(
                message: message.message, position: event.position, at: message.occurredAt ?? event.at,
                words: event.position))
        sheet.heard = event.position
        sheet.words = event.position
    }

    /// Only what is part of nothing becomes part of something, which is part of nothing.
    private func link(
        _ merge: MergeEvent, _ sheet: inout Sheet, _ event: RecordedEvent, on id: TicketID
    ) throws(Breach) {
        sheet.wasMerged = true
        switch merge {
        case .merged(let into):
            guard sheet.into == nil, let other = tickets[into], other.into == nil, into != id, root(of: into) != id
            else {
                throw breach(.conversation, event, "one of both is part of something")
            }
            sheet.into = into
        case .absorbed(let part):
            guard tickets[part]?.into == id, sheet.into == nil else {
                throw breach(.conversation, event, "the other does not know of it")
            }
            sheet.parts.insert(part)
        case .unmerged(let from):
            guard sheet.into == from else { throw breach(.conversation, event, "it was no part of it") }
            sheet.into = nil
        case .expelled(let part):
            guard sheet.parts.remove(part) != nil, tickets[part]?.into == nil else {
                throw breach(.conversation, event, "the other does not know of it")
            }
        }
    }

    static func urgency(_ priority: TicketPriority) -> Int {
        switch priority {
        case .low: 0
        case .normal: 1
        case .high: 2
        case .urgent: 3
        }
    }

    /// Of a customer at most one ticket waits on each channel.
    private func checkAlone(_ id: TicketID, _ event: RecordedEvent) throws(Breach) {
        // What was split off waits beside them.
        guard let own = tickets[id], own.from == nil else { return }
        let others = tickets.filter {
            $0.key != id && $0.value.customer == own.customer && $0.value.channel == own.channel
                && $0.value.status != "resolved" && $0.value.from == nil
        }
        if let other = others.keys.min() { throw breach(.once, event, "\(other) waits as well") }
    }
}

extension Event {
    /// Whether it is never done to a ticket that is part of another.
    fileprivate var isForRoots: Bool {
        switch self {
        case .ticketClaimed, .ticketReleased, .ticketAssigned, .assignment, .noteAdded, .ticketTagged,
            .follow(.ticketFollowed):
            true
        // What a crisis raised before it was merged, its end puts back.
        case .classed(.prioritised(let said)): said.crisis == nil
        default: false
        }
    }
}

extension Event {
    /// Whether it keeps a ticket apart, which may be before it has begun.
    fileprivate var isMark: Bool {
        if case .spam(.ticketMarked) = self { true } else { false }
    }
}
