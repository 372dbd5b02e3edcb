internal import Identity
internal import Ticketing

// Who has what, and who gave it to them.
extension Books {
    mutating func move(
        _ event: RecordedEvent, _ sheet: inout Sheet, on id: TicketID, past: (LogPosition) -> Books?
    ) throws(Breach) {
        let roles = Cast.roles(of: event.actor)
        switch event.event {
        case .ticketClaimed:
            if let holder = sheet.holder { throw breach(.oneHolder, event, "\(holder) has it") }
            if members(of: id).allSatisfy({ $0.status == "resolved" }) {
                throw breach(.status, event, "it is resolved")
            }
            if let team = sheet.team { try demandMember(event.actor.id, of: team, unless: roles, event) }
            sheet.holder = event.actor.id
            if rules.policy.capacityBinds == .everyone { try demandRoom(event.actor.id, sheet, on: id, event) }
        case .ticketReleased:
            guard let holder = sheet.holder else { throw breach(.oneHolder, event, "nobody has it") }
            if holder != event.actor.id && !roles.contains(.supervisor) {
                throw breach(.oneHolder, event, "\(holder) has it")
            }
            if holder == event.actor.id { sheet.declined.insert(holder) }
            sheet.holder = nil
        case .ticketAssigned(let assigned):
            if assigned.isOverride && !roles.contains(.supervisor) {
                throw breach(.capacity, event, "only a supervisor may")
            }
            if let team = assigned.team, team != sheet.team, !rules.teams.isEmpty, rules.teams[team] == nil {
                throw breach(.membership, event, "there is no such team")
            }
            if let agent = assigned.agent, let team = assigned.team, !assigned.isOverride {
                try demandMember(agent, of: team, unless: roles, event)
            }
            let isOther = assigned.agent != sheet.holder
            sheet.holder = assigned.agent
            sheet.team = assigned.team
            if let agent = assigned.agent, isOther, !assigned.isOverride, rules.policy.capacityBinds == .everyone {
                try demandRoom(agent, sheet, on: id, event)
            }
        case .assignment(.routed(let routed)):
            if let holder = sheet.holder { throw breach(.oneHolder, event, "\(holder) has it") }
            if shownAsSpam(id) || shownStatus(of: id) != "open" { throw breach(.status, event, "it does not wait") }
            if sheet.declined.contains(routed.agent) { throw breach(.choice, event, "they gave it back") }
            try judge(routed, sheet, on: id, event, past: past)
            sheet.holder = routed.agent
            try demandRoom(routed.agent, sheet, on: id, event)
            people[routed.agent]?.lastGiven = event.position
            done.given.append((routed.agent, sheet.channel.network))
        case .assignment(.requeued(let requeued)):
            guard sheet.holder == requeued.agent, shownStatus(of: id) == "open" else {
                throw breach(.requeue, event, "they do not hold it")
            }
            let person = people[requeued.agent]
            let presence = rules.policy.presence
            guard event.actor.kind == .rule, person?.isHere == false, let since = person?.left,
                since == requeued.goneSince, presence.whenGone == .requeue, requeued.policy.value == rules.version,
                since.advanced(bySeconds: Int64(presence.graceSeconds)) <= event.at
            else { throw breach(.requeue, event, "they are there, or not gone for long, or it is not the rule") }
            sheet.holder = nil
        default: break
        }
    }

    private func demandMember(
        _ agent: AgentID, of team: TeamID, unless roles: [Role], _ event: RecordedEvent
    ) throws(Breach) {
        // What is left of a team that is not there any more anybody may have.
        guard let profile = people[agent]?.profile, !profile.teams.contains(team), !roles.contains(.supervisor),
            rules.teams.isEmpty || rules.teams[team] != nil
        else { return }
        throw breach(.membership, event, "\(agent) is not of \(team)")
    }

    /// With this ticket, whoever was given it holds no more than they can.
    private mutating func demandRoom(
        _ agent: AgentID, _ sheet: Sheet, on id: TicketID, _ event: RecordedEvent
    ) throws(Breach) {
        tickets[id] = sheet
        guard fillsHands(id), let capacity = people[agent]?.profile?.capacity else { return }
        let (all, own) = (load(of: agent), load(of: agent, on: sheet.channel.network))
        let limit = capacity.networks.first { $0.network == sheet.channel.network }?.max
        if all > capacity.all ?? .max || own > limit ?? .max {
            throw breach(.capacity, event, "\(agent) holds \(all), \(own) of them there; \(capacity)")
        }
    }

