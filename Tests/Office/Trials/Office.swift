internal import EventCodec
internal import Folds
internal import Identity
internal import Projections
internal import Support
internal import Ticketing

/// A small office: two servers, a log, live projections that lag, and the books that are kept beside all of it.
///
/// Everything is a value: the office of the first morning is made once and copied for every sequence.
struct Office {
    private(set) var log = ModelLog()
    var servers = [ModelServer(), ModelServer()]
    private(set) var live = Tables()
    private(set) var books = Books()
    /// What the books said after each event.
    private var pages: [Books] = []
    /// What the rules fold each ticket to.
    private(set) var states: [TicketID: TicketState] = [:]
    /// What was decided and is not appended yet: whoever is slow.
    private var waiting: [(errand: Errand, verdict: Verdict)] = []
    /// What was sent and could be sent again.
    private var sent: [Errand] = []
    var now = Cast.noon
    private var newIDs: UInt64 = 0x1_0000
    /// How often each type of event was recorded, and what the log answered otherwise.
    private(set) var met: [String: Int] = [:]
    let flaw: Flaw?

    init(flaw: Flaw? = nil) {
        self.flaw = flaw
    }

    /// As it is on its first morning, with nobody at work yet.
    func with(_ flaw: Flaw?) -> Office {
        var office = Office(flaw: flaw)
        (office.log, office.servers, office.live, office.books) = (log, servers, live, books)
        (office.pages, office.states, office.now, office.newIDs) = (pages, states, now, newIDs)
        return office
    }

    /// Appends what no rule decides, before the doors open.
    mutating func begin(_ changes: Changes) throws(Breach) {
        let errand = Errand(
            wish: .takeBack, command: CommandID(newID()), by: nil, actor: .operator, server: 0, now: now)
        try settle(errand, Verdict(decision: .accepted(changes)))
    }

    mutating func newID() -> UniqueID {
        newIDs += 1
        return .numbered(newIDs)
    }

    /// Somebody wants something; it is decided, and appended now or, if they are slow, after others.
    mutating func want(_ wish: Wish, by colleague: Colleague?, as actor: Actor, at server: Int, slowly: Bool)
        throws(Breach)
    {
        let errand = Errand(
            wish: wish, command: CommandID(newID()), by: colleague, actor: actor, server: server, now: now)
        sent.append(errand)
        try start(errand, slowly: slowly)
    }

    /// A client that has heard nothing sends something again, maybe to the other server.
    mutating func repeatOne(_ random: inout SeededGenerator) throws(Breach) {
        guard let old = sent.randomElement(using: &random) else { return }
        let errand = Errand(
            wish: old.wish, command: old.command, by: old.by, actor: old.actor, server: random.roll(2), now: now)
        try start(errand, slowly: false)
    }

    /// Those who were slow come to an end, in the order in which they decided.
    mutating func finishOne() throws(Breach) {
        if waiting.isEmpty { return }
        let (errand, verdict) = waiting.removeFirst()
        try settle(errand, verdict)
    }

    mutating func finishAll() throws(Breach) { while !waiting.isEmpty { try finishOne() } }

    private mutating func start(_ errand: Errand, slowly: Bool) throws(Breach) {
        guard let verdict = decide(errand) else { return }
        if slowly { waiting.append((errand, verdict)) } else { try settle(errand, verdict) }
    }

    private mutating func decide(_ errand: Errand) -> Verdict? {
        var deciding = Deciding(memory: servers[errand.server], log: log, views: live, flaw: flaw)
        let verdict = deciding.decide(errand)
        servers[errand.server] = deciding.memory
        return verdict
    }

