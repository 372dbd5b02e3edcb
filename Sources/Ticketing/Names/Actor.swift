internal import Identity

/// Who did something, as every entry names it.
package struct Actor: Hashable, Sendable {
    package let id: AgentID
    package let kind: AgentKind

    package init(id: AgentID, kind: AgentKind) {
        self.id = id
        self.kind = kind
    }

    /// Whoever holds the database: the command line of the operator, who has no agent of their own.
    package static let `operator` = Actor(id: AgentID(.zero), kind: .operator)

    /// Carelog itself, when a time comes that somebody set.
    package static let clock = Actor(id: AgentID(.zero), kind: .clock)

    /// Carelog itself, when a rule of the workspace decides.
    package static let rule = Actor(id: AgentID(.zero), kind: .rule)
}

/// What kind of actor somebody is; a robot is never shown as a person.
package enum AgentKind: String, Hashable, Sendable, CaseIterable {
    case human
    case bot
    case connector
    case `operator`
    case clock
    case rule

    /// The kinds that an operator can register.
    package static let registrable: [AgentKind] = [.human, .bot, .connector]
}

/// What an agent may do; one agent can have several.
package enum Role: String, Hashable, Sendable, CaseIterable, Comparable {
    case admin
    case agent
    case auditor
    case bot
    case connector
    case supervisor
    /// Works as an agent does, but a person looks at each reply before it goes out.
    case trainee

    package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
