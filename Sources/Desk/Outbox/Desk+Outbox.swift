internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
internal import Ticketing

extension Desk {
    /// Who may see what goes out, and who may follow it: whoever carries it or checks it.
    private static let outboxReaders: Set<Role> = [.connector, .auditor, .agent, .supervisor]
    static let outboxFollowers: Set<Role> = [.connector, .auditor]

    /// Replies that are not with their networks: to be sent, in a connector's hands, failed, or lost.
    package func outbox(
        _ request: OutboxRequest, atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> OutboxAnswer {
        try authorise(principal, for: Self.outboxReaders)
        var behind = ReplyID(.zero)
        if let cursor = request.cursor {
            guard let reply = ReplyID(cursor) else {
                throw DeskError(.invalid(path: "params.cursor"), "not a cursor of an outbox")
            }
            behind = reply
        }
        return try await guarded(by: deadline + Self.grace) { [behind] in
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let listing = try await self.views.outbox(
                of: workspace.id, behind: behind, channels: request.channels, delivery: request.delivery,
                limit: request.limit)
            let places = listing.rows.map { OutboxPlace(reply: $0.reply, ticket: $0.ticket, position: $0.position) }
            return OutboxAnswer(
                items: try await self.outboxItems(at: places, in: workspace),
                next: listing.hasMore ? listing.rows.last?.reply.description : nil, asOf: listing.asOf)
        }
    }

    /// What stands at these places, as of their positions and whatever happened since.
    func outboxItems(at places: [OutboxPlace], in workspace: DeskWorkspace) async throws -> [OutboxItem] {
        var drafts: [OutboxDraft] = []
        for place in places {
            let records = try await log.readStream(workspace.id, StreamID.ticket(place.ticket).description)
            drafts.append(try OutboxDraft(place, on: records))
        }
        var registrations: [CustomerID: LogPosition] = [:]
        for customer in Set(drafts.map(\.customer)) {
            // From the log: the views may lag.
            let stream = try await log.readStream(workspace.id, StreamID.customer(customer).description)
            registrations[customer] = stream.first?.position
        }
        let texts = drafts.flatMap { [$0.words] + [$0.answered, $0.heardFrom].compactMap(\.self) }
        let opened = try await open(at: Set(texts).union(registrations.values), in: workspace)
        let takers = try await names(of: Set(drafts.compactMap(\.state.taker)), in: workspace)
        let rulebook = try await rulebook(in: workspace, fresh: true)
        return drafts.map { draft in
            let registration = registrations[draft.customer].flatMap { opened[$0] }
            return draft.item(
                saying: opened[draft.words]?.personal?.text,
                to: CustomerName(
                    id: draft.customer,
                    handle: draft.heardFrom.flatMap { opened[$0]?.personal?.handle } ?? registration?.personal?.handle,
                    name: registration?.personal?.name,
                    isErased: registration?.isErased ?? false),
                answering: draft.answered.flatMap { opened[$0]?.personal?.externalId },
                taken: draft.state.taker.map { takers[$0] ?? PersonName(id: $0, name: nil) },
                isIdempotent: rulebook.channels[draft.channel]?.isIdempotent ?? false)
        }
    }
}

/// Which reply, on which ticket, as of which of its events.
struct OutboxPlace {
    let reply: ReplyID
    let ticket: TicketID
    let position: LogPosition

    init(reply: ReplyID, ticket: TicketID, position: LogPosition) {
        self.reply = reply
        self.ticket = ticket
        self.position = position
    }

    /// Of an event that asks for something to be sent; nil of any other.
    init?(asking recorded: RecordedEvent) {
        guard case .ticket(let ticket) = recorded.stream else { return nil }
        switch recorded.event {
        case .replySent(let sent): reply = sent.reply
        case .replyApproved(let approved): reply = approved.reply
        case .reply(.retried(let retried)): reply = retried.reply
        default: return nil
        }
        self.ticket = ticket
        position = recorded.position
    }
}

/// An item of which nothing is opened yet.
private struct OutboxDraft {
    let place: OutboxPlace
    let state: ReplyState
    let delivery: Delivery
    let customer: CustomerID
    let channel: ChannelID
    /// Where the last message before the reply stands that nobody has taken back since.
    let answered: LogPosition?
    /// Where that, or at least the last message before the reply, was received: under whichever identity it was, there the
    /// reply goes.
    let heardFrom: LogPosition?
    let at: Instant

    var words: LogPosition { state.words }

    /// From the ticket's stream. **Errors**: `internal`, if the reply is not out.
    init(_ place: OutboxPlace, on records: [LogRecord]) throws {
        var state: TicketState?
        var standing: [(message: MessageID, position: LogPosition)] = []
        var heard: LogPosition?
        var isSaid = false
        var at: Instant?
        for record in records where record.position <= place.position {
            let event = try Entry.decode(record.entry, at: record.position)
            switch event.event {
            case .messageReceived(let received) where !isSaid:
                heard = record.position
                standing.append((received.message, record.position))
            case .split(.split(let split)) where !isSaid:
                standing.removeAll { split.messages.contains($0.message) }
            case .split(.detached(let detached)):
                standing += detached.messages.map { ($0.message, $0.position) }
                heard = detached.messages.last?.position
            case .intake(.messageWithdrawn(let withdrawn)): standing.removeAll { $0.message == withdrawn.message }
            case .replySent(let sent) where sent.reply == place.reply: isSaid = true
            case .replyApproved(let approved) where approved.reply == place.reply: isSaid = true
            default: break
            }
            TicketState.evolve(&state, with: event)
            at = event.at
        }
        guard let ticket = state, let reply = ticket.replies[place.reply], case .out(let delivery) = reply.stage,
            let at
        else { throw DeskError(.internal, "reply \(place.reply) is not out at position \(place.position)") }
        self.place = place
        self.state = reply
        self.delivery = delivery
        customer = ticket.customer
        channel = ticket.channel
        answered = standing.last?.position
        heardFrom = answered ?? heard
        self.at = at
    }

    func item(
        saying text: String?, to: CustomerName, answering external: String?, taken taker: PersonName?,
        isIdempotent: Bool
    ) -> OutboxItem {
        OutboxItem(
            reply: place.reply, attempt: state.attempt, ticket: place.ticket, channel: channel, delivery: delivery,
            taker: taker, isIdempotent: isIdempotent, to: to, inReplyTo: external, text: text,
            position: place.position, at: at)
    }
}
