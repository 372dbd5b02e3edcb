internal import EventLog
internal import Identity
internal import Ticketing

extension Desk {
    func planReceive(_ message: IncomingMessage, in workspace: DeskWorkspace) async throws -> Plan {
        let external = Claim.external(message.channel, id: message.externalId)
        let identity = Claim.customer(network: message.channel.network, handle: message.author.handle)
        let answers = message.inReplyTo.map { Claim.external(message.channel, id: $0) }
        let held = try await claims([identity] + (answers.map { [$0] } ?? []), optional: [external], in: workspace)
        if let taken = held[external] { return try await repeated(taken, as: .message, in: workspace) }

        let author = try await party(held[identity], message.author, on: message.channel.network, in: workspace)
        let party = author.party
        var answered: Intake.Answered?
        if let claim = answers.flatMap({ held[$0] }) { answered = try await self.answered(claim, in: workspace) }
        var unresolved: TicketState?
        if case .known(let customer) = party {
            unresolved = try await self.unresolved(customer, on: message.channel, in: workspace)
        }
        let destination = Intake.destination(
            of: party.id, answering: answered, unresolved: unresolved, new: TicketID(makeID()))
        let writing = Intake.Writing(
            channel: message.channel, externalId: message.externalId, text: message.text,
            occurredAt: message.occurredAt, handle: author.isLinked ? message.author.handle : nil,
            nature: message.nature)
        let id = MessageID(makeID())
        // Whoever goes on with what is open was heard when they began.
        let heard = destination.isOpening ? author.state : nil
        let rulebook = try await rulebook(in: workspace)
        let others = try await others(than: destination, in: workspace)
        let changes = Intake.receive(
            writing, as: id, from: party, answering: answered, to: destination, mergedWith: others,
            team: rulebook.channels[message.channel]?.team, isBlocked: heard?.isBlocked ?? false)
        let receipt = Receipt(ticket: destination.ticket, customer: party.id, message: id, duplicate: false)
        var plan = plan(
            changes, receipt, party: party, author: nil, destination: destination,
            guards: [.workspace(workspace.id): rulebook.version])
        if let heard { plan.guards[.customer(heard.id)] = heard.version }
        plan.rest(on: others)
        plan.guards.merge(author.guards) { _, new in new }
        if let own = answered?.ticket, own.customer == party.id, own.id != destination.ticket {
            // It goes elsewhere because of how that ticket is, as memory has it: what it answers may have been split off since.
            plan.guards[.ticket(own.id)] = own.version
        }
        return plan
    }

    func planRecord(_ outside: OutsideReply, in workspace: DeskWorkspace) async throws -> Plan {
        let network = outside.channel.network
        let external = Claim.external(outside.channel, id: outside.externalId)
        let authorClaim = Claim.author(network: network, handle: outside.author.handle)
        let answers = outside.inReplyTo.map { Claim.external(outside.channel, id: $0) }
        let addressee = outside.to.map { Claim.customer(network: network, handle: $0.handle) }
        let required = [authorClaim] + [answers, addressee].compactMap { $0 }
        let held = try await claims(required, optional: [external], in: workspace)
        if let taken = held[external] { return try await repeated(taken, as: .reply, in: workspace) }

        let author = author(held[authorClaim], outside.author)
        var answered: Intake.Answered?
        if let claim = answers.flatMap({ held[$0] }) { answered = try await self.answered(claim, in: workspace) }
        let party: Intake.Party
        let destination: Intake.Destination
        var linked: [StreamID: StreamVersion] = [:]
        if let answered {
            party = .known(answered.ticket.customer)
            destination = .existing(answered.ticket)
        } else if let to = outside.to, let addressee {
            let known = try await self.party(held[addressee], to, on: network, in: workspace)
            party = known.party
            linked = known.guards
            var unresolved: TicketState?
            if case .known(let customer) = party {
                unresolved = try await self.unresolved(customer, on: outside.channel, in: workspace)
            }
            destination = unresolved.map(Intake.Destination.existing) ?? .new(TicketID(makeID()))
        } else {
            return Plan(decision: .rejected(.noAddressee), receipt: Receipt(), position: .beforeAll)
        }
        let writing = Intake.Writing(
            channel: outside.channel, externalId: outside.externalId, text: outside.text,
            occurredAt: outside.occurredAt)
        let id = ReplyID(makeID())
        let rulebook = try await rulebook(in: workspace)
        let others = try await others(than: destination, in: workspace)
        let changes = Intake.record(
            writing, as: id, by: author, to: party, answering: answered, in: destination, mergedWith: others,
            team: rulebook.channels[outside.channel]?.team)
        let receipt = Receipt(ticket: destination.ticket, customer: party.id, reply: id, duplicate: false)
        var plan = plan(
            changes, receipt, party: party, author: author, destination: destination,
            guards: [.workspace(workspace.id): rulebook.version])
        plan.guards.merge(linked) { _, new in new }
        plan.rest(on: others)
        return plan
    }

