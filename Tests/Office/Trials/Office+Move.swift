internal import Identity
internal import Support
internal import Ticketing

extension Office {
    /// Something happens; what, says the seed and who is there to meet.
    mutating func move(_ seed: UInt64) throws(Breach) {
        var random = SeededGenerator(seed: seed)
        now = now.advanced(bySeconds: Int64(random.roll(40)))
        if random.roll(2) == 0 { project(1 + random.roll(12)) }
        let isSlow = random.roll(4) == 0
        let server = random.roll(2)
        switch random.roll(54) {
        case 0...5, 52...53: try want(letter(&random), by: Cast.hook, as: Cast.hook.actor, at: server, slowly: isSlow)
        case 6...8:
            try want(anyAgent(&random), by: Cast.boss, as: Cast.boss.actor, at: server, slowly: isSlow)
        case 9: try want(.setting(anySetting(&random)), by: Cast.boss, as: Cast.boss.actor, at: server, slowly: isSlow)
        case 10...13:
            let team = Cast.teams[random.roll(4) == 0 ? 1 : 0]
            try want(.giveOut(team), by: nil, as: .rule, at: server, slowly: isSlow)
        case 14...15: try want(.takeBack, by: nil, as: .rule, at: server, slowly: isSlow)
        case 16: try repeatOne(&random)
        case 17:
            guard let customer = books.customers.keys.sorted().randomElement(using: &random) else { return }
            let isBlocked = books.customers[customer]?.isBlocked == false || random.roll(4) == 0
            try want(.block(customer, isBlocked), by: Cast.sue, as: Cast.sue.actor, at: server, slowly: isSlow)
        case 18:
            guard let wish = revision(&random) else { return }
            try want(wish, by: Cast.hook, as: Cast.hook.actor, at: server, slowly: isSlow)
        case 19...20:
            guard let one = anyTicket(&random), let two = anyTicket(&random) else { return }
            let colleague = random.roll(2) == 0 ? Cast.ada : Cast.sue
            let wish =
                random.roll(4) == 0 || books.tickets[one]?.into != nil ? Wish.unmerge(one) : .merge(one, into: two)
            try want(wish, by: colleague, as: colleague.actor, at: server, slowly: isSlow)
        case 40...51: try moveFurther(&random, at: server, slowly: isSlow)
        default:
            guard let ticket = anyTicket(&random) else { return }
            let colleague = [
                Cast.ada, Cast.ben, Cast.sue, Cast.ada, Cast.sue, Cast.tim, Cast.robo, Cast.hook, Cast.hook, Cast.hook,
            ][random.roll(10)]
            guard let command = anyCommand(on: ticket, by: colleague, &random) else { return }
            if case .wake = command {
                return try want(.ticket(ticket, command), by: nil, as: .clock, at: server, slowly: isSlow)
            }
            try want(.ticket(ticket, command), by: colleague, as: colleague.actor, at: server, slowly: isSlow)
        }
        if random.roll(3) == 0 { try finishOne() }
    }

    func anyTicket(_ random: inout SeededGenerator) -> TicketID? {
        books.tickets.keys.sorted().randomElement(using: &random)
    }

    private mutating func letter(_ random: inout SeededGenerator) -> Wish {
        let channel = Cast.channels[random.roll(5) == 0 ? 1 : 0]
        // Now and then a network delivers something again.
        let number = random.roll(6) == 0 ? UInt64(random.roll(4)) : newID().low
        let letter = Wish.Letter(
            channel: channel, handle: Cast.handles[random.roll(Cast.handles.count)], externalId: "m\(number)",
            answers: random.roll(3) == 0 ? external(on: channel, &random) : nil,
            language: random.roll(3) == 0 ? Cast.languages.randomElement(using: &random) : nil,
            customer: CustomerID(newID()), ticket: TicketID(newID()), message: MessageID(newID()))
        if random.roll(8) > 0 { return .write(letter) }
        return .record(letter, by: Cast.staff[random.roll(4)].id, as: ReplyID(newID()))
    }