    /// Appends what was decided; what others have overtaken is decided again.
    private mutating func settle(_ errand: Errand, _ verdict: Verdict) throws(Breach) {
        var errand = errand
        var verdict = verdict
        for _ in 0..<8 {
            guard case .accepted(let changes) = verdict.decision else { return }
            try demandRest(of: verdict, for: changes)
            let request = ModelLog.Request(
                command: verdict.command ?? errand.command, actor: errand.actor, at: errand.now, changes: changes,
                versions: verdict.versions, guards: verdict.guards)
            switch log.append(request, flaw: flaw) {
            case .appended(let first): return try record(from: first, of: errand)
            case .duplicate:
                met["(repeated)", default: 0] += 1
                return
            case .conflict(let stream):
                met["(overtaken)", default: 0] += 1
                servers[errand.server].forget(stream)
                // Rules look again when the views know what has overtaken them.
                if case .giveOut = errand.wish { project(log.events.count) }
            case .claimed(let claim, let stream):
                met["(claimed)", default: 0] += 1
                servers[errand.server].forget(claim)
                servers[errand.server].forget(stream)
            case .full(let limit):
                met["(full)", default: 0] += 1
                try checkRefusal(limit, of: changes)
                guard errand.wish.mayExceed, errand.by?.has(.supervisor) == true, !errand.mayExceed else { return }
                errand.mayExceed = true
            }
            guard let next = decide(errand) else { return }
            verdict = next
        }
        throw Breach(rule: .stuck, position: log.end, message: "\(errand.wish) is decided anew for ever")
    }

    /// A log looks at the versions of what is written and guarded.
    private func demandRest(of verdict: Verdict, for changes: Changes) throws(Breach) {
        let looked = Set(changes.events.map(\.stream)).union(verdict.guards.keys)
        let idle = Set(verdict.versions.keys).subtracting(looked)
        if let stream = idle.min(by: { $0.description < $1.description }) {
            throw Breach(rule: .rest, position: log.end, message: "\(stream) is neither written nor guarded")
        }
    }

    /// Nobody is refused what they could hold.
    private func checkRefusal(_ limit: ClaimLimit, of changes: Changes) throws(Breach) {
        let (agent, wanted): (AgentID, String?) =
            switch limit.group {
            case .held(let agent): (agent, nil)
            case .heldOn(let agent, let network): (agent, network)
            }
        let load = books.load(of: agent, on: wanted)
        let taken = changes.takes.count {
            guard case .held(let holder, let network, _) = $0.claim else { return false }
            return holder == agent && (wanted == nil || wanted == network)
        }
        if load + taken <= limit.max {
            throw Breach(rule: .refusal, position: log.end, message: "\(limit) at a load of \(load)")
        }
    }

    private mutating func record(from first: Int, of errand: Errand) throws(Breach) {
        var touched: Set<TicketID> = []
        books.vouched = nil
        if case .ticket(_, .approve(_, _, let seen)) = errand.wish { books.vouched = seen }
        books.asked = errand.wish.identity
        books.named = if case .feedback(let opinion) = errand.wish { opinion.reply } else { nil }
        books.telling = errand.wish.told
        for event in log.events[first...] {
            servers[errand.server].remember(event)
            met[EventType(of: event.event).rawValue, default: 0] += 1
            if case .classed(.prioritised(let said)) = event.event, said.crisis != nil {
                met[said.priority == .urgent ? "(raised)" : "(put back)", default: 0] += 1
            }
            let pages = self.pages
            try books.enter(event) { $0.value < 0 ? nil : pages[Int($0.value)] }
            self.pages.append(books)
            if case .ticket(let id) = event.stream {
                TicketState.evolve(&states[id], with: event)
                touched.insert(id)
            }
        }
        try books.demandWhole(at: log.end)
        // What was refused is recorded without an event.
        if first < log.events.count, let told = errand.wish.told, case .tell(_, let telling) = errand.wish {
            met["(told)", default: 0] += 1
            try books.demandTold(told, as: telling.reply, at: log.end)
        }
        try comparePersons(of: log.events[first...])
        if case .run(let macro, let ticket, let reply, _) = errand.wish {
            met["(run)", default: 0] += 1
            let run = Books.Run(ticket: ticket, macro: macro, reply: reply, at: errand.now)
            try books.demandDone(run, at: log.end)
        }
        for id in touched { try compare(id) }
        for id in books.tickets.keys where books.isNear(id, touched) { try compareHands(of: id) }
    }