    func planPost(_ outside: OutsidePost, in workspace: DeskWorkspace) async throws -> Plan {
        let external = Claim.external(outside.channel, id: outside.externalId)
        let authorClaim = Claim.author(network: outside.channel.network, handle: outside.author.handle)
        let held = try await claims([authorClaim], optional: [external], in: workspace)
        if let taken = held[external] { return try await repeated(taken, as: .post, in: workspace) }
        let author = author(held[authorClaim], outside.author)
        let writing = Intake.Writing(
            channel: outside.channel, externalId: outside.externalId, text: outside.text,
            occurredAt: outside.occurredAt)
        let id = PostID(makeID())
        let stream = StreamID.channel(outside.channel)
        var plan = plan(
            Intake.post(writing, as: id, by: author), Receipt(post: id, duplicate: false), party: nil, author: author,
            destination: nil)
        plan.versions[stream] = try await version(of: stream, in: workspace)
        return plan
    }

    private func plan(
        _ changes: Changes, _ receipt: Receipt, party: Intake.Party?, author: Intake.Author?,
        destination: Intake.Destination?, guards: [StreamID: StreamVersion] = [:]
    ) -> Plan {
        var receipt = receipt
        var plan = Plan(decision: .accepted(changes), receipt: receipt, position: .beforeAll)
        if case .new(let customer, _, _) = party { plan.newcomers.insert(customer.id) }
        if case .new(let agent, _, _) = author { plan.newcomers.insert(agent.id) }
        var before = StreamVersion.none
        if case .existing(let state) = destination { before = state.version }
        if let ticket = destination?.ticket {
            plan.versions[.ticket(ticket)] = before
            let added = changes.events.count { $0.stream == .ticket(ticket) }
            receipt.version = StreamVersion(before.value + added)
        }
        return Plan(
            decision: plan.decision, receipt: receipt, position: plan.position, versions: plan.versions,
            newcomers: plan.newcomers,
            // Settings say in whose queue a ticket begins, and nothing of those that are there.
            guards: before == .none ? guards : [:])
    }

    /// What a ticket is merged with that something goes to: whoever has the conversation holds it from then on, or no more.
    private func others(
        than destination: Intake.Destination, in workspace: DeskWorkspace
    ) async throws -> [TicketState] {
        guard case .existing(let ticket) = destination, ticket.isLinked else { return [] }
        return try await conversation(of: ticket, in: workspace, fresh: false).others(than: ticket.id)
    }

    private func author(_ held: LogClaim?, _ identity: NetworkIdentity) -> Intake.Author {
        if let held, case .agent(let agent) = StreamID(held.stream) { return .known(agent) }
        return .new(AgentID(makeID()), handle: identity.handle, name: identity.name)
    }

    /// What is known of what something answers; a post stands on no ticket, so to answer one is to answer nobody.
    private func answered(_ held: LogClaim, in workspace: DeskWorkspace) async throws -> Intake.Answered? {
        guard case .ticket(let ticket) = StreamID(held.stream),
            let state = try await ticketState(ticket, in: workspace)
        else { return nil }
        let owner = try await owner(of: held.position, on: state, in: workspace)?.ticket ?? state
        return Intake.Answered(position: held.position, ticket: owner)
    }

    private enum WritingKind {
        case message, reply, post
    }

    /// The answer for something that was brought in before: the same as then, marked as a duplicate.
    private func repeated(_ taken: LogClaim, as kind: WritingKind, in workspace: DeskWorkspace) async throws -> Plan {
        let event = try await event(at: taken.position, in: workspace)
        var receipt = Receipt(duplicate: true)
        var state: TicketState?
        if case .ticket(let ticket) = event.stream {
            receipt.ticket = ticket
            receipt.version = event.version
            state = try await ticketState(ticket, in: workspace)
        }
        switch (event.event, kind) {
        case (_, .reply) where event.event.named != nil:
            receipt.reply = event.event.named
            receipt.customer = state?.customer
        case (.messageReceived(let message), .message):
            receipt.message = message.message
            receipt.customer = message.customer
        case (.replyRecorded(let reply), .reply):
            receipt.reply = reply.reply
            receipt.customer = state?.customer
        case (.postRecorded(let post), .post): receipt.post = post.post
        default:
            throw DeskError(
                .externalIdTaken,
                "this externalId is already recorded on the channel as a \(event.event.isPost ? "post" : "message or reply")"
            )
        }
        return Plan(decision: .unchanged, receipt: receipt, position: event.position, isForGood: true)
    }
}

extension Intake.Destination {
    var ticket: TicketID {
        switch self {
        case .existing(let state): state.id
        case .new(let ticket): ticket
        }
    }
}

extension Event {
    /// The reply of ours that a receipt is about; where an external id leads to the receipt, it is the reply's name.
    var named: ReplyID? {
        switch self {
        case .reply(.carried(let carried)): carried.reply
        case .replyDelivered(let delivered): delivered.reply
        case .reply(.read(let read)): read.reply
        default: nil
        }
    }

    fileprivate var isPost: Bool {
        if case .postRecorded = self { return true }
        return false
    }
}
