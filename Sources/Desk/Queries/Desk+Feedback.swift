internal import EventCodec
internal import EventLog
package import Identity
package import Projections
package import Ticketing

/// How content a customer is, as a connector brings it.
package struct IncomingFeedback: Hashable, Sendable {
    /// By what its ticket is found.
    package enum Subject: Hashable, Sendable {
        /// The last one of whoever this is, on the channel.
        case author(handle: String)
        case ticket(TicketID)
        /// The one of a reply of ours, which it is about.
        case reply(ReplyID)
        /// The one of a message, or of a reply that it is about, by what the network calls it.
        case external(String)
    }

    package let opinion: Intake.Opinion
    package let subject: Subject

    package init(_ opinion: Intake.Opinion, about subject: Subject) {
        self.opinion = opinion
        self.subject = subject
    }

    /// For a command's fingerprint.
    var parts: [String?] {
        let parts = [
            opinion.channel.name, opinion.externalId, "\(opinion.score)", "\(opinion.scale)", opinion.text,
            opinion.occurredAt?.description,
        ]
        return switch subject {
        case .author(let handle): parts + ["author", handle]
        case .ticket(let ticket): parts + ["ticket", ticket.description]
        case .reply(let reply): parts + ["reply", reply.description]
        case .external(let id): parts + ["external", id]
        }
    }
}

/// What part of the feedback a client wants to see.
package struct FeedbackRequest: Hashable, Sendable {
    /// Of whose replies; nil for everybody's.
    package var agent: AgentID?
    /// Since when; nil for all there is.
    package var since: Instant?
    /// **Range**: 1 to 200.
    package var limit: Int
    /// As the page before gave it; nil for the first page.
    package var cursor: String?

    package init(agent: AgentID? = nil, since: Instant? = nil, limit: Int = 50, cursor: String? = nil) {
        self.agent = agent
        self.since = since
        self.limit = limit
        self.cursor = cursor
    }
}

/// With whom customers were how content.
package struct AgentSatisfaction: Hashable, Sendable {
    /// Nil for what is about nobody's reply.
    package let agent: PersonName?
    package let satisfaction: Satisfaction
}

/// Some feedback, the newest first, where the next one begins, and of which moment.
package struct FeedbackPageAnswer: Hashable, Sendable {
    package let items: [ThreadItem]
    /// Over all that was asked for; who has most comes first. Empty but on the first page.
    package let agents: [AgentSatisfaction]
    /// Opaque to clients; nil on the last page.
    package let next: String?
    package let asOf: LogPosition
}

extension Desk {
    func planFeedback(_ feedback: IncomingFeedback, in workspace: DeskWorkspace) async throws -> Plan {
        let opinion = feedback.opinion
        let claim = Claim.feedback(opinion.channel, id: opinion.externalId)
        let by: Claim? =
            switch feedback.subject {
            case .author(let handle): .customer(network: opinion.channel.network, handle: handle)
            case .ticket: nil
            case .reply(let reply): .reply(reply)
            case .external(let id): .external(opinion.channel, id: id)
            }
        let held = try await claims(by.map { [$0] } ?? [], optional: [claim], in: workspace)
        if let taken = held[claim] { return try await repeatedFeedback(at: taken.position, in: workspace) }

        let moment = opinion.occurredAt ?? now()
        let found: Answered
        let answer: FeedbackAnswer?
        switch feedback.subject {
        case .author(let handle):
            found = try await lastTicket(of: handle, by.flatMap { held[$0] }, opinion, in: workspace)
            answer = found.answers.last(before: moment)
        case .ticket(let id):
            guard let ticket = try await answers(on: id, in: workspace) else {
                throw DeskError(.notFound(.ticket), "there is no ticket \(id) in this workspace")
            }
            found = ticket
            answer = found.answers.last(before: moment)
        case .reply, .external:
            let object: SignalReceived.Object
            let ticket: TicketState
            let about = by.flatMap { held[$0] }
            (object, ticket) = try await written(about, in: workspace, fresh: true)
            found = try await answers(on: ticket.id, in: workspace) ?? Answered(ticket: ticket, members: [ticket])
            if case .reply(let reply, _) = object {
                guard let named = found.answers[reply] else {
                    throw DeskError(.notFound(.message), "the reply that this is about has not gone out yet")
                }
                answer = named
            } else if let last = found.answers.last(before: moment) {
                answer = last
            } else {
                answer = try await earlier(on: found.ticket, than: moment, behind: about?.position, in: workspace)
            }
        }
        let ticket = found.ticket
        var plan = Plan(
            decision: .accepted(Intake.feedback(opinion, on: ticket.id, of: ticket.customer, about: answer)),
            receipt: Receipt(ticket: ticket.id, customer: ticket.customer, reply: answer?.reply, duplicate: false),
            position: ticket.position, versions: [.ticket(ticket.id): ticket.version])
        plan.rest(on: found.members)
        plan.guards.merge(found.guards) { own, _ in own }
        return plan
    }

    /// A ticket as the log has it, and who answered its customer there, or on any other of theirs that it is merged with.
    private struct Answered {
        let ticket: TicketState
        let members: [TicketState]
        var answers = TicketAnswers()
        /// What it was found by besides, as it was then.
        var guards: [StreamID: StreamVersion] = [:]
    }