    /// What the rules say of a ticket, and what the log claims for it, against the books.
    private func compare(_ id: TicketID) throws(Breach) {
        guard let state = states[id], let sheet = books.tickets[id] else {
            throw Breach(rule: .state, position: log.end, message: "\(id) is known to one of two")
        }
        func demand(_ condition: Bool, _ rule: Breach.Rule, _ what: @autoclosure () -> String) throws(Breach) {
            if !condition { throw Breach(rule: rule, position: log.end, message: "\(id): \(what())") }
        }
        try demand(state.status.rawValue == sheet.status, .state, "\(state.status), by hand \(sheet.status)")
        try demand(state.assignee == sheet.holder, .oneHolder, "another holder: \(state.assignee as Any)")
        try demand(state.team == sheet.team && state.version.value == sheet.version, .state, "team or version")
        try demand(Set(state.tags) == sheet.tags && (state.spam != nil) == sheet.isSpam, .state, "tags or spam")
        try demand(state.drafts == sheet.waiting, .draft, "drafts \(state.drafts), by hand \(sheet.waiting)")
        try demand(Books.urgency(state.priority) == sheet.urgency, .state, "priority")
        try demand(state.mergedInto == sheet.into && Set(state.parts) == sheet.parts, .conversation, "links")
        for part in sheet.parts { try demand(books.tickets[part]?.into == id, .conversation, "\(part) knows nothing") }
        if let into = sheet.into {
            try demand(books.tickets[into]?.parts.contains(id) == true, .conversation, "\(into) knows nothing")
        }
        try demand(
            state.splitFrom == sheet.from && state.heardAt ?? .beforeAll == sheet.heard, .split, "what was heard")
        try demand(state.problem == sheet.problem && state.leftProblems == sheet.left, .problem, "of what it is")
        try demand(Set(state.followers) == sheet.followers, .state, "followers")
        try demand(state.snoozedUntil == sheet.wakes && state.declined == sheet.declined, .state, "wakes, declined")
        for (reply, paper) in sheet.papers {
            let known = state.replies[reply]
            let stage =
                switch known?.stage {
                case .draft: "draft"
                case .rejected: "rejected"
                case .lapsed: "lapsed"
                case .out(let delivery): delivery.rawValue
                case nil: "unknown to the rules"
                }
            try demand(stage == paper.stage && known?.attempt == paper.attempt, .state, "\(reply) is \(stage)")
        }
        var claims: Set<Claim> = []
        if sheet.status != "resolved", sheet.from == nil { claims.insert(.unresolved(sheet.customer, sheet.channel)) }
        let logged = log.claims.filter { claim, holder in
            if case .unresolved = claim { holder.stream == .ticket(id) } else { false }
        }
        try demand(Set(logged.keys) == claims, .claims, "the log has \(logged), by hand \(claims)")
    }

    /// Who holds what stands for a ticket, as the log counts it and by hand.
    private func compareHands(of id: TicketID) throws(Breach) {
        guard let sheet = books.tickets[id] else { return }
        var claims: Set<Claim> = []
        if books.fillsHands(id), let holder = sheet.holder {
            claims.insert(.held(holder, network: sheet.channel.network, id))
        }
        let logged = log.claims.keys.filter { claim in
            if case .held(_, _, id) = claim { true } else { false }
        }
        if Set(logged) == claims { return }
        throw Breach(
            rule: .claims, position: log.end, message: "\(id): the log has \(logged), by hand \(claims)")
    }

    /// What is merged and un-merged looks as before, but that it has two events more.
    private func checkMergeAndBack() throws(Breach) {
        let roots = books.tickets.filter { $0.value.into == nil }.keys.sorted()
        guard roots.count > 1, let from = roots.first, let into = roots.last else { return }
        var office = self
        try office.want(.merge(from, into: into), by: Cast.sue, as: Cast.sue.actor, at: 0, slowly: false)
        office.project(.max)
        guard office.live.tickets[from]?.isPart == true else {
            throw Breach(rule: .conversation, position: log.end, message: "\(from) was not merged into \(into)")
        }
        try office.want(.unmerge(from), by: Cast.ada, as: Cast.ada.actor, at: 1, slowly: false)
        office.project(.max)
        for (id, row) in live.tickets {
            guard let after = office.live.tickets[id]?.bare, after == row.bare else {
                throw Breach(
                    rule: .conversation, position: log.end,
                    message: "\(id) was \(row), and is \(office.live.tickets[id] as Any) after \(from) was in \(into)")
            }
        }
    }

