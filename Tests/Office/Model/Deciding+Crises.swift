internal import Folds
internal import Identity
internal import Projections
internal import Ticketing

/// What is to be done because of a crisis, as the clock of a server has found it.
enum CrisisStep: Sendable {
    case raise(TicketID)
    case restore(TicketID)
    case report(CrisisReport)
}

// What crises ask for, as a server sees to it.
extension Deciding {
    mutating func see(to step: CrisisStep, for crisis: Crisis, _ errand: Errand) -> Verdict? {
        let rules = memory.rules(in: log)
        let id = crisis.settings.crisis
        if case .report(let report) = step {
            var verdict = decide(.reportCrisis(report, lifted: crisis.lifted))
            verdict.command = Self.derived(id, 1, crisis.lifted == nil ? 1 : 2)
            return verdict
        }
        guard let current = rules.crises.first(where: { $0.settings.crisis == id }), current.lifted == crisis.lifted
        else { return nil }
        let state: TicketState
        let priority: TicketPriority
        let conversation: Conversation
        switch step {
        case .raise(let ticket):
            guard let named = memory.ticket(ticket, in: log, fresh: true) else { return nil }
            conversation = self.conversation(of: named)
            if !conversation.isOpen { return nil }
            (state, priority) = (conversation.root, .urgent)
        case .restore(let ticket):
            guard let named = memory.ticket(ticket, in: log, fresh: true) else { return nil }
            conversation = self.conversation(of: named)
            guard let raised = named.raised, raised.crisis == id else { return nil }
            (state, priority) = (named, flaw == .forgottenPriorities ? .high : raised.before)
        case .report: return nil
        }
        let context = TicketContext(actor: .rule, now: errand.now)
        guard case .accepted(let changes) = state.decide(.prioritise(priority, crisis: id), context) else { return nil }
        var verdict = Verdict(
            decision: .accepted(changes), versions: [.ticket(state.id): state.version],
            guards: [.workspace(Cast.workspace): rules.version])
        for other in conversation.others(than: state.id) { verdict.guards[.ticket(other.id)] = other.version }
        var isRaise = false
        if case .raise = step { isRaise = true }
        verdict.command = Self.derived(id, isRaise ? 3 : 4, state.id.id.low)
        return verdict
    }

    /// An id that follows from a crisis, a step and what it is about.
    private static func derived(_ crisis: CrisisID, _ step: UInt64, _ number: UInt64) -> CommandID {
        CommandID(UniqueID(high: crisis.id.low, low: number &+ step << 40))
    }
}

extension Office {
    /// The clock of a server looks after crises; it may be stopped at any moment.
    mutating func seeToCrises(at server: Int, stopping: () -> Bool) throws(Breach) {
        for crisis in servers[server].rules(in: log).crises where crisis.isUnsettled {
            while live.checkpoint < crisis.lifted ?? crisis.declared { project(4) }
            let told = crisis.settings.agents.count
            if crisis.lifted == nil {
                for row in live.tickets.values.sorted(by: { $0.id < $1.id }) where crisis.concerns(row) {
                    try see(to: .raise(row.id), for: crisis, at: server)
                    if stopping() { return }
                }
            } else if crisis.settings.raises != nil {
                for ticket in tickets(prioritisedBy: crisis, after: crisis.declared, upTo: crisis.lifted) {
                    try see(to: .restore(ticket), for: crisis, at: server)
                    if stopping() { return }
                }
            }
            let raised = tickets(prioritisedBy: crisis, after: crisis.declared, upTo: crisis.lifted).count
            let restored = crisis.lifted.map { tickets(prioritisedBy: crisis, after: $0, upTo: nil).count } ?? 0
            let report = CrisisReport(
                crisis: crisis.settings.crisis, raised: raised, restored: restored, notified: told)
            try see(to: .report(report), for: crisis, at: server)
            if stopping() { return }
        }
    }

    private mutating func see(to step: CrisisStep, for crisis: Crisis, at server: Int) throws(Breach) {
        try want(.see(to: step, for: crisis), by: nil, as: .rule, at: server, slowly: false)
    }

    private func tickets(
        prioritisedBy crisis: Crisis, after: LogPosition, upTo: LogPosition?
    ) -> [TicketID] {
        log.events[Int(after.value + 1)...].compactMap { recorded in
            guard recorded.position <= upTo ?? log.end, case .ticket(let ticket) = recorded.stream,
                case .classed(.prioritised(let said)) = recorded.event, said.crisis == crisis.settings.crisis
            else { return nil }
            return ticket
        }
    }
}

extension Crisis {
    /// Whether a ticket is one of those that it makes urgent, as the views show it.
    fileprivate func concerns(_ row: TicketRow) -> Bool {
        guard let raises = settings.raises, row.status == .open, !row.isSpam, !row.isPart else { return false }
        return settings.covers(row.channel)
            && raises.matches(tags: row.tags, waitingSince: row.waitingSince, at: declaredAt)
    }
}
