/// How a workspace wants one channel to be served. A channel without settings takes messages as well; see `standard`.
package struct ChannelSettings: Hashable, Sendable {
    package let channel: ChannelID
    package var access: ChannelAccess
    /// What the account is for, such as `support`; nil if nobody said. **Range**: 1 to 32 bytes of `a-z0-9_-.:/`.
    package var purpose: Skill?
    /// What is spoken there; nil if that differs.
    package var language: Language?
    /// Who gets its tickets; nil for nobody in particular.
    package var team: TeamID?
    /// What its tickets need. **Range**: sorted, each once, at most 8.
    package var skills: [Skill]
    /// Who may answer without anybody's approval. **Range**: sorted, each once.
    package var alone: [Role]
    /// Whether the network does something once however often it is asked under one key.
    package var isIdempotent: Bool
    /// What its tickets must have before they are resolved. **Range**: sorted, each once.
    package var requires: [ClassRequirement]

    package init(
        channel: ChannelID, access: ChannelAccess = .public, purpose: Skill? = nil, language: Language? = nil,
        team: TeamID? = nil, skills: [Skill] = [], alone: [Role] = standardAlone, isIdempotent: Bool = false,
        requires: [ClassRequirement] = []
    ) {
        self.channel = channel
        self.access = access
        self.purpose = purpose
        self.language = language
        self.team = team
        self.skills = skills
        self.alone = alone
        self.isIdempotent = isIdempotent
        self.requires = requires
    }

    /// Who may answer alone where nobody said otherwise: people, not bots.
    package static let standardAlone: [Role] = [.agent, .supervisor]
}

/// Who can read what is said on a channel.
package enum ChannelAccess: String, Hashable, Sendable, CaseIterable {
    /// The customer and we.
    case direct
    /// Everybody.
    case `public`
}