    /// Whether a rule chose as it says, from what was known then.
    private func judge(
        _ routed: TicketRouted, _ sheet: Sheet, on id: TicketID, _ event: RecordedEvent,
        past: (LogPosition) -> Books?
    ) throws(Breach) {
        let decision = routed.decision
        guard decision.policy.value == rules.version, sheet.team == decision.team,
            let team = rules.teams[decision.team], decision.rule == team.rule, decision.language == team.language
        else { throw breach(.choice, event, "it is not the rule") }
        guard let then = past(decision.asOf), decision.asOf < done.first else {
            throw breach(.choice, event, "it knew the future")
        }
        let expected = then.candidates(for: sheet, id, decision, team, self)
        guard expected.first?.agent == routed.agent, expected.map(\.agent) == decision.candidates.map(\.agent),
            expected.count == decision.eligible
        else {
            throw breach(.choice, event, "by hand: \(expected.map(\.agent)), it says \(decision.candidates)")
        }
        if Self.urgency(decision.priority) != sheet.urgency { throw breach(.choice, event, "it is not so urgent") }
        // What is more urgent waits only if nobody could have had it, or if it has changed since.
        for (other, waiting) in then.tickets where waiting.urgency > sheet.urgency && other != id {
            guard !then.shownAsSpam(other), waiting.into == nil, then.shownStatus(of: other) == "open",
                waiting.holder == nil,
                waiting.team == decision.team, members(of: other).allSatisfy({ $0.last <= decision.asOf }),
                tickets[other]?.holder == nil, tickets[other]?.into == nil,
                let first = then.candidates(for: waiting, other, decision, team, self).first
            else { continue }
            throw breach(.choice, event, "\(first.agent) could have had \(other), which is more urgent")
        }
        // Also now: guards say that nothing of it has changed.
        let skills = needs(of: sheet)
        guard let person = people[routed.agent], let profile = person.profile, profile.teams.contains(decision.team),
            person.isThere(at: decision.at), skills.allSatisfy({ profile.skills.contains($0) })
        else { throw breach(.membership, event, "they are away, or not of the team, or cannot do it") }
    }

    private struct Rival {
        let agent: AgentID
        let load: Int
        let room: Int
        let given: Int64
        let known: Int64
        let isFluent: Bool
    }

    /// Everybody who could have had a ticket as of these books, the best first; `now` has the rules, and what the same
    /// command gave before.
    private func candidates(
        for sheet: Sheet, _ id: TicketID, _ decision: AssignmentDecision, _ team: TeamSettings, _ now: Books
    ) -> [(agent: AgentID, load: Int)] {
        let skills = now.needs(of: sheet)
        let speech = sheet.language ?? now.rules.channels[sheet.channel]?.language
        var rivals: [Rival] = []
        for (agent, person) in people {
            guard let profile = person.profile, profile.teams.contains(team.team), person.isThere(at: decision.at),
                skills.allSatisfy({ profile.skills.contains($0) }), !sheet.declined.contains(agent)
            else { continue }
            let isFluent = speech.map { profile.languages.contains($0) } ?? true
            if team.language == .required && !isFluent { continue }
            let given = now.done.given.filter { $0.agent == agent }
            let all = load(of: agent) + given.count
            let own =
                load(of: agent, on: sheet.channel.network) + given.count { $0.network == sheet.channel.network }
            if let limit = profile.capacity.all, all >= limit { continue }
            if let limit = profile.capacity.networks.first(where: { $0.network == sheet.channel.network })?.max,
                own >= limit
            {
                continue
            }
            var last = person.lastGiven?.value ?? -1
            if let turn = now.done.given.lastIndex(where: { $0.agent == agent }) {
                last = decision.asOf.value + Int64(turn) + 1
            }
            let others = tickets.filter {
                $0.key != id && $0.value.customer == sheet.customer && $0.value.holder == agent
            }
            rivals.append(
                Rival(
                    agent: agent, load: all, room: max(profile.capacity.all ?? 1_000, 1), given: last,
                    known: others.map { shownLast(of: $0.key) }.max() ?? -1, isFluent: isFluent))
        }
        rivals.sort { left, right in
            if team.language == .preferred, left.isFluent != right.isFluent { return left.isFluent }
            for order in team.rule {
                switch order {
                case .knows where left.known != right.known: return left.known > right.known
                case .leastLoaded where left.load * right.room != right.load * left.room:
                    return left.load * right.room < right.load * left.room
                case .roundRobin where left.given != right.given: return left.given < right.given
                default: continue
                }
            }
            return left.agent < right.agent
        }
        return rivals.map { ($0.agent, $0.load) }
    }

    /// Where the last event stands of a ticket as it is shown.
    private func shownLast(of ticket: TicketID) -> Int64 {
        guard let sheet = tickets[ticket] else { return -1 }
        return (sheet.into == nil ? members(of: ticket) : [sheet]).map(\.last.value).max() ?? -1
    }

    private func needs(of sheet: Sheet) -> Set<Skill> {
        let called = rules.policy.tagSkills.filter { sheet.tags.contains($0.tag) }.map(\.skill)
        return Set((rules.channels[sheet.channel]?.skills ?? []) + called)
    }
}

extension Books.Person {
    /// Since when nobody expects them at work.
    var left: Instant? {
        let promised = chosen?.state == .online ? chosen?.until : nil
        return [goneSince, promised].compactMap { $0 }.max()
    }

    func isThere(at moment: Instant) -> Bool {
        guard chosen?.state == .online else { return false }
        if isHere { return true }
        guard let until = chosen?.until else { return false }
        return until > moment
    }
}
