/// Who may answer customers without asking anybody.
package struct AnswerPolicy: Hashable, Sendable {
    /// Whoever has one of these roles may.
    package let alone: Set<Role>

    /// What holds where nobody has said otherwise: people who are trained.
    package static let standard = AnswerPolicy(alone: Set(ChannelSettings.standardAlone))

    package init(alone: Set<Role>) {
        self.alone = alone
    }

    /// Whether somebody of this kind with these roles may. A bot may only as a bot and a trainee only as a trainee, whatever
    /// other roles they have.
    package func allows(_ kind: AgentKind, _ roles: [Role]) -> Bool {
        if kind == .bot { return alone.contains(.bot) }
        if roles.contains(.trainee) { return alone.contains(.trainee) }
        return roles.contains { alone.contains($0) }
    }
}
