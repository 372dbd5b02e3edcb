internal import Folds
internal import Identity
internal import Support
internal import Ticketing

// Signals, feedback, and what many complain about.
extension Office {
    /// A network tells that somebody likes something, or how content they are.
    mutating func voice(_ random: inout SeededGenerator) -> Wish? {
        let channel = Cast.channels[random.roll(5) == 0 ? 1 : 0]
        let papers = books.tickets.values.flatMap { $0.papers.keys }.sorted()
        let number = random.roll(6) == 0 ? UInt64(random.roll(4)) : newID().low
        if random.roll(2) == 0 {
            guard let ticket = anyTicket(&random) else { return nil }
            return .feedback(
                Wish.Opinion(
                    channel: channel, externalId: "f\(number)", ticket: ticket,
                    reply: random.roll(3) == 0 ? papers.randomElement(using: &random) : nil))
        }
        var object: Claim?
        switch random.roll(8) {
        case 0: break
        case 1...2: object = papers.randomElement(using: &random).map { .reply($0) }
        case 3...4:
            // Of what was split off, if anything was.
            let moved = books.tickets.values.filter { $0.from != nil }.flatMap { $0.lines.map(\.position) }
            object =
                log.claims.filter { claim, holder in
                    if case .external = claim { moved.contains(holder.position) } else { false }
                }.min { $0.value.position < $1.value.position }?.key
        default: object = external(on: channel, &random).map { .external(channel, id: $0) }
        }
        return .signal(
            Wish.Sign(
                channel: channel, externalId: "s\(number)", handle: Cast.handles[random.roll(Cast.handles.count)],
                object: object, customer: CustomerID(newID())))
    }

    /// A customer is asked to go on elsewhere.
    mutating func askSwitch(_ random: inout SeededGenerator) -> Wish? {
        guard let ticket = anyTicket(&random), let sheet = books.tickets[ticket],
            let target = SwitchTarget(["phone", Cast.channels[0].name, Cast.channels[1].name][random.roll(3)]),
            let reason = SwitchReason("privacy")
        else { return nil }
        let wish = SwitchWish(
            to: target, because: reason, text: random.roll(2) == 0 ? "Call us." : nil, seen: seen(sheet, &random))
        return .ticket(ticket, .askSwitch(wish, ReplyID(newID())))
    }

    /// Something is opened, or what there is goes on.
    mutating func problem(
        _ random: inout SeededGenerator, at server: Int, slowly isSlow: Bool
    ) throws(Breach) {
        func want(_ wish: Wish, _ office: inout Office) throws(Breach) {
            try office.want(wish, by: Cast.sue, as: Cast.sue.actor, at: server, slowly: isSlow)
        }
        let open = books.problems.filter { !$0.value }.keys.sorted()
        guard let problem = open.randomElement(using: &random) else {
            return try want(.problem(.open(ProblemID(newID()))), &self)
        }
        guard let ticket = anyTicket(&random) else { return }
        switch random.roll(10) {
        case 0: try want(.problem(.open(ProblemID(newID()))), &self)
        case 1: try want(.problem(.close(problem)), &self)
        case 2: try want(.ticket(ticket, .unlink(problem)), &self)
        case 3...6: try want(.ticket(ticket, .link(problem)), &self)
        default:
            if random.roll(2) == 0 { try want(.problem(.notice(problem, resolves: random.roll(2) == 0)), &self) }
            // Whoever goes on with a notice that broke off tells the rest.
            let notices = log.events.compactMap { event -> (ProblemID, LogPosition, ProblemNoticed)? in
                guard case .problem(let id) = event.stream, case .problem(.noticed(let noticed)) = event.event else {
                    return nil
                }
                return (id, event.position, noticed)
            }
            guard let (id, position, noticed) = notices.last else { return }
            let rounds = 1 + random.roll(2)
            for ticket in (0..<rounds).flatMap({ _ in noticed.tickets }) {
                if random.roll(6) == 0 { return }
                let telling = Wish.Telling(
                    problem: id, noticed: noticed, at: position, reply: ReplyID(newID()))
                try want(.tell(ticket, telling), &self)
            }
        }
    }

    /// At the end: the views have counted what was said.
    func closeVoices() throws(Breach) {
        func demand(_ condition: Bool, _ what: @autoclosure () -> String) throws(Breach) {
            if !condition { throw Breach(rule: .voice, position: log.end, message: what()) }
        }
        try demand(live.feedback.count == books.voices, "\(live.feedback.count) of \(books.voices) opinions")
        let switches = live.switches.values.reduce(0, +)
        try demand(switches == books.switches, "\(switches) of \(books.switches) wishes to go elsewhere")
    }
}
