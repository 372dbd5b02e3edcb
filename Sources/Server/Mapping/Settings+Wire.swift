internal import Desk
internal import Identity
internal import Projections
internal import Ticketing
internal import Wire

extension WireChannel {
    init(_ settings: ChannelSettings) {
        self.init(
            channel: settings.channel.name, access: settings.access == .direct ? .direct : .public,
            purpose: settings.purpose?.name, language: settings.language?.tag, team: settings.team?.name,
            skills: settings.skills.map(\.name), alone: settings.alone.compactMap { WireRole(rawValue: $0.rawValue) },
            isIdempotent: settings.isIdempotent,
            requires: settings.requires.compactMap { WireRequirement(rawValue: $0.rawValue) })
    }
}

extension WireTeam {
    init(_ settings: TeamSettings) {
        self.init(
            team: settings.team.name, name: settings.name, rule: settings.rule.map { WireAssignmentOrder($0) },
            language: WireLanguageDemand(settings.language))
    }
}

extension WireAssignmentOrder {
    /// The same word on both sides.
    init(_ order: AssignmentOrder) {
        switch order {
        case .knows: self = .knows
        case .leastLoaded: self = .leastLoaded
        case .roundRobin: self = .roundRobin
        }
    }
}

extension WireLanguageDemand {
    /// The same word on both sides.
    init(_ demand: LanguageDemand) {
        switch demand {
        case .required: self = .required
        case .preferred: self = .preferred
        case .ignored: self = .ignored
        }
    }
}

extension WirePolicy {
    init(_ policy: PolicySettings) {
        self.init(
            quietSeconds: policy.presence.quietSeconds, graceSeconds: policy.presence.graceSeconds,
            whenGone: policy.presence.whenGone == .requeue ? .requeue : .keep,
            capacityBinds: policy.capacityBinds == .automatic ? .automatic : .everyone,
            tagSkills: policy.tagSkills.map { WireTagSkill(tag: $0.tag.name, skill: $0.skill.name) },
            duty: policy.duty.map(\.name))
    }
}

extension AgentListResult.Member {
    init(_ member: StaffStanding) {
        let agent = member.standing.agent
        let profile = agent.profile ?? AgentProfile()
        self.init(
            name: member.name.name, roles: agent.roles.compactMap { WireRole(rawValue: $0.rawValue) },
            profile: WireProfile(
                agent: agent.id.description, teams: profile.teams.map(\.name), skills: profile.skills.map(\.name),
                languages: profile.languages.map(\.tag), capacity: profile.capacity.all,
                networkCapacity: profile.capacity.networks.map { WireNetworkCapacity(network: $0.network, max: $0.max) }
            ),
            availability: agent.availability.flatMap { WireAvailability(rawValue: $0.state.rawValue) },
            until: agent.availability?.until.map { WireTime($0) }, isConnected: agent.isConnected,
            load: member.standing.totalLoad)
    }
}

extension AssignmentExplainResult.Assignment {
    init(_ explained: AssignmentExplanation) {
        func agent(_ id: AgentID) -> WireAgent {
            explained.names[id].map { WireAgent($0) } ?? WireAgent(id: id.description)
        }
        let decision = explained.routed.decision
        self.init(
            position: explained.position.value, at: WireTime(explained.at), agent: agent(explained.routed.agent),
            team: decision.team.name, rule: decision.rule.map { WireAssignmentOrder($0) },
            language: WireLanguageDemand(decision.language), policy: Int64(decision.policy.value),
            asOf: decision.asOf.value, skills: decision.skills.map(\.name), speaks: decision.speaks?.tag,
            priority: decision.priority == .normal ? nil : WirePriority(decision.priority),
            declined: decision.declined.map(agent), eligible: decision.eligible,
            candidates: decision.candidates.map {
                AssignmentExplainResult.Candidate(
                    agent: agent($0.agent), load: $0.load, capacity: $0.capacity, lastGiven: $0.lastGiven?.value,
                    knows: $0.knows?.value, speaks: $0.isSpeaker)
            })
    }
}
