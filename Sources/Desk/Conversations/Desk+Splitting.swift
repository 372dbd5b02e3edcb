internal import EventCodec
internal import EventLog
internal import Identity
internal import Ticketing

// Messages that are not the ticket's any more on whose stream they stand.
extension Desk {
    /// Some messages of a ticket become another.
    func planSplit(
        _ messages: [MessageID], off ticket: TicketID, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> Plan {
        guard let state = try await ticketState(ticket, in: workspace, fresh: true) else {
            throw DeskError(.notFound(.ticket), "there is no ticket \(ticket) in this workspace")
        }
        let said = state.words(of: try await story(of: state, in: workspace))
        let new = TicketID(makeID())
        let decision = state.decideSplit(messages, of: said, into: new, by: principal.actor)
        var receipt = Receipt(ticket: ticket, taker: new)
        if case .accepted(let changes) = decision {
            receipt.version = StreamVersion(changes.events.count { $0.stream == .ticket(new) })
        }
        return Plan(
            decision: decision, receipt: receipt, position: state.position,
            versions: [.ticket(ticket): state.version], ticket: state)
    }

    /// What happened on a ticket and, before it was split off, on those that had its messages, in order.
    func story(of ticket: TicketState, in workspace: DeskWorkspace) async throws -> [RecordedEvent] {
        var story: [RecordedEvent] = []
        var next: (id: TicketID, upTo: LogPosition)? = (ticket.id, ticket.position)
        while let (id, upTo) = next {
            let events = try await log.readStream(workspace.id, StreamID.ticket(id).description)
                .filter { $0.position <= upTo }.map { try Entry.decode($0.entry, at: $0.position) }
            story = events + story
            next = nil
            for recorded in events {
                if case .split(.detached(let detached)) = recorded.event { next = (detached.from, recorded.position) }
            }
        }
        return story
    }

    /// Whose a message is that stands on a ticket's stream, and where its words stand; nil if it is that ticket's.
    func owner(
        of position: LogPosition, on ticket: TicketState, in workspace: DeskWorkspace
    ) async throws -> (ticket: TicketState, words: LogPosition?)? {
        if ticket.moved.isEmpty { return nil }
        return try await owner(of: try await event(at: position, in: workspace), on: ticket, in: workspace)
    }

    /// The same for an event that is at hand; `fresh` as of `ticketState`.
    func owner(
        of recorded: RecordedEvent, on ticket: TicketState, in workspace: DeskWorkspace, fresh: Bool = false
    ) async throws -> (ticket: TicketState, words: LogPosition?)? {
        guard case .messageReceived(let received) = recorded.event else { return nil }
        var owner = ticket
        while let next = owner.moved[received.message] {
            guard let state = try await ticketState(next, in: workspace, fresh: fresh) else { return nil }
            owner = state
        }
        if owner.id == ticket.id { return nil }
        return (owner, owner.brought[received.message].flatMap(\.words))
    }

    /// The records of tickets, each as far as it is given, in order: without messages that others have now, with those that
    /// they have of others; and whether all of it stands on one stream.
    func thread(
        of tickets: [(id: TicketID, upTo: LogPosition)], in workspace: DeskWorkspace
    ) async throws -> (records: [LogRecord], isOne: Bool) {
        var records: [LogRecord] = []
        var brought: Set<LogPosition> = []
        for ticket in tickets {
            let stream = try await log.readStream(workspace.id, StreamID.ticket(ticket.id).description)
            let own = try stream.filter { $0.position <= ticket.upTo }
                .map { (record: $0, event: try Entry.decode($0.entry, at: $0.position).event) }
            var gone: Set<MessageID> = []
            for (_, event) in own { if case .split(.split(let split)) = event { gone.formUnion(split.messages) } }
            records += own.filter { $0.event.message.map { !gone.contains($0) } ?? true }.map(\.record)
            for case (_, .split(.detached(let detached))) in own {
                for message in detached.messages where !gone.contains(message.message) {
                    brought.insert(message.position)
                    if let words = message.words { brought.insert(words) }
                }
            }
        }
        records += try await log.read(workspace.id, at: brought.sorted())
        return (records.sorted { $0.position < $1.position }, tickets.count == 1 && brought.isEmpty)
    }
}

extension Event {
    /// Of which message it is the beginning, or an edit, or the end.
    fileprivate var message: MessageID? {
        switch self {
        case .messageReceived(let received): received.message
        case .intake(.messageEdited(let edit)): edit.message
        case .intake(.messageWithdrawn(let withdrawn)): withdrawn.message
        default: nil
        }
    }
}
