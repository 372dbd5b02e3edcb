internal import EventLog
package import Identity
internal import Projections
internal import Synchronization
package import Ticketing
internal import Vault

/// What one look at a team's queue came to.
package enum RoutingOutcome: Hashable, Sendable {
    /// So many tickets found an agent, the last of them at a position.
    case routed(Int, last: LogPosition)
    /// Nobody can have any of what waits.
    case nothing
    /// Somebody was faster: look again when the views know what they did.
    case overtaken
}

extension Desk {
    /// Rules give out at most so many tickets in one command.
    package static let routedMax = 16
    /// How many tickets a look goes through; the next, which begins anew, if nobody can have any of those.
    private static let lookTickets = [100, 400, 2_000]

    /// Gives the first tickets of a team's queue to whom its rule prefers, as the views know all of them at one position.
    ///
    /// All of it is one command: what a later one of its events compares includes what the earlier ones gave. It happens only
    /// if rules, agents and tickets are still as they were read, and nobody gets more than they can hold.
    package func route(
        team: TeamID, in id: WorkspaceID, upTo countMax: Int = routedMax
    ) async throws(DeskError) -> RoutingOutcome {
        try await guarded(by: .now + Self.patience) {
            let workspace = try await self.workspace(id)
            let rulebook = try await self.rulebook(in: workspace)
            guard let settings = rulebook.teams[team], !settings.rule.isEmpty else { return .nothing }
            let round = try await self.round(of: settings, rulebook, in: workspace, upTo: countMax)
            if round.given.isEmpty { return .nothing }
            return try await self.append(round, rulebook, in: workspace)
        }
    }

    private struct Round {
        var given: [(ticket: TicketState, others: [TicketState], changes: Changes)] = []
        /// Whom something is given, as they were when it was decided.
        var takers: [AgentID: AgentState] = [:]
    }

    private func round(
        of team: TeamSettings, _ rulebook: Rulebook, in workspace: DeskWorkspace, upTo countMax: Int
    ) async throws -> Round {
        var round = Round()
        let now = now()
        for limit in Self.lookTickets {
            // Each look is as of one position, and goes through the queue from its beginning: of what it passes over to give
            // something else, nobody could have anything at that position.
            var (roster, queue) = try await views.roster(of: workspace.id, queue: team.team, limit: limit)
            // Whoever nobody can be given to need not be read.
            guard roster.hasRoom(in: team.team, at: now) else { return round }
            for queued in queue where round.given.count < countMax {
                // What happened to it behind the position that the decision names must not count: it comes in the next
                // look, when the views know that as well. What memory has as the views do need not be read: of a long queue
                // of what nobody can have, hardly anything changes from one look to the next.
                var known = try await ticketState(queued.ticket, in: workspace)
                if known?.position != queued.position {
                    known = try await ticketState(queued.ticket, in: workspace, fresh: true)
                }
                guard let state = known, state.position <= roster.asOf, state.mergedInto == nil else { continue }
                let others = try await conversation(of: state, in: workspace).others(than: state.id)
                guard others.allSatisfy({ $0.position <= roster.asOf }) else { continue }
                let waiting = WaitingTicket(
                    ticket: state.id, channel: state.channel, tags: state.tags, language: state.language,
                    priority: state.priority, declined: Array(state.declined), known: queued.known)
                guard let (agent, decision) = roster.choose(for: waiting, in: team, rulebook, at: now) else { continue }
                let context = TicketContext(actor: .rule, now: now, taker: agent, others: others)
                guard case .accepted(let changes) = state.decide(.route(agent.id, decision), context) else { continue }
                round.given.append((state, others, changes))
                round.takers[agent.id] = agent
                roster.give(network: state.channel.network, to: agent.id)
            }
            if !round.given.isEmpty || queue.count < limit { return round }
        }
        return round
    }

    private func append(_ round: Round, _ rulebook: Rulebook, in workspace: DeskWorkspace) async throws
        -> RoutingOutcome
    {
        var changes = Changes([])
        var plan = Plan(decision: .unchanged, receipt: Receipt(), position: .beforeAll)
        plan.guards[.workspace(workspace.id)] = rulebook.version
        for (id, agent) in round.takers { plan.guards[.agent(id)] = agent.version }
        for (ticket, others, own) in round.given {
            plan.versions[.ticket(ticket.id)] = ticket.version
            for other in others { plan.guards[.ticket(other.id)] = other.version }
            changes.add(own)
        }
        let command = CommandID(makeID())
        do {
            let result = try await append(
                changes, of: plan, command: command, fingerprint: Digest.sha256(command.id.bytes), in: workspace,
                actor: .rule, deadline: .now.advanced(by: .seconds(5)))
            return result.map { .routed(round.given.count, last: $0.position) } ?? .overtaken
        } catch is CapacityReached {
            // Somebody took or was given something that the views do not know yet.
            return .overtaken
        }
    }

    /// Teams whose queues are given out by a rule.
    func ruledTeams(of id: WorkspaceID) async throws(DeskError) -> [TeamID] {
        try await guarded(by: .now + Self.patience) {
            let rulebook = try await self.rulebook(in: try await self.workspace(id))
            return rulebook.teams.values.filter { !$0.rule.isEmpty }.map(\.team).sorted()
        }
    }

    /// Takes up what other servers made the rules since.
    func refreshRules(of id: WorkspaceID) async throws(DeskError) {
        try await guarded(by: .now + Self.patience) {
            _ = try await self.rulebook(in: try await self.workspace(id), fresh: true)
        }
    }

    /// Waits until the views have read up to a position, or all that is in the log now.
    func settleViews(of id: WorkspaceID, upTo position: LogPosition?) async throws(DeskError) {
        let deadline = ContinuousClock.now + Self.patience
        try await guarded(by: deadline) {
            var last = position ?? .beforeAll
            if position == nil { last = try await self.log.last(of: id) }
            try await self.waitForViews(last, in: id, deadline: deadline)
        }
    }
}

extension Roster {
    /// Somebody was given a ticket; for the rest of the round that counts.
    fileprivate mutating func give(network: String, to agent: AgentID) {
        guard let index = standings.firstIndex(where: { $0.agent.id == agent }) else { return }
        standings[index].load[network, default: 0] += 1
        // Behind everything that the views know: the others of the round are told apart by their order.
        let latest = standings.compactMap(\.lastGiven).max() ?? asOf
        standings[index].lastGiven = max(latest, asOf).next
    }
}
