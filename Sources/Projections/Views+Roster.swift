package import Identity
internal import Postgres
package import Ticketing

/// A ticket in a team's queue, and who has or had others of its customer's.
package struct QueuedTicket: Hashable, Sendable {
    package let ticket: TicketID
    /// Its last event's.
    package let position: LogPosition
    /// Of each the last of their tickets' positions.
    package fileprivate(set) var known: [AgentID: LogPosition]
}

extension Views {
    /// Everybody who has a profile with what they hold, and the beginning of a team's queue: all of one snapshot, which
    /// is the log up to `asOf`.
    package func roster(
        of workspace: WorkspaceID, queue team: TeamID?, limit: Int = 100
    ) async throws -> (roster: Roster, queue: [QueuedTicket]) {
        try await withLive { live in
            var own = Bindings()
            own.append(workspace.id.postgres)
            var queue = own
            queue.append(TicketFilter.key(channel: nil, team: team, tag: nil) ?? "")
            queue.append(limit)
            let steps = [
                (ViewStatements.checkpoint, Self.checkpointBindings(live, workspace)), (live.roster, own),
                (live.loads, own), (live.queue, queue),
            ]
            let results = try await self.pool.withConnection { lease in
                try await lease.withTransaction(.readOnly, level: .repeatableRead) { try await $0.queries(steps) }
            }
            let standings = try Self.standings(results[1], loads: results[2])
            let asOf = LogPosition(try results[0].first?.int64(0) ?? -1)
            return (Roster(asOf: asOf, standings: standings), try Self.queued(results[3]))
        }
    }

    /// Everybody who has a profile with what they hold, and who has or had tickets of a customer's besides one, of each the
    /// last of their positions: all of one snapshot.
    package func roster(
        of workspace: WorkspaceID, knowing customer: CustomerID, besides ticket: TicketID
    ) async throws -> (roster: Roster, known: [AgentID: LogPosition]) {
        try await withLive { live in
            var own = Bindings()
            own.append(workspace.id.postgres)
            var known = own
            known.append(customer.id.postgres)
            known.append(ticket.id.postgres)
            let steps = [
                (ViewStatements.checkpoint, Self.checkpointBindings(live, workspace)), (live.roster, own),
                (live.loads, own), (live.known, known),
            ]
            let results = try await self.pool.withConnection { lease in
                try await lease.withTransaction(.readOnly, level: .repeatableRead) { try await $0.queries(steps) }
            }
            var positions: [AgentID: LogPosition] = [:]
            for row in results[3] {
                positions[AgentID(UniqueID(try row.uuid(0)))] = LogPosition(try row.int64(1))
            }
            let asOf = LogPosition(try results[0].first?.int64(0) ?? -1)
            return (Roster(asOf: asOf, standings: try Self.standings(results[1], loads: results[2])), positions)
        }
    }

    private static func standings(_ agents: PostgresResult, loads: PostgresResult) throws -> [Standing] {
        var held: [AgentID: [String: Int]] = [:]
        for row in loads {
            held[AgentID(UniqueID(try row.uuid(0))), default: [:]][try row.string(1)] = Int(try row.int64(2))
        }
        return try agents.map { row in
            let agent = try AgentRow(row)
            return Standing(agent: agent.state, load: held[agent.id] ?? [:], lastGiven: agent.lastGiven)
        }
    }

    private static func queued(_ rows: PostgresResult) throws -> [QueuedTicket] {
        var queue: [QueuedTicket] = []
        for row in rows {
            let ticket = TicketID(UniqueID(try row.uuid(0)))
            if queue.last?.ticket != ticket {
                queue.append(QueuedTicket(ticket: ticket, position: LogPosition(try row.int64(3)), known: [:]))
            }
            guard let agent = try row.uuidOrNil(1) else { continue }
            queue[queue.count - 1].known[AgentID(UniqueID(agent))] = LogPosition(try row.int64(2))
        }
        return queue
    }
}
