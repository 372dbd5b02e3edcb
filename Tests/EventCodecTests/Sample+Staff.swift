internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    static let decision = decision(.normal)

    static func decision(_ priority: TicketPriority) -> AssignmentDecision {
        AssignmentDecision(
            team: TeamID("billing")!, rule: [.knows, .leastLoaded, .roundRobin], language: .preferred,
            policy: StreamVersion(7), asOf: LogPosition(1_041), at: noon, skills: [Skill("refunds")!],
            speaks: Language("pt-br"), priority: priority, declined: [alice], eligible: 2,
            candidates: [
                AssignmentCandidate(
                    agent: carol, load: 2, capacity: 5, lastGiven: LogPosition(12), knows: LogPosition(900),
                    isSpeaker: true),
                AssignmentCandidate(agent: alice, load: 0, capacity: nil, lastGiven: nil, knows: nil, isSpeaker: false),
            ])
    }

    /// Settings, and what is known of agents.
    static func staffFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let workspace = StreamID.workspace(WorkspaceID(.numbered(0xaa)))
        return switch type {
        case .channelSet:
            (
                workspace,
                .setting(
                    .channelSet(
                        ChannelSettings(
                            channel: channel, access: .direct, purpose: Skill("support"), language: Language("de"),
                            team: TeamID("billing"), skills: [Skill("refunds")!], alone: [.agent, .bot],
                            isIdempotent: true))), nil
            )
        case .channelRetired: (workspace, .setting(.channelRetired(channel)), nil)
        case .teamSet:
            (
                workspace,
                .setting(
                    .teamSet(
                        TeamSettings(
                            team: TeamID("billing")!, name: "B\u{fc}ro \"1\"", rule: [.leastLoaded, .roundRobin],
                            language: .required))), nil
            )
        case .teamRetired: (workspace, .setting(.teamRetired(TeamID("billing")!)), nil)
        case .policySet:
            (
                workspace,
                .setting(
                    .policySet(
                        PolicySettings(
                            presence: PresencePolicy(quietSeconds: 45, graceSeconds: 900, whenGone: .requeue),
                            capacityBinds: .automatic,
                            tagSkills: [TagSkill(tag: Tag("vip")!, skill: Skill("vip")!)]))), nil
            )
        case .agentSet:
            (
                .agent(carol),
                .agent(
                    .profileSet(
                        AgentProfile(
                            teams: [TeamID("billing")!], skills: [Skill("refunds")!],
                            languages: [Language("de")!, Language("en")!],
                            capacity: Capacity(all: 5, networks: [NetworkCapacity(network: "x", max: 3)])))), nil
            )
        case .agentAvailability:
            (.agent(carol), .agent(.availabilitySet(AgentAvailability(.online, until: noon))), nil)
        case .agentDisconnected: (.agent(carol), .agent(.disconnected(AgentDisconnected(since: noon))), nil)
        default: (.agent(carol), .agent(.connected), nil)
        }
    }
}
