/// What an agent may do; an agent may have several.
package enum WireRole: String, Sendable, CaseIterable {
    /// Works the inbox.
    case agent
    /// Brings messages in and carries replies out.
    case connector
    /// Reads everything, changes nothing.
    case auditor
    /// An agent who also answers for others.
    case supervisor
    /// A program that drafts; a person approves.
    case bot
    /// Sets how the workspace works.
    case admin
    /// Works as an agent does, but drafts; a person approves.
    case trainee
}

/// A set of roles in one byte.
package struct WireRoles: OptionSet, Sendable, Hashable {
    /// One bit for each role, in the order of their declaration.
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The set of these roles.
    package init(_ roles: some Sequence<WireRole>) {
        rawValue = roles.reduce(0) { $0 | Self.bit($1) }
    }

    package static let agent = WireRoles([WireRole.agent])
    package static let connector = WireRoles([WireRole.connector])
    package static let auditor = WireRoles([WireRole.auditor])
    package static let supervisor = WireRoles([WireRole.supervisor])
    package static let bot = WireRoles([WireRole.bot])
    package static let admin = WireRoles([WireRole.admin])
    package static let trainee = WireRoles([WireRole.trainee])
    /// All roles there are.
    package static let everyone = WireRoles(WireRole.allCases)

    /// The roles in the order of their declaration.
    package var roles: [WireRole] { WireRole.allCases.filter { rawValue & Self.bit($0) != 0 } }

    private static func bit(_ role: WireRole) -> UInt8 {
        switch role {
        case .agent: 1
        case .connector: 2
        case .auditor: 4
        case .supervisor: 8
        case .bot: 16
        case .admin: 32
        case .trainee: 64
        }
    }
}
