package import Identity

/// An agent as of one moment of the log, with what they hold.
package struct Standing: Hashable, Sendable {
    package let agent: AgentState
    /// How many tickets they hold, by network.
    package var load: [String: Int]
    /// Where a rule last gave them something; nil if none ever did.
    package var lastGiven: LogPosition?

    package init(agent: AgentState, load: [String: Int] = [:], lastGiven: LogPosition? = nil) {
        self.agent = agent
        self.load = load
        self.lastGiven = lastGiven
    }

    /// On all networks together.
    package var totalLoad: Int { load.values.reduce(0, +) }

    /// Whether they may hold one more of a network.
    package func hasRoom(on network: String) -> Bool {
        guard let capacity = agent.profile?.capacity else { return false }
        if let all = capacity.all, totalLoad >= all { return false }
        if let limit = capacity.limit(on: network), load[network, default: 0] >= limit { return false }
        return true
    }
}

/// A ticket in a team's queue, by what matters to a rule.
package struct WaitingTicket: Hashable, Sendable {
    package let ticket: TicketID
    package let channel: ChannelID
    package let tags: [Tag]
    /// What is spoken in it; nil if nobody knows.
    package let language: Language?
    package let priority: TicketPriority
    /// Who gave it back.
    package let declined: [AgentID]
    /// Whose tickets of the same customer stand where; of each agent the last.
    package let known: [AgentID: LogPosition]

    package init(
        ticket: TicketID, channel: ChannelID, tags: [Tag], language: Language?, priority: TicketPriority = .normal,
        declined: [AgentID], known: [AgentID: LogPosition]
    ) {
        self.ticket = ticket
        self.channel = channel
        self.tags = tags
        self.language = language
        self.priority = priority
        self.declined = declined
        self.known = known
    }
}

/// Everybody who could be given something, as of one position.
package struct Roster: Hashable, Sendable {
    package let asOf: LogPosition
    /// By id, each once.
    package var standings: [Standing]

    package init(asOf: LogPosition, standings: [Standing]) {
        self.asOf = asOf
        self.standings = standings
    }

    /// Whether anybody of a team could be given anything at all.
    package func hasRoom(in team: TeamID, at now: Instant) -> Bool {
        standings.contains { standing in
            guard let profile = standing.agent.profile, profile.teams.contains(team),
                standing.agent.isAvailable(at: now)
            else { return false }
            return profile.capacity.all.map { standing.totalLoad < $0 } ?? true
        }
    }

    /// Whom a team's rule gives a ticket to, and why; nil if nobody can have it now.
    package func choose(
        for ticket: WaitingTicket, in team: TeamSettings, _ rulebook: Rulebook, at now: Instant
    ) -> (agent: AgentState, decision: AssignmentDecision)? {
        let needs = rulebook.skills(on: ticket.channel, tags: ticket.tags)
        let speaks = ticket.language ?? rulebook.channels[ticket.channel]?.language
        let declined = ticket.declined.sorted()
        var candidates: [(AssignmentCandidate, AgentState)] = []
        for standing in standings {
            guard let profile = standing.agent.profile, profile.teams.contains(team.team) else { continue }
            let isSpeaker = profile.isSpeaker(of: speaks)
            let mustSpeak = team.language == .required && !isSpeaker
            if standing.lack(for: ticket, needs: needs, mustSpeak: mustSpeak, at: now) != nil { continue }
            let candidate = AssignmentCandidate(
                agent: standing.agent.id, load: standing.totalLoad, capacity: profile.capacity.all,
                lastGiven: standing.lastGiven, knows: ticket.known[standing.agent.id], isSpeaker: isSpeaker)
            candidates.append((candidate, standing.agent))
        }
        candidates.sort { $0.0.precedes($1.0, by: team) }
        guard let best = candidates.first?.1 else { return nil }
        let decision = AssignmentDecision(
            team: team.team, rule: team.rule, language: team.language, policy: rulebook.version, asOf: asOf, at: now,
            skills: needs, speaks: speaks, priority: ticket.priority, declined: declined, eligible: candidates.count,
            candidates: candidates.prefix(AssignmentDecision.candidatesMax).map(\.0))
        return (best, decision)
    }
}

extension AssignmentCandidate {
    /// Whether a team's rule prefers this one. A strict order: of two different ones exactly one precedes.
    package func precedes(_ other: AssignmentCandidate, by team: TeamSettings) -> Bool {
        if team.language == .preferred && isSpeaker != other.isSpeaker { return isSpeaker }
        for order in team.rule {
            switch order {
            case .knows: if knows != other.knows { return (knows ?? .beforeAll) > (other.knows ?? .beforeAll) }
            case .leastLoaded:
                // load/capacity as fractions, without dividing.
                let (own, others) = (load * other.room, other.load * room)
                if own != others { return own < others }
            case .roundRobin:
                if lastGiven != other.lastGiven { return (lastGiven ?? .beforeAll) < (other.lastGiven ?? .beforeAll) }
            }
        }
        return agent < other.agent
    }

    /// What a load is measured by; who has no limit counts as who may hold the most.
    private var room: Int { max(capacity ?? Capacity.range.upperBound, 1) }
}
