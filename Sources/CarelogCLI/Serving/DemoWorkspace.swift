internal import Desk
internal import Identity
internal import Ticketing

/// The workspace of `carelog up`: `demo`, with one agent of each role and a token for each.
struct DemoWorkspace: Sendable {
    static let name = "demo"

    private struct Member {
        let name: String
        let kind: AgentKind
        let role: Role
    }

    private static let members: [Member] = [
        Member(name: "Ada", kind: .human, role: .agent),
        Member(name: "Connector", kind: .connector, role: .connector),
        Member(name: "Auditor", kind: .human, role: .auditor),
        Member(name: "Grace", kind: .human, role: .supervisor),
        Member(name: "Triage bot", kind: .bot, role: .bot),
        Member(name: "Admin", kind: .human, role: .admin),
        Member(name: "Tim", kind: .human, role: .trainee),
    ]

    let desk: Desk

    /// Makes what is missing of it and answers a token for each role: those of `known` that still open something, else
    /// new ones. So it can be run again after a stop at any moment.
    func tokens(known: [String: String]) async throws -> [String: String] {
        let workspace: WorkspaceID
        if let found = try await desk.workspaceNames().first(where: { $0.name == Self.name }) {
            workspace = found.id
        } else {
            workspace = try await desk.createWorkspace(named: Self.name)
        }
        let staff = try await desk.staff(of: workspace)
        var tokens: [String: String] = [:]
        for member in Self.members {
            let role = member.role.rawValue
            if let token = known[role], let principal = try await desk.authenticate(token: token),
                principal.workspace == workspace, principal.roles == [member.role]
            {
                tokens[role] = token
                continue
            }
            let agent: AgentID
            if let found = staff.first(where: { $0.roles == [member.role] }) {
                agent = found.id
            } else {
                agent = try await desk.addAgent(
                    named: member.name, kind: member.kind, roles: [member.role], in: workspace)
            }
            tokens[role] = try await desk.issueToken(to: agent, in: workspace).token.text
        }
        return tokens
    }
}
