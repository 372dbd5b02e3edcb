package import Identity

/// Every setting of a workspace that decisions depend on; folded from its stream, never stored.
///
/// Its version names all of them at once: an event that says under which version it was decided can be recomputed.
package struct Rulebook: Hashable, Sendable {
    package private(set) var version = StreamVersion.none
    /// Where the last event of the stream stands.
    package private(set) var position = LogPosition.beforeAll
    package private(set) var channels: [ChannelID: ChannelSettings] = [:]
    package private(set) var teams: [TeamID: TeamSettings] = [:]
    package private(set) var policy = PolicySettings()
    private var trees: [ClassKind: ClassTree] = [:]
    /// Those that are not through, in the order in which they were declared.
    package internal(set) var crises: [Crisis] = []
    /// Those that were lifted.
    package internal(set) var liftedCrises: Set<CrisisID> = []

    package init() {}

    /// Takes the next event of the workspace's stream into account.
    package mutating func evolve(with recorded: RecordedEvent) {
        version = recorded.version
        position = recorded.position
        guard case .setting(let setting) = recorded.event else { return }
        switch setting {
        case .channelSet(let settings): channels[settings.channel] = settings
        case .channelRetired(let channel): channels[channel] = nil
        case .teamSet(let settings): teams[settings.team] = settings
        case .teamRetired(let team): teams[team] = nil
        case .policySet(let settings): policy = settings
        case .treeSet(let kind, let tree): trees[kind] = tree
        case .crisisDeclared(let settings): evolve(with: settings, by: recorded)
        case .crisisLifted(let lifted): evolve(with: lifted, by: recorded)
        case .crisisReported(let report): evolve(with: report)
        }
    }

    /// The names of a kind.
    package func tree(_ kind: ClassKind) -> ClassTree { trees[kind] ?? ClassTree() }

    /// What a ticket lacks that its channel demands before it is resolved. Sorted. Of tickets that are merged, all that any of
    /// their channels demands, and what none of them has.
    package func missing(of tickets: [TicketState]) -> [ClassRequirement] {
        let demanded = Set(tickets.flatMap { channels[$0.channel]?.requires ?? [] })
        return demanded.filter { requirement in !tickets.contains { $0.has(requirement) } }.sorted()
    }

    /// Who may answer on a channel without anybody's approval.
    package func answers(on channel: ChannelID) -> AnswerPolicy {
        channels[channel].map { AnswerPolicy(alone: Set($0.alone)) } ?? .standard
    }

    /// What a ticket on a channel with these tags needs. Sorted, each once.
    package func skills(on channel: ChannelID, tags: [Tag]) -> [Skill] {
        let own = channels[channel]?.skills ?? []
        let called = policy.tagSkills.filter { tags.contains($0.tag) }.map(\.skill)
        return Set(own + called).sorted()
    }
}

extension TicketState {
    fileprivate func has(_ requirement: ClassRequirement) -> Bool {
        switch requirement {
        case .cause: classes.cause != nil
        case .outcome: classes.outcome != nil
        case .product: classes.product != nil
        case .tag: !tags.isEmpty
        }
    }
}