    /// Who answered a message before it was split off with the ticket that has it; nil if nobody did.
    private func earlier(
        on ticket: TicketState, than moment: Instant, behind position: LogPosition?, in workspace: DeskWorkspace
    ) async throws -> FeedbackAnswer? {
        if ticket.splitFrom == nil { return nil }
        var answers = TicketAnswers()
        for recorded in try await story(of: ticket, in: workspace)
        where recorded.position > position ?? .beforeAll && recorded.stream != .ticket(ticket.id) {
            answers.evolve(with: recorded)
        }
        return answers.last(before: moment)
    }

    /// Nil if there is no such ticket.
    private func answers(on id: TicketID, in workspace: DeskWorkspace) async throws -> Answered? {
        guard let state = try await ticketState(id, in: workspace, fresh: true) else { return nil }
        let members = try await conversation(of: state, in: workspace).members.filter { $0.customer == state.customer }
        var found = Answered(ticket: members.first { $0.id == id } ?? state, members: members)
        for member in members {
            let records = try await log.readStream(workspace.id, StreamID.ticket(member.id).description)
            for record in records where record.position <= member.position {
                found.answers.evolve(with: try Entry.decode(record.entry, at: record.position))
            }
        }
        return found
    }

    private func repeatedFeedback(at position: LogPosition, in workspace: DeskWorkspace) async throws -> Plan {
        let event = try await event(at: position, in: workspace)
        guard case .feedback(let feedback) = event.event, case .ticket(let ticket) = event.stream else {
            throw DeskError(.internal, "a feedback's claim leads to position \(position), where none stands")
        }
        let receipt = Receipt(
            ticket: ticket, customer: feedback.customer, reply: feedback.answer?.reply, duplicate: true)
        return Plan(decision: .unchanged, receipt: receipt, position: position, isForGood: true)
    }

    /// So many of somebody's tickets are looked at for the one that their feedback is about.
    private static let lastTicketsMax = 8

    /// The last ticket of somebody's on a channel on which they were answered; the last, if they were on none. **Errors**:
    /// `notFound`: it may come first.
    private func lastTicket(
        of handle: String, _ held: LogClaim?, _ opinion: Intake.Opinion, in workspace: DeskWorkspace
    ) async throws -> Answered {
        let author = try await party(
            held, NetworkIdentity(handle: handle), on: opinion.channel.network, in: workspace)
        if case .known(let customer) = author.party {
            // The views are asked for what nothing in the log leads to: they have to know all that is in it.
            let last = try await log.last(of: workspace.id)
            try await waitForViews(last, in: workspace.id, deadline: .now + Self.patience)
            let ids = try await views.tickets(ofCustomer: customer, in: workspace.id)
            let rows = try await views.tickets(ids, of: workspace.id).filter { $0.channel == opinion.channel }
            var newest: Answered?
            // Ids begin with the time at which they were made: the newest first.
            for id in rows.map(\.id).sorted(by: >).prefix(Self.lastTicketsMax) {
                guard var found = try await answers(on: id, in: workspace) else { continue }
                found.guards = author.guards
                // What was opened since and waits for its first answer is nothing to be content with yet.
                if found.answers.last(before: opinion.occurredAt ?? now()) != nil { return found }
                newest = newest ?? found
            }
            if let newest { return newest }
        }
        throw DeskError(.notFound(.message), "whoever this is has no ticket on this channel yet")
    }

    /// Feedback on everybody's replies, or on one agent's. Agents and trainees list that on their own.
    package func feedback(
        _ request: FeedbackRequest, atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> FeedbackPageAnswer {
        try authorise(principal, for: [.agent, .supervisor, .auditor, .trainee])
        let seesAll = principal.has(anyOf: [.supervisor, .auditor])
        if let agent = request.agent, agent != principal.agent, !seesAll {
            throw DeskError(
                .forbidden(needs: [.auditor, .supervisor]), "only a supervisor may list feedback on somebody else")
        }
        var before = LogPosition(.max)
        if let cursor = request.cursor {
            guard let position = Int64(cursor), position >= 0 else {
                throw DeskError(.invalid(path: "params.cursor"), "not a cursor of feedback")
            }
            before = LogPosition(position)
        }
        let query = FeedbackQuery(
            agent: request.agent ?? (seesAll ? nil : principal.agent), since: request.since, before: before,
            limit: request.limit, isSummed: request.cursor == nil)
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let listing = try await self.views.feedback(query, of: workspace.id)
            let records = try await self.log.read(workspace.id, at: listing.positions.sorted())
            let names = try await self.names(of: Set(listing.agents.compactMap(\.agent)), in: workspace)
            return FeedbackPageAnswer(
                items: try await self.items(of: records.reversed(), in: workspace),
                agents: listing.agents.map { entry in
                    AgentSatisfaction(
                        agent: entry.agent.map { names[$0] ?? PersonName(id: $0, name: nil) },
                        satisfaction: entry.satisfaction)
                }, next: listing.hasMore ? listing.positions.last.map { "\($0)" } : nil, asOf: listing.asOf)
        }
    }
}
