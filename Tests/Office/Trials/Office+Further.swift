internal import Folds
internal import Identity
internal import Projections
internal import Support
internal import Ticketing

// What happens less often than the rest.
extension Office {
    mutating func moveFurther(
        _ random: inout SeededGenerator, at server: Int, slowly isSlow: Bool
    ) throws(Breach) {
        let colleague = random.roll(2) == 0 ? Cast.ada : Cast.sue
        let wanted: (wish: Wish, by: Colleague)?
        switch random.roll(20) {
        case 0...2: wanted = split(&random).map { ($0, colleague) }
        case 3...5:
            let writer = [Cast.ada, Cast.ben, Cast.sue, Cast.tim][random.roll(4)]
            wanted = run(&random).map { ($0, writer) }
        case 6:
            let writer = [Cast.robo, Cast.robo, Cast.ben, Cast.tim][random.roll(4)]
            wanted = answer(&random).map { ($0, writer) }
        case 7: wanted = (prepare(&random), Cast.boss)
        case 19: wanted = meddle(&random).map { ($0, Cast.robo) }
        case 14, 15: wanted = voice(&random).map { ($0, Cast.hook) }
        case 16: wanted = askSwitch(&random).map { ($0, colleague) }
        case 17, 18: return try problem(&random, at: server, slowly: isSlow)
        case 12, 13: wanted = link(&random).map { ($0, colleague) }
        case 8, 9: wanted = (crisis(&random), Cast.sue)
        default:
            // The clock is stopped at any moment, and goes on some time.
            var dice = random
            return try seeToCrises(at: server) { dice.roll(3) == 0 }
        }
        guard let wanted else { return }
        try want(wanted.wish, by: wanted.by, as: wanted.by.actor, at: server, slowly: isSlow)
    }

    /// Some of what a customer wrote, mostly of who wrote more.
    private mutating func split(_ random: inout SeededGenerator) -> Wish? {
        let long = books.tickets.filter { $0.value.lines.count { $0.message != nil && !$0.isGone } > 1 }.keys.sorted()
        guard let ticket = random.roll(8) == 0 ? anyTicket(&random) : long.randomElement(using: &random) else {
            return nil
        }
        let written = books.tickets[ticket]?.lines.compactMap(\.message) ?? []
        if written.isEmpty { return nil }
        let count = random.roll(8) == 0 ? written.count : max(1, random.roll(written.count))
        let messages = written.shuffled(using: &random).prefix(count)
        return .split(ticket, Array(messages), into: TicketID(newID()))
    }

    /// A bot takes a tag off merged tickets, on whichever channels they are.
    private func meddle(_ random: inout SeededGenerator) -> Wish? {
        let linked = books.tickets.filter { $0.value.into != nil || !$0.value.parts.isEmpty }.keys.sorted()
        guard let ticket = linked.randomElement(using: &random) else { return nil }
        return .ticket(ticket, random.roll(3) == 0 ? .tag([Cast.tags[random.roll(2)]]) : .untag(Cast.tags))
    }

    private mutating func run(_ random: inout SeededGenerator) -> Wish? {
        guard let ticket = anyTicket(&random), let sheet = books.tickets[ticket] else { return nil }
        let seen = seen(sheet, &random)
        return .run(Cast.macros[random.roll(2)], on: ticket, as: ReplyID(newID()), seen: seen)
    }

    private mutating func answer(_ random: inout SeededGenerator) -> Wish? {
        guard let ticket = anyTicket(&random), let sheet = books.tickets[ticket] else { return nil }
        let seen = seen(sheet, &random)
        return .answer(
            ticket, with: Cast.templates[random.roll(2)], as: ReplyID(newID()), isDraft: random.roll(3) == 0,
            seen: seen)
    }

    private func prepare(_ random: inout SeededGenerator) -> Wish {
        if random.roll(3) == 0 {
            let text = Cast.languages.last.map { TemplateText(language: $0, text: "In \(random.roll(9)) days.") }
            let document = text.map { MaterialDocument.template(Template(title: "Soon", texts: [$0])) }
            return .prepare(
                random.roll(5) == 0 ? nil : document, as: MaterialID(.template, Cast.templates[random.roll(2)]))
        }
        let actions = (0..<random.roll(4)).map { _ -> MacroAction in
            switch random.roll(6) {
            case 0: .tag(Cast.tags[random.roll(2)])
            case 1: .untag(Cast.tags[random.roll(2)])
            case 2: .team(Cast.teams[random.roll(2)])
            case 3: .snooze(seconds: 60 + random.roll(60))
            default: .resolve
            }
        }
        let template = random.roll(2) == 0 ? nil : Cast.templates[random.roll(2)]
        return .prepare(
            .macro(Macro(title: "Steps", template: template, actions: actions)),
            as: MaterialID(.macro, Cast.macros[random.roll(2)]))
    }

    /// One is declared, or lifted.
    private mutating func crisis(_ random: inout SeededGenerator) -> Wish {
        let known = books.troubles.keys.sorted()
        if let crisis = known.randomElement(using: &random), known.count > 1 || random.roll(2) == 0 {
            return .setting(.liftCrisis(crisis))
        }
        var raises: CrisisRaise?
        if random.roll(4) > 0 {
            raises = CrisisRaise(
                tags: random.roll(2) == 0 ? [Cast.tags[random.roll(2)]] : [],
                waitingSeconds: random.roll(2) == 0 ? random.roll(60) : nil)
        }
        let teams = random.roll(2) == 0 ? [] : [Cast.teams[random.roll(2)]]
        let agents = live.agents.filter { row in
            row.state.profile.map { profile in teams.contains { profile.teams.contains($0) } } ?? false
        }
        return .setting(
            .declareCrisis(
                CrisisSettings(
                    crisis: CrisisID(newID()),
                    channels: random.roll(2) == 0 ? [] : [Cast.channels[random.roll(2)]],
                    freezes: Freeze.allCases.sorted().filter { _ in random.roll(2) == 0 }, raises: raises,
                    notify: teams, agents: agents.map(\.id).sorted(), reason: "Payments are down.")))
    }

    /// What is declared is lifted in the end, and everything that it asked for is done.
    mutating func endCrises() throws(Breach) {
        for crisis in books.troubles.filter({ !$0.value.isLifted }).keys.sorted() {
            try seeToCrises(at: 0) { false }
            let lift = Wish.setting(.liftCrisis(crisis))
            try want(lift, by: Cast.sue, as: Cast.sue.actor, at: 1, slowly: false)
        }
        // Each server knows of what the other did when it has looked again.
        servers = servers.map { server in
            var server = server
            server.forget(.workspace(Cast.workspace))
            return server
        }
        for server in [1, 0] { try seeToCrises(at: server) { false } }
        if let open = books.troubles.first(where: { $0.value.reports < 2 }) {
            throw Breach(rule: .crisis, position: log.end, message: "\(open.key) is never through")
        }
    }
}
