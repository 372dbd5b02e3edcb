package import Identity
internal import Postgres
package import Ticketing

/// An agent with a profile, and whether the log says that they are there.
package struct Attendant: Hashable, Sendable {
    package let workspace: WorkspaceID
    package let agent: AgentID
    package let isConnected: Bool
    /// Since when they have left their work, or the time to come until which they said they would be there; nil while they
    /// are there, and before they first were.
    package let leftSince: Instant?
}

/// What somebody holds who is gone.
package struct LeftTicket: Hashable, Sendable {
    package let workspace: WorkspaceID
    package let ticket: TicketID
    package let agent: AgentID
}

extension Views {
    /// Everybody who has a profile, of all workspaces.
    package func attendants() async throws -> [Attendant] {
        try await withLive { live in
            try await self.pool.query(live.attendants).map { row in
                Attendant(
                    workspace: WorkspaceID(UniqueID(try row.uuid(0))), agent: AgentID(UniqueID(try row.uuid(1))),
                    isConnected: try row.bool(2),
                    leftSince: try row.timestampMicrosOrNil(3).map { Instant(microseconds: $0) })
            }
        }
    }

    /// What is held, of these workspaces, by agents who left their work at a moment or before; two hundred at most.
    package func leftTickets(in workspaces: [WorkspaceID], goneBefore moment: Instant) async throws -> [LeftTicket] {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspaces.map(\.id.postgres))
            bindings.append(timestampMicros: moment.microseconds)
            return try await self.pool.query(live.leftTickets, bindings).map { row in
                LeftTicket(
                    workspace: WorkspaceID(UniqueID(try row.uuid(0))), ticket: TicketID(UniqueID(try row.uuid(1))),
                    agent: AgentID(UniqueID(try row.uuid(2))))
            }
        }
    }

    /// Says that these agents, and no others, have sessions at a server; answers who has at any, as of the last so many
    /// seconds.
    package func present(
        at server: UniqueID, _ agents: [(workspace: WorkspaceID, agent: AgentID)], within seconds: Int
    ) async throws -> Set<Presence> {
        var own = Bindings()
        own.append(server.postgres)
        own.append(agents.map(\.workspace.id.postgres))
        own.append(agents.map(\.agent.id.postgres))
        var recent = Bindings()
        recent.append(seconds)
        let steps = [
            (ViewStatements.clearPresence, own), (ViewStatements.writePresence, own), (ViewStatements.presence, recent),
        ]
        let results = try await pool.withConnection { try await $0.transaction(steps) }
        return Set(
            try results[2].map { row in
                Presence(workspace: WorkspaceID(UniqueID(try row.uuid(0))), agent: AgentID(UniqueID(try row.uuid(1))))
            })
    }

    /// Somebody of whom a server says that they are there.
    package struct Presence: Hashable, Sendable {
        package let workspace: WorkspaceID
        package let agent: AgentID

        package init(workspace: WorkspaceID, agent: AgentID) {
            self.workspace = workspace
            self.agent = agent
        }
    }
}

extension ViewStatements {
    /// `AgentState.leftSince` in SQL, of a row `a` of agents; a time to come where they said that they would be there.
    static let leftSince = """
        case when not a.connected then
            greatest(a.gone_since, case when a.availability = 'online' then a.available_until end) end
        """
}
