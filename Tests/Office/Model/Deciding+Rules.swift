internal import Folds
internal import Identity
internal import Projections
internal import Ticketing

// What happens by itself: the rules of teams, and what becomes of what somebody left.
extension Deciding {
    /// Tickets that one command gives out at most.
    static let givenMax = 3

    mutating func giveOut(_ team: TeamID, at now: Instant) -> Verdict? {
        let rules = memory.rules(in: log)
        guard let settings = rules.teams[team], !settings.rule.isEmpty else { return nil }
        var roster = views.roster
        var verdict = Verdict(decision: .unchanged, guards: [.workspace(Cast.workspace): rules.version])
        var changes = Changes([])
        let queue = views.queue(of: team)
        for row in flaw == .calmRule ? queue.reversed() : queue {
            if verdict.versions.count == Self.givenMax { break }
            guard let state = memory.ticket(row.id, in: log, fresh: true), state.position <= roster.asOf,
                state.mergedInto == nil
            else { continue }
            let others = conversation(of: state).others(than: state.id)
            guard others.allSatisfy({ $0.position <= roster.asOf }) else { continue }
            let waiting = WaitingTicket(
                ticket: state.id, channel: state.channel, tags: state.tags, language: state.language,
                priority: state.priority, declined: Array(state.declined),
                known: views.knowing(state.customer, besides: state.id))
            guard let (agent, decision) = choose(roster, waiting, settings, rules, at: now) else { continue }
            let context = TicketContext(actor: .rule, now: now, taker: agent, others: others)
            guard case .accepted(let routed) = flawed(state, .route(agent.id, decision), context) else { continue }
            changes.add(routed)
            verdict.versions[.ticket(state.id)] = state.version
            for other in others { verdict.guards[.ticket(other.id)] = other.version }
            verdict.guards[.agent(agent.id)] = agent.version
            roster.give(state.channel.network, to: agent.id)
        }
        if changes.events.isEmpty { return nil }
        return Verdict(decision: .accepted(changes), versions: verdict.versions, guards: verdict.guards)
    }

    private func choose(
        _ roster: Roster, _ waiting: WaitingTicket, _ team: TeamSettings, _ rules: Rulebook, at now: Instant
    ) -> (agent: AgentState, decision: AssignmentDecision)? {
        var roster = roster
        if flaw == .deafRule {
            for index in roster.standings.indices {
                roster.standings[index] = Standing(
                    agent: roster.standings[index].agent.online, load: roster.standings[index].load,
                    lastGiven: roster.standings[index].lastGiven)
            }
        }
        guard let (best, decision) = roster.choose(for: waiting, in: team, rules, at: now) else { return nil }
        guard flaw == .worstChoice, let worst = decision.candidates.last,
            let agent = roster.standings.first(where: { $0.agent.id == worst.agent })?.agent
        else { return (best, decision) }
        return (agent, decision)
    }

    mutating func takeBack(at now: Instant) -> Verdict? {
        let rules = memory.rules(in: log)
        guard rules.policy.presence.whenGone == .requeue else { return nil }
        let grace = flaw == .haste ? 0 : Int64(rules.policy.presence.graceSeconds)
        for row in views.tickets.values.sorted(by: { $0.id < $1.id }) {
            guard let holder = row.assignee, let agent = memory.agent(holder, in: log, fresh: true),
                let since = agent.leftSince(at: now.advanced(bySeconds: -grace)),
                let state = memory.ticket(row.id, in: log, fresh: true)
            else { continue }
            let requeued = TicketRequeued(agent: holder, goneSince: since, policy: rules.version)
            let others = conversation(of: state).others(than: state.id)
            let decision = state.decide(.requeue(requeued), TicketContext(actor: .rule, now: now, others: others))
            guard case .accepted = decision else { continue }
            var guards: [StreamID: StreamVersion] = [
                .workspace(Cast.workspace): rules.version, .agent(holder): agent.version,
            ]
            for other in others { guards[.ticket(other.id)] = other.version }
            return Verdict(decision: decision, versions: [.ticket(row.id): state.version], guards: guards)
        }
        return nil
    }
}

extension AgentState {
    /// As if they had said that they are there.
    fileprivate var online: AgentState {
        var state = self
        state.availability = AgentAvailability(.online)
        state.isConnected = true
        return state
    }
}

extension Roster {
    /// Somebody was given a ticket; for the rest of the command that counts.
    fileprivate mutating func give(_ network: String, to agent: AgentID) {
        guard let index = standings.firstIndex(where: { $0.agent.id == agent }) else { return }
        standings[index].load[network, default: 0] += 1
        let latest = standings.compactMap(\.lastGiven).max() ?? asOf
        standings[index].lastGiven = max(latest, asOf).next
    }
}

// What the assigner asks of the views, as its SQL asks.
extension Tables {
    fileprivate var roster: Roster {
        var standings = agents.filter { $0.state.profile != nil }.map { row in
            Standing(agent: row.state, load: [:], lastGiven: row.lastGiven)
        }
        for row in tickets.values where row.status == .open && !row.isSpam && !row.isPart {
            guard let index = standings.firstIndex(where: { $0.agent.id == row.assignee }) else { continue }
            standings[index].load[row.channel.network, default: 0] += 1
        }
        return Roster(asOf: checkpoint, standings: standings)
    }

    fileprivate func queue(of team: TeamID) -> [TicketRow] {
        tickets.values.filter {
            $0.team == team && $0.status == .open && !$0.isSpam && !$0.isPart && $0.assignee == nil
        }
        .sorted { left, right in
            let (one, other) = (left.turn, right.turn)
            return one != other
                ? one < other
                : (left.waitingSince ?? left.openedAt, left.id) < (right.waitingSince ?? right.openedAt, right.id)
        }
    }

    fileprivate func knowing(_ customer: CustomerID, besides ticket: TicketID) -> [AgentID: LogPosition] {
        var known: [AgentID: LogPosition] = [:]
        for row in tickets.values where row.customer == customer && row.id != ticket {
            if let agent = row.assignee { known[agent] = max(known[agent] ?? .beforeAll, row.position) }
        }
        return known
    }
}

extension TicketRow {
    /// Which comes first in a queue, by how urgent it is.
    fileprivate var turn: Int {
        switch detail?.facts.priority ?? .normal {
        case .urgent: 0
        case .high: 1
        case .normal: 2
        case .low: 3
        }
    }
}