    /// Something that was written on a channel.
    func external(on channel: ChannelID, _ random: inout SeededGenerator) -> String? {
        let ids = log.claims.compactMap { claim, holder -> (String, LogPosition)? in
            guard case .external(channel, let id) = claim else { return nil }
            return (id, holder.position)
        }
        return ids.sorted { $0.1 < $1.1 }.randomElement(using: &random)?.0
    }

    private func revision(_ random: inout SeededGenerator) -> Wish? {
        let channel = Cast.channels[random.roll(5) == 0 ? 1 : 0]
        guard let id = external(on: channel, &random) else { return nil }
        return random.roll(3) == 0
            ? .withdraw(externalId: id, channel) : .edit(externalId: id, channel, revision: "r\(random.roll(3))")
    }

    private func anyAgent(_ random: inout SeededGenerator) -> Wish {
        let agent = Cast.staff[random.roll(4)].id
        switch random.roll(8) {
        case 0...1:
            let networks = random.roll(3) == 0 ? [NetworkCapacity(network: "x", max: random.roll(2))] : []
            let profile = AgentProfile(
                teams: Cast.teams.sorted().filter { _ in random.roll(4) > 0 },
                skills: Cast.skills.sorted().filter { _ in random.roll(3) > 0 },
                languages: Cast.languages.sorted().filter { _ in random.roll(3) > 0 },
                capacity: Capacity(all: random.roll(6) == 0 ? nil : random.roll(3), networks: networks))
            return .agent(agent, .setProfile(profile))
        case 2...3:
            let until: Instant? = random.roll(2) == 0 ? nil : now.advanced(bySeconds: Int64(1 + random.roll(200)))
            let state: AgentAvailability.State = random.roll(3) == 0 ? .away : .online
            return .agent(agent, .setAvailability(AgentAvailability(state, until: until)))
        case 4...5: return .agent(agent, .connect)
        default: return .agent(agent, .disconnect(since: now.advanced(bySeconds: -Int64(random.roll(100)))))
        }
    }

    private func anySetting(_ random: inout SeededGenerator) -> SettingCommand {
        let team = Cast.teams[random.roll(2)]
        let channel = Cast.channels[random.roll(2)]
        switch random.roll(8) {
        case 0...1:
            let presence = PresencePolicy(
                quietSeconds: 5, graceSeconds: random.roll(120), whenGone: random.roll(3) == 0 ? .keep : .requeue)
            let skills = Cast.tags.sorted().filter { _ in random.roll(2) == 0 }.map {
                TagSkill(tag: $0, skill: Cast.skills[random.roll(2)])
            }
            return .setPolicy(
                PolicySettings(
                    presence: presence, capacityBinds: random.roll(3) == 0 ? .automatic : .everyone, tagSkills: skills))
        case 2...4:
            let alone = Role.allCases.filter {
                [.agent, .supervisor, .trainee, .bot].contains($0) && random.roll(3) > 0
            }
            return .setChannel(
                ChannelSettings(
                    channel: channel, language: random.roll(2) == 0 ? Cast.languages[0] : nil,
                    team: random.roll(4) == 0 ? nil : team, skills: random.roll(4) == 0 ? [Cast.skills[0]] : [],
                    alone: alone.sorted(),
                    requires: random.roll(2) == 0 ? [] : [.outcome, .tag].filter { _ in random.roll(2) == 0 }))
        case 5...6:
            let order = AssignmentOrder.allCases.shuffled(using: &random).prefix(random.roll(4))
            return .setTeam(
                TeamSettings(
                    team: team, name: "\(team)", rule: Array(order), language: LanguageDemand.allCases[random.roll(3)]))
        default: return random.roll(2) == 0 ? .retireTeam(team) : .retireChannel(channel)
        }
    }

