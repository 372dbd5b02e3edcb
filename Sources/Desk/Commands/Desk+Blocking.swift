internal import Cache
internal import EventLog
internal import Identity
internal import Projections
internal import Synchronization
internal import Ticketing
internal import Vault

// Customers who are not to be heard.
extension Desk {
    /// So many tickets are marked by one command at most; more are left to `settleTickets`.
    private static let ticketsMax = 100

    /// The customer is blocked, or not any more, and with them goes what the views know of their tickets.
    func planBlock(
        _ customer: CustomerID, _ isBlocked: Bool, reason: String?, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> Plan {
        guard let state = try await customerState(customer, in: workspace, fresh: true) else {
            throw DeskError(.notFound(.customer), "there is no customer \(customer) in this workspace")
        }
        let stream = StreamID.customer(customer)
        let versions = [stream: state.version]
        guard case .accepted(var changes) = state.decide(block: isBlocked, reason: reason) else {
            return Plan(
                decision: .unchanged, receipt: Receipt(customer: customer), position: state.position, versions: versions
            )
        }
        let marks = try await marks(of: customer, isBlocked, in: workspace, as: principal)
        changes.add(marks.changes)
        var plan = Plan(
            decision: .accepted(changes), receipt: Receipt(customer: customer), position: state.position,
            versions: versions)
        plan.rest(on: marks.tickets)
        return plan
    }

    /// Marks what a block missed, or an end of one: tickets that were opened while it was decided.
    ///
    /// Whoever opens a ticket guards the customer's stream: behind the block they know of it, and what was opened before it
    /// is in the views by then. So nothing is missed for good; what is interrupted is made up for by the same command again.
    func settleTickets(
        of customer: CustomerID, behind position: LogPosition, as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws {
        let workspace = try await workspace(principal.workspace)
        var position = position
        for _ in 0..<Self.attemptsMax {
            try await waitForViews(position, in: workspace.id, deadline: deadline)
            guard let state = try await customerState(customer, in: workspace, fresh: true) else { return }
            let marks = try await marks(
                of: customer, state.isBlocked, since: state.blockedAt, in: workspace, as: principal)
            if marks.changes.events.isEmpty { return }
            var plan = Plan(
                decision: .accepted(marks.changes), receipt: Receipt(customer: customer), position: position,
                guards: [.customer(customer): state.version])
            plan.rest(on: marks.tickets)
            let command = CommandID(makeID())
            let result = try await append(
                marks.changes, of: plan, command: command, fingerprint: Digest.sha256(command.id.bytes), in: workspace,
                actor: principal.actor, deadline: deadline)
            if let result { position = result.position }
        }
        throw DeskError(.contended, "others keep changing the customer's tickets; try again in a moment")
    }

    /// The tickets of a customer, as far as the views know them, that are to be marked, or put back; and what that rests on.
    private func marks(
        of customer: CustomerID, _ isBlocked: Bool, since blockedAt: LogPosition? = nil, in workspace: DeskWorkspace,
        as principal: Principal
    ) async throws -> (changes: Changes, tickets: [TicketState]) {
        var changes = Changes([])
        var marked = 0
        var tickets: [TicketID: TicketState] = [:]
        let ids = try await views.tickets(ofCustomer: customer, in: workspace.id)
        let rows = try await views.tickets(ids, of: workspace.id).filter { row in
            // What is merged is shown as a whole: each of it is looked at in the log.
            row.isLinked || (isBlocked ? !row.isSpam && row.status != .resolved : row.isSpam)
        }
        let context = TicketContext(actor: principal.actor, now: now())
        for row in rows.sorted(by: { $0.id < $1.id }) where marked < Self.ticketsMax {
            guard let state = try await ticketState(row.id, in: workspace, fresh: true) else { continue }
            // The views may lag: what was resolved since is left as it is. So is what somebody put back behind the block.
            if isBlocked && state.status == .resolved { continue }
            if let blockedAt, let putBackAt = state.putBackAt, putBackAt > blockedAt { continue }
            let command: TicketCommand = isBlocked ? .markSpam(.blocked) : .unmarkSpam(.blocked)
            // Several of them may be merged with each other: what follows from all is found at the end.
            guard case .accepted(let mark) = state.decideFacts(command, context) else { continue }
            changes.add(mark)
            marked += 1
            tickets[state.id] = state
            for other in try await conversation(of: state, in: workspace).others(than: state.id)
            where tickets[other.id] == nil {
                tickets[other.id] = other
            }
        }
        changes.settle(Array(tickets.values), by: principal.actor)
        return (changes, Array(tickets.values))
    }
}
