internal import EventLog
internal import Identity
internal import Ticketing

// What becomes of messages after they were received, and what people do instead of writing.
extension Desk {
    func planEdit(_ edit: MessageChange, in workspace: DeskWorkspace) async throws -> Plan {
        let claim = Claim.edit(
            edit.channel, id: edit.externalId, edit.revision.map { .named($0) } ?? .words(edit.text))
        let external = Claim.external(edit.channel, id: edit.externalId)
        let held = try await claims([external], optional: [claim], in: workspace)
        if let taken = held[claim] {
            let event = try await event(at: taken.position, in: workspace)
            guard case .intake(.messageEdited(let edited)) = event.event, case .ticket(let ticket) = event.stream else {
                throw DeskError(.internal, "an edit's claim leads to position \(taken.position), where no edit stands")
            }
            let receipt = Receipt(ticket: ticket, message: edited.message, version: event.version, duplicate: true)
            return Plan(decision: .unchanged, receipt: receipt, position: event.position, isForGood: true)
        }
        let found = try await message(held[external], of: external, in: workspace)
        let changes = Intake.edit(found, to: edit.text, revision: edit.revision, occurredAt: edit.occurredAt)
        return plan(.accepted(changes), about: found)
    }

    func planWithdraw(_ withdrawal: MessageWithdrawal, in workspace: DeskWorkspace) async throws -> Plan {
        let external = Claim.external(withdrawal.channel, id: withdrawal.externalId)
        let held = try await claims([external], in: workspace)
        let found = try await message(held[external], of: external, in: workspace)
        let plan = plan(Intake.withdraw(found, occurredAt: withdrawal.occurredAt), about: found)
        if case .accepted = plan.decision { return plan }
        return Plan(
            decision: plan.decision, receipt: plan.receipt,
            position: found.ticket.revised[found.message]?.position ?? plan.position, isForGood: true)
    }

    private func plan(_ decision: Decision, about found: Intake.Found) -> Plan {
        var added = 0
        if case .accepted(let changes) = decision { added = changes.events.count }
        let before = found.ticket.version
        let receipt = Receipt(
            ticket: found.ticket.id, message: found.message, version: StreamVersion(before.value + added),
            duplicate: added == 0)
        return Plan(
            decision: decision, receipt: receipt, position: found.ticket.position,
            versions: [.ticket(found.ticket.id): before])
    }

    /// The message that an external id leads to. **Errors**: `notFound`, also for what is no message: it may come first.
    private func message(
        _ held: LogClaim?, of claim: Claim, in workspace: DeskWorkspace
    ) async throws -> Intake.Found {
        guard let held, case .external(let channel, let id) = claim, case .ticket(let ticket) = StreamID(held.stream),
            case .messageReceived(let received) = try await event(at: held.position, in: workspace).event,
            let state = try await ticketState(ticket, in: workspace)
        else {
            throw DeskError(
                .notFound(.message), "no message with this externalId has been received on this channel yet")
        }
        let owner = try await owner(of: held.position, on: state, in: workspace)
        return Intake.Found(
            message: received.message, position: owner?.words ?? held.position, channel: channel, externalId: id,
            ticket: owner?.ticket ?? state)
    }

    func planSignal(_ signal: IncomingSignal, in workspace: DeskWorkspace) async throws -> Plan {
        let gesture = signal.gesture
        let claim = Claim.signal(gesture.channel, id: gesture.externalId)
        let identity = Claim.customer(network: gesture.channel.network, handle: signal.author.handle)
        let object = signal.object.map { object in
            switch object {
            case .external(let id): Claim.external(gesture.channel, id: id)
            case .reply(let reply): Claim.reply(reply)
            }
        }
        let held = try await claims([identity] + (object.map { [$0] } ?? []), optional: [claim], in: workspace)
        if let taken = held[claim] { return try await repeatedSignal(at: taken.position, in: workspace) }

        let author = try await party(held[identity], signal.author, on: gesture.channel.network, in: workspace)
        let party = author.party
        var target: (object: SignalReceived.Object, ticket: TicketState)?
        if let object { target = try await written(held[object], in: workspace) }
        let changes = Intake.signal(gesture, by: party, on: target?.object, of: target?.ticket.id)
        var plan = Plan(
            decision: .accepted(changes),
            receipt: Receipt(ticket: target?.ticket.id, customer: party.id, duplicate: false), position: .beforeAll)
        if case .new(let customer, _, _) = party { plan.newcomers.insert(customer.id) }
        if let ticket = target?.ticket {
            plan.versions[.ticket(ticket.id)] = ticket.version
            plan.guards = author.guards
        } else if let state = author.state {
            plan.versions[.customer(state.id)] = state.version
        }
        return plan
    }

    private func repeatedSignal(at position: LogPosition, in workspace: DeskWorkspace) async throws -> Plan {
        let event = try await event(at: position, in: workspace)
        guard case .intake(.signalReceived(let signal)) = event.event else {
            throw DeskError(.internal, "a signal's claim leads to position \(position), where no signal stands")
        }
        var receipt = Receipt(customer: signal.customer, duplicate: true)
        if case .ticket(let ticket) = event.stream { receipt.ticket = ticket }
        return Plan(decision: .unchanged, receipt: receipt, position: position, isForGood: true)
    }

    /// On what a signal was given, and where that stands. **Errors**: `notFound`: it may come first.
    func written(
        _ held: LogClaim?, in workspace: DeskWorkspace
    ) async throws -> (object: SignalReceived.Object, ticket: TicketState) {
        guard let held, case .ticket(let ticket) = StreamID(held.stream),
            let state = try await ticketState(ticket, in: workspace),
            let object = Self.object(try await event(at: held.position, in: workspace), on: state)
        else { throw DeskError(.notFound(.message), "there is no message or reply yet that this is on") }
        // What is shown of a message is shown of it where it is by now.
        let owner = try await owner(of: held.position, on: state, in: workspace)
        return (object, owner?.ticket ?? state)
    }

    /// Of a draft its author is who wrote the words, whoever let them go out.
    private static func object(_ recorded: RecordedEvent, on ticket: TicketState) -> SignalReceived.Object? {
        if let named = recorded.event.named { return ticket.replies[named].map { .reply(named, by: $0.author) } }
        return switch recorded.event {
        case .messageReceived(let message): .message(message.message)
        case .replyRecorded(let reply): .reply(reply.reply, by: reply.author)
        case .replySent(let reply): .reply(reply.reply, by: recorded.actor.id)
        case .replyDrafted(let reply): .reply(reply.reply, by: recorded.actor.id)
        default: nil
        }
    }
}
