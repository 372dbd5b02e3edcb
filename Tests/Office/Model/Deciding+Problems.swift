internal import Folds
internal import Identity
internal import Projections
internal import Ticketing

// What many complain about at once, and what they are told of it.
extension Deciding {
    func decide(_ wish: Wish.OfProblem) -> Verdict? {
        switch wish {
        case .open(let id):
            let opened = ProblemOpened(title: "Parcels are late", cause: nil, product: nil)
            return Verdict(decision: ProblemState(id: id).decide(.open(opened), Rulebook()))
        case .close(let id):
            let state = problem(id)
            return Verdict(decision: state.decide(.close, Rulebook()), versions: [.problem(id): state.version])
        case .notice(let id, let resolves):
            let state = problem(id)
            let linked = views.tickets.values.filter { $0.detail?.facts.problem == id }
            let members = linked.compactMap { row in
                guard row.isPart else { return row.id }
                // What stands for it is told, unless it was said that it is none of it.
                return views.parts[row.id]?.root
            }.filter { views.tickets[$0]?.detail?.facts.leftProblems.contains(id) != true }
            let noticed = ProblemNoticed(
                tickets: Set(members).sorted(), asOf: views.checkpoint, resolves: resolves, hasMore: false)
            return Verdict(
                decision: state.decide(.notice(noticed), Rulebook()), versions: [.problem(id): state.version])
        }
    }

    private func problem(_ id: ProblemID) -> ProblemState {
        var state = ProblemState(id: id)
        for event in log.read(.problem(id), after: .none) { state.evolve(with: event) }
        return state
    }

    /// Whatever becomes of a notice on a ticket is recorded, also that nothing was sent: the same again tells nobody.
    mutating func tell(_ ticket: TicketID, _ telling: Wish.Telling, _ errand: Errand) -> Verdict? {
        let notice = TicketNotice(
            problem: telling.problem, reply: telling.reply, text: "It comes tomorrow.", seen: telling.noticed.asOf,
            resolves: telling.noticed.resolves)
        guard var verdict = decide(.notice(notice), on: ticket, errand) else { return nil }
        if case .rejected = verdict.decision {
            verdict = Verdict(decision: .accepted(Changes([])), guards: verdict.guards)
        }
        if flaw != .toldTwice {
            verdict.command = CommandID(UniqueID(high: UInt64(telling.at.value), low: ticket.id.low &+ 5 << 40))
        }
        return verdict
    }
}