    private mutating func anyCommand(
        on ticket: TicketID, by colleague: Colleague, _ random: inout SeededGenerator
    ) -> TicketCommand? {
        guard let sheet = books.tickets[ticket] else { return nil }
        if colleague.has(.connector) { return anyReceipt(sheet, &random) }
        if !colleague.has(.agent) {
            // Trainees and bots write, and trainees take.
            switch random.roll(9) {
            case 8: return .untag([Cast.tags[random.roll(2)]])
            case 0: return colleague.has(.trainee) ? .claim : .note(NoteID(newID()), text: "Hm.", mentions: [])
            case 1: return .draft(ReplyID(newID()), text: "Here?", seen: seen(sheet, &random))
            case 2: return .tag([Cast.tags[random.roll(2)]])
            default: return .reply(ReplyID(newID()), text: "Here.", seen: seen(sheet, &random))
            }
        }
        if random.roll(3) == 0, let draft = sheet.waiting.randomElement(using: &random) {
            let text: String? = random.roll(3) == 0 ? "There." : nil
            return random.roll(4) == 0
                ? .reject(draft, reason: "No.") : .approve(draft, text: text, seen: seen(sheet, &random))
        }
        let papers = sheet.papers.keys.sorted()
        let stuck = papers.filter { ["failed", "unknown"].contains(sheet.papers[$0]?.stage) }
        if random.roll(3) == 0, let reply = stuck.randomElement(using: &random) { return .retry(reply) }
        switch random.roll(31) {
        case 0...5: return .claim
        case 6...7: return .release
        case 8...11:
            let agent: AgentID? = random.roll(4) == 0 ? nil : Cast.staff[random.roll(4)].id
            return .assign(agent: agent, team: random.roll(3) > 0 ? nil : Cast.teams[random.roll(2)])
        case 12...15: return .reply(ReplyID(newID()), text: "Here.", seen: seen(sheet, &random))
        case 16: return .draft(ReplyID(newID()), text: "Here?", seen: seen(sheet, &random))
        case 17: return papers.randomElement(using: &random).map { .approve($0, text: nil, seen: nil) }
        case 18...20: return .resolve
        case 21: return .reopen
        case 23: return .snooze(until: now.advanced(bySeconds: Int64(random.roll(60)) - 10))
        case 22: return .prioritise(TicketPriority.allCases[random.roll(4)], crisis: nil)
        case 24: return sheet.status == "snoozed" ? .wake : .snooze(until: now.advanced(bySeconds: 30))
        case 25: return .tag([Cast.tags[random.roll(2)]])
        case 26: return .untag([Cast.tags[random.roll(2)]])
        case 27: return sheet.isSpam || random.roll(3) > 0 ? .unmarkSpam(.judged) : .markSpam(.judged)
        case 28: return sheet.followers.isEmpty || random.roll(3) == 0 ? .follow : .unfollow
        case 29:
            let outcome = [nil, Skill("refunded"), Skill("explained")][random.roll(3)]
            return .classify(ClassChange(TicketClasses(outcome: outcome), clears: [.outcome]))
        default: return papers.randomElement(using: &random).map { .retry($0) }
        }
    }

    /// What a connector does or hears, mostly of what is on its way.
    private func anyReceipt(_ sheet: Books.Sheet, _ random: inout SeededGenerator) -> TicketCommand? {
        let papers = sheet.papers.keys.sorted()
        let out = papers.filter { sheet.papers[$0]?.isOut == true }
        guard let reply = out.randomElement(using: &random) ?? papers.first else { return .wake }
        let attempt = max(1, sheet.papers[reply]?.attempt ?? 1)
        if random.roll(3) == 0 || sheet.papers[reply]?.stage == "requested" && random.roll(2) == 0 {
            return .attempt(reply, attempt)
        }
        let heard: Delivery = [.sent, .unknown, .failed, .failed, .delivered, .read][random.roll(6)]
        let named = random.roll(3) == 0 ? nil : max(1, attempt - random.roll(2))
        return .receipt(reply, heard, attempt: named, externalId: nil, reason: nil)
    }

    /// What somebody has before them: all of it, something older, or they do not care.
    func seen(_ sheet: Books.Sheet, _ random: inout SeededGenerator) -> LogPosition? {
        switch random.roll(4) {
        case 0: nil
        case 1: LogPosition(max(0, sheet.last.value - Int64(random.roll(6))))
        default: sheet.last
        }
    }
}
