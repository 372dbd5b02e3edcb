internal import EventLog
package import Identity
internal import Projections
internal import Synchronization
package import Ticketing
internal import Vault

/// What the operator does from the command line, with the database at hand.
extension Desk {
    /// Begins a workspace with an empty log; its first event says so. **Errors**: `invalid`, if the name is taken or malformed.
    package func createWorkspace(named name: String) async throws(DeskError) -> WorkspaceID {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameByte) else {
            throw DeskError(.invalid(path: "name"), "a workspace's name is 1 to 64 of a-z, 0-9 and -")
        }
        return try await guarded {
            let id = WorkspaceID(self.makeID())
            let (secret, wrapped) = try self.vault.makeSecret(for: id)
            let workspace = LogWorkspace(id: id, name: name, epoch: self.makeID(), secret: wrapped)
            guard try await self.log.createWorkspace(workspace, at: self.now()) else {
                throw DeskError(.invalid(path: "name"), "there is a workspace named \(name) already")
            }
            self.memory.withLock { $0.workspaces[id] = DeskWorkspace(log: workspace, secret: secret) }
            let event = NewEvent(.workspaceCreated(WorkspaceCreated(name: name)), on: .workspace(id))
            _ = try await self.record([event], in: id)
            return id
        }
    }

    /// The workspace of that name. **Errors**: `notFound`.
    package func workspaceID(named name: String) async throws(DeskError) -> WorkspaceID {
        try await guarded {
            guard let found = try await self.log.workspaces().first(where: { $0.name == name }) else {
                throw DeskError(.notFound(.workspace), "there is no workspace named \(name)")
            }
            return found.id
        }
    }

    /// All workspaces: names and ids, by name.
    package func workspaceNames() async throws(DeskError) -> [(name: String, id: WorkspaceID)] {
        try await guarded { try await self.log.workspaces().map { ($0.name, $0.id) } }
    }

    /// Registers somebody who may act. **Errors**: `invalid`, if the name or the roles cannot be.
    package func addAgent(
        named name: String, kind: AgentKind, roles: Set<Role>, in workspace: WorkspaceID
    ) async throws(DeskError) -> AgentID {
        guard (1...256).contains(name.utf8.count) else {
            throw DeskError(.invalid(path: "name"), "an agent's name has 1 to 256 bytes")
        }
        guard !roles.isEmpty else { throw DeskError(.invalid(path: "role"), "an agent needs at least one role") }
        return try await guarded {
            let id = AgentID(self.makeID())
            let registered = AgentRegistered(kind: kind, roles: roles.sorted(), network: nil)
            let event = NewEvent(
                .agentRegistered(registered), on: .agent(id), sealing: Personal(name: name), about: .agent(id))
            _ = try await self.record([event], in: workspace, newcomers: [id.id])
            return id
        }
    }

    /// Gives an agent a token. It is told once, here, and never again. **Errors**: `notFound`.
    package func issueToken(
        to agent: AgentID, in workspace: WorkspaceID
    ) async throws(DeskError) -> (id: TokenID, token: AccessToken) {
        try await guarded {
            let token = AccessToken()
            let id = TokenID(self.makeID())
            let issued = TokenIssued(token: id, sha256: AccessToken.digest(of: token.text))
            guard try await !self.log.readStream(workspace, StreamID.agent(agent).description).isEmpty else {
                throw DeskError(.notFound(.agent), "there is no agent \(agent) in this workspace")
            }
            _ = try await self.record(
                [NewEvent(.tokenIssued(issued), on: .agent(agent))], in: workspace, takes: [.init(.token(id), by: 0)])
            return (id, token)
        }
    }

    /// Makes a token open nothing any more; sessions that it opened end within seconds. **Errors**: `notFound`.
    package func revokeToken(_ token: TokenID, in workspace: WorkspaceID) async throws(DeskError) {
        try await guarded {
            let known = try await self.workspace(workspace)
            guard let held = try await self.claims([.token(token)], in: known)[.token(token)],
                case .agent(let agent) = StreamID(held.stream)
            else { throw DeskError(.notFound(.token), "there is no token \(token) in this workspace") }
            _ = try await self.record(
                [NewEvent(.tokenRevoked(TokenRevoked(token: token)), on: .agent(agent))], in: workspace)
        }
    }

    /// Appends events of the operator's, whatever the version of their stream.
    private func record(
        _ events: [NewEvent], in id: WorkspaceID, newcomers: Set<UniqueID> = [], takes: [Changes.Take] = []
    ) async throws -> CommandResult {
        let workspace = try await workspace(id)
        let command = CommandID(makeID())
        for _ in 0..<Self.attemptsMax {
            var plan = Plan(
                decision: .unchanged, receipt: Receipt(), position: .beforeAll, newcomers: newcomers)
            for stream in Set(events.map(\.stream)) {
                plan.versions[stream] = try await version(of: stream, in: workspace)
            }
            let result = try await append(
                Changes(events, takes: takes), of: plan, command: command, fingerprint: Digest.sha256(command.id.bytes),
                in: workspace, actor: .operator, deadline: .now.advanced(by: .seconds(10)))
            if let result { return result }
        }
        throw DeskError(.contended, "others keep changing the same thing; try again in a moment")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

/// An agent as operators see them.
package struct StaffMember: Hashable, Sendable {
    package let id: AgentID
    package let kind: AgentKind
    package let roles: [Role]
    /// Nil if it was erased.
    package let name: String?
}

extension Desk {
    /// Everybody who has a role in a workspace, up to what was recorded before the call.
    package func staff(of id: WorkspaceID) async throws(DeskError) -> [StaffMember] {
        try await guarded {
            let workspace = try await self.workspace(id)
            let last = try await self.log.last(of: id)
            try await self.waitForViews(last, in: id, deadline: .now.advanced(by: .seconds(30)))
            let rows = try await self.views.staff(of: id)
            let names = try await self.names(of: Set(rows.map(\.id)), in: workspace)
            return rows.map {
                StaffMember(id: $0.id, kind: $0.kind, roles: $0.roles, name: names[$0.id]?.name)
            }
        }
    }
}
