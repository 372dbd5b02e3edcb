internal import EventLog
internal import Identity
internal import Projections
package import Ticketing

/// Why one ticket was given to nobody.
package enum RoutingObstacle: Hashable, Sendable {
    /// It is in no team's queue.
    case noTeam
    /// The team's queue is given out by hand.
    case noRule
    /// It is kept apart as spam.
    case spam
    /// What keeps members of the team from having it. **Range**: at most `namedMax`.
    case nobody([AgentID: RoutingLack])

    /// More people are not named: the answer is kept with the command.
    package static let namedMax = 50
}

extension Desk {
    /// Gives one ticket to whom its team's rule prefers, out of turn, because somebody says so. What it rests on is what a
    /// round rests on; if nobody can have it that is recorded, and why is told.
    func planRoute(_ ticket: TicketID, in workspace: DeskWorkspace) async throws -> Plan {
        guard let state = try await ticketState(ticket, in: workspace, fresh: true) else {
            throw DeskError(.notFound(.ticket), "there is no ticket \(ticket) in this workspace")
        }
        let conversation = try await conversation(of: state, in: workspace)
        let others = conversation.others(than: ticket)
        let receipt = Receipt(ticket: ticket, version: state.version)
        func plan(_ decision: Decision, _ told: RoutingObstacle? = nil) -> Plan {
            var receipt = receipt
            receipt.obstacle = told
            return Plan(
                decision: decision, receipt: receipt, position: state.position,
                versions: [.ticket(ticket): state.version], ticket: state)
        }
        if state.mergedInto != nil { return plan(.rejected(.merged(into: conversation.root.id))) }
        if let assignee = state.assignee { return plan(.rejected(.alreadyClaimed(by: assignee))) }
        if !conversation.isOpen {
            if conversation.members.contains(where: { $0.status == .open }) { return plan(.unchanged, .spam) }
            return plan(.rejected(.invalidState(state.status)))
        }
        let rulebook = try await rulebook(in: workspace, fresh: true)
        guard let team = state.team.flatMap({ rulebook.teams[$0] }) else { return plan(.unchanged, .noTeam) }
        if team.rule.isEmpty { return plan(.unchanged, .noRule) }
        // As of the end of the log: what was refused because the views did not know it is not refused again.
        let end = try await log.last(of: workspace.id)
        try await waitForViews(end, in: workspace.id, deadline: .now + Self.patience)
        let (roster, known) = try await views.roster(of: workspace.id, knowing: state.customer, besides: ticket)
        let waiting = WaitingTicket(
            ticket: ticket, channel: state.channel, tags: state.tags, language: state.language,
            priority: state.priority, declined: Array(state.declined), known: known)
        let now = now()
        guard let (agent, decision) = roster.choose(for: waiting, in: team, rulebook, at: now) else {
            let lacking = roster.lacking(for: waiting, in: team, rulebook, at: now).prefix(RoutingObstacle.namedMax)
            return plan(
                .unchanged, .nobody(Dictionary(lacking.map { ($0.agent, $0.lack) }, uniquingKeysWith: { $1 })))
        }
        // A rule decides, whoever asks for it: nobody is given more than they can hold.
        let context = TicketContext(actor: .rule, now: now, taker: agent, others: others)
        let routed = state.decide(.route(agent.id, decision), context)
        guard case .accepted(let changes) = routed else { return plan(.unchanged) }
        var told = receipt
        told.agent = agent.id
        told.version = StreamVersion(state.version.value + changes.events.count)
        var plan = Plan(
            decision: routed, receipt: told, position: state.position, versions: [.ticket(ticket): state.version],
            guards: [.workspace(workspace.id): rulebook.version, .agent(agent.id): agent.version], ticket: state)
        plan.rest(on: conversation.members)
        return plan
    }
}