    /// Views read on: so many events, fewer if there are no more.
    mutating func project(_ count: Int) {
        var batch = log.events[Int(live.checkpoint.value + 1)...].prefix(count)
        if batch.isEmpty { return }
        let before = live
        if flaw == .skippedEvents && batch.count > 1 && batch.last?.event.isHarmless == true {
            let end = batch.last?.position ?? live.checkpoint
            batch = batch.dropLast()
            live.fold(batch)
            live.checkpoint = end
            return
        }
        live.fold(batch)
        if flaw == .forgottenRows, batch.count > 1, let last = batch.last, case .ticket(let id) = last.stream,
            let old = before.tickets[id]
        {
            live.tickets[id] = old
        }
        if flaw == .forgottenOutbox { live.outbox = before.outbox }
    }

    /// At the end of a sequence: everything is told, and the live rows are those of a replay and of the books.
    mutating func close() throws(Breach) {
        project(log.events.count)
        if flaw == .looseMerges { live.parts = [:] }
        var whole = Tables()
        whole.fold(log.events)
        func demand(_ condition: Bool, _ what: @autoclosure () -> String) throws(Breach) {
            if !condition { throw Breach(rule: .projection, position: log.end, message: what()) }
        }
        try demand(live == whole, "live rows are not those of a replay")
        for (id, sheet) in books.tickets {
            let isLinked = sheet.into != nil || !sheet.parts.isEmpty
            try demand((live.parts[id] != nil) == isLinked, "\(id) among those that are merged")
            let row = isLinked ? live.parts[id]?.row : live.tickets[id]
            try demand(
                row?.status.rawValue == sheet.status && row?.assignee == sheet.holder && row?.team == sheet.team
                    && row?.isSpam == sheet.isSpam && row?.version.value == sheet.version
                    && row?.messages == sheet.messages,
                "\(id) is \(row as Any), by hand \(sheet)")
            if isLinked { try demand(live.parts[id]?.root == books.root(of: id), "\(id) has another root") }
            let shown = live.tickets[id]
            try demand(shown?.isPart == (sheet.into != nil), "\(id) is shown as \(shown as Any)")
            if sheet.into == nil {
                try demand(shown?.status.rawValue == books.shownStatus(of: id), "\(id) is shown as \(shown as Any)")
                let messages = books.shownSheets(of: id).reduce(0) { $0 + $1.messages }
                try demand(shown?.messages == messages, "\(id) shows \(shown?.messages ?? 0) of \(messages)")
            }
            for (reply, paper) in sheet.papers {
                let outbox = live.outbox[reply]
                let isOpen = ["requested", "attempted", "failed", "unknown"].contains(paper.stage)
                try demand((outbox != nil) == isOpen, "\(reply) is \(paper.stage), the outbox has \(outbox as Any)")
                if let outbox {
                    try demand(
                        outbox.delivery.rawValue == paper.stage && outbox.attempt == paper.attempt,
                        "\(reply) is \(paper.stage), the outbox has \(outbox)")
                }
                try demand((live.drafts[reply] != nil) == (paper.stage == "draft"), "\(reply) among the drafts")
            }
        }
        try demand(live.tickets.count == books.tickets.count, "tickets that nobody opened")
        try checkMergeAndBack()
        try closePersons()
        try closeVoices()
        let papers = books.tickets.values.reduce(into: Set<ReplyID>()) { $0.formUnion($1.papers.keys) }
        try demand(papers.isSuperset(of: live.outbox.keys), "the outbox has what nobody wrote")
    }
}

extension Event {
    /// Whether a fold goes on without it, if with wrong rows.
    fileprivate var isHarmless: Bool {
        switch self {
        case .noteAdded, .replySent, .ticketClaimed, .ticketResolved, .ticketTagged: true
        default: false
        }
    }
}

extension TicketRow {
    /// Without what every event changes.
    fileprivate var bare: TicketRow {
        var row = self
        row.version = .none
        row.position = .beforeAll
        row.detail = detail.flatMap {
            $0.facts == TicketDetail.Facts() ? nil : TicketDetail(position: .beforeAll, facts: $0.facts)
        }
        return row
    }
}
