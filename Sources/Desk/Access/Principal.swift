package import Identity
package import Ticketing

/// Who is at the other end of a session, as far as the rules care.
package struct Principal: Hashable, Sendable {
    package let workspace: WorkspaceID
    package let workspaceName: String
    /// Names the history that the session reads; see `LogWorkspace.epoch`.
    package let epoch: UniqueID
    package let agent: AgentID
    package let kind: AgentKind
    /// What the agent is called; nil if their name was erased.
    package let name: String?
    /// Sorted, each once.
    package let roles: [Role]
    package let token: TokenID

    package init(
        workspace: WorkspaceID, workspaceName: String, epoch: UniqueID, agent: AgentID, kind: AgentKind, name: String?,
        roles: [Role], token: TokenID
    ) {
        self.workspace = workspace
        self.workspaceName = workspaceName
        self.epoch = epoch
        self.agent = agent
        self.kind = kind
        self.name = name
        self.roles = roles
        self.token = token
    }

    /// How entries name them.
    package var actor: Actor { Actor(id: agent, kind: kind) }

    /// Whether they have any of these roles.
    package func has(anyOf allowed: Set<Role>) -> Bool { roles.contains { allowed.contains($0) } }
}
