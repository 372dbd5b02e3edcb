internal import EventLog
internal import Identity
internal import Ticketing

// Tickets that are merged, as commands find them.
extension Desk {
    /// A ticket with all that it is merged with, as the log has them now; of one that is merged with none the ticket alone, as
    /// it is given.
    ///
    /// They are read one after the other, so that two of them may be of two moments: whoever decides by it guards all of them.
    /// What nothing is refused by may be as memory has it, not `fresh`.
    func conversation(
        of ticket: TicketState, in workspace: DeskWorkspace, fresh: Bool = true
    ) async throws -> Conversation {
        func member(_ id: TicketID) async throws -> TicketState {
            guard let state = try await ticketState(id, in: workspace, fresh: fresh) else {
                throw DeskError(.internal, "ticket \(id) is merged with others and has no events")
            }
            return state
        }
        if !ticket.isLinked { return Conversation(ticket) }
        var root = try await member(ticket.id)
        // As long as nobody merges and un-merges faster than this reads.
        for _ in 0...Conversation.partsMax {
            guard let into = root.mergedInto else { break }
            root = try await member(into)
        }
        var parts: [TicketID: TicketState] = [:]
        var rest = root.parts
        while let id = rest.popLast(), parts.count <= Conversation.partsMax {
            if parts[id] != nil || id == root.id { continue }
            let part = try await member(id)
            parts[id] = part
            rest += part.parts
        }
        return Conversation(root, parts: Array(parts.values))
    }

    /// The conversation of a ticket that a client names. **Errors**: `notFound`.
    private func conversation(of ticket: TicketID, in workspace: DeskWorkspace) async throws -> Conversation {
        guard let state = try await ticketState(ticket, in: workspace, fresh: true) else {
            throw DeskError(.notFound(.ticket), "there is no ticket \(ticket) in this workspace")
        }
        return try await conversation(of: state, in: workspace)
    }

    /// A ticket becomes part of another, or of what that is part of.
    ///
    /// Both roots are written at the versions at which they were roots: of merges that cross one is decided again.
    func planMerge(
        _ from: TicketID, into: TicketID, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> Plan {
        let other = try await conversation(of: from, in: workspace)
        let conversation = try await conversation(of: into, in: workspace)
        let decision = conversation.absorb(other, naming: from, into: into, by: principal.actor)
        return plan(decision, about: conversation.root, beside: conversation.parts + other.members)
    }

    /// A ticket is part of another no more.
    func planUnmerge(_ ticket: TicketID, in workspace: DeskWorkspace, as principal: Principal) async throws -> Plan {
        let conversation = try await conversation(of: ticket, in: workspace)
        let decision = conversation.expel(ticket, by: principal.actor)
        let state = conversation.members.first { $0.id == ticket } ?? conversation.root
        return plan(decision, about: state, beside: conversation.others(than: state.id))
    }

    private func plan(_ decision: Decision, about ticket: TicketState, beside others: [TicketState]) -> Plan {
        var receipt = Receipt(ticket: ticket.id, version: ticket.version, taker: ticket.id)
        if case .accepted(let changes) = decision { receipt.version = changes.version(of: ticket) }
        var plan = Plan(
            decision: decision, receipt: receipt, position: ticket.position,
            versions: [.ticket(ticket.id): ticket.version])
        plan.rest(on: [ticket] + others)
        return plan
    }
}

extension Changes {
    /// Whether any of it is on a ticket's stream.
    func writes(_ ticket: TicketID) -> Bool { events.contains { $0.stream == .ticket(ticket) } }

    /// The version that a ticket has behind it.
    func version(of ticket: TicketState) -> StreamVersion {
        StreamVersion(ticket.version.value + events.count { $0.stream == .ticket(ticket.id) })
    }
}

extension Plan {
    /// Rests the plan on all of a conversation: what it does not write has to be as it was read, and first read if it was twice.
    mutating func rest(on members: [TicketState]) {
        guard case .accepted(let changes) = decision else { return }
        for member in members {
            let stream = StreamID.ticket(member.id)
            if changes.writes(member.id) {
                versions[stream] = min(versions[stream] ?? member.version, member.version)
            } else {
                guards[stream] = min(guards[stream] ?? member.version, member.version)
            }
        }
    }
}
