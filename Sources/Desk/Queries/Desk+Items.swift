internal import EventCodec
internal import EventLog
internal import Identity
internal import Projections
internal import Ticketing

extension Desk {
    /// Events as people read them: opened, and with the names of whoever is in them.
    ///
    /// `channel` is that of the ticket, if all are of one; else it is found for each ticket.
    func items(
        of records: [LogRecord], in workspace: DeskWorkspace, channel: ChannelID? = nil
    ) async throws -> [ThreadItem] {
        let opened = try await open(records, in: workspace)
        let names = try await names(of: Set(opened.flatMap { Self.agents(in: $0.recorded) }), in: workspace)
        let customers = try await customerNames(for: opened, in: workspace)
        var channels: [TicketID: ChannelID] = [:]
        if channel == nil {
            let tickets = Set(
                opened.compactMap { record -> TicketID? in
                    if case .ticket(let id) = record.recorded.stream { return id }
                    return nil
                })
            for row in try await views.tickets(Array(tickets), of: workspace.id) { channels[row.id] = row.channel }
        }
        return opened.map { record in
            var itemChannel = channel
            if itemChannel == nil, case .ticket(let id) = record.recorded.stream { itemChannel = channels[id] }
            var agent: PersonName?
            if let id = Self.mover(in: record.recorded.event) {
                agent = names[id] ?? PersonName(id: id, name: nil)
            }
            return ThreadItem(
                recorded: record.recorded, type: EventType(of: record.recorded.event).rawValue, channel: itemChannel,
                by: Self.speaker(of: record.recorded, names: names, customers: customers), personal: record.personal,
                isErased: record.isErased, agent: agent)
        }
    }

    private static func agents(in recorded: RecordedEvent) -> [AgentID] {
        var agents: [AgentID] = []
        switch recorded.actor.kind {
        case .human, .bot, .connector: agents.append(recorded.actor.id)
        case .operator, .clock, .rule: break
        }
        switch recorded.event {
        case .replyRecorded(let reply): agents.append(reply.author)
        case .postRecorded(let post): agents.append(post.author)
        default: if let agent = mover(in: recorded.event) { agents.append(agent) }
        }
        return agents
    }

    /// To whom or from whom a ticket went, if it was not who did it.
    private static func mover(in event: Event) -> AgentID? {
        switch event {
        case .ticketAssigned(let assigned): assigned.agent
        case .assignment(.routed(let routed)): routed.agent
        case .assignment(.requeued(let requeued)): requeued.agent
        default: nil
        }
    }

    /// Of a message the customer, of what was written outside its author, else the actor.
    private static func speaker(
        of recorded: RecordedEvent, names: [AgentID: PersonName], customers: [CustomerID: String]
    ) -> Speaker {
        switch recorded.event {
        case .messageReceived(let message):
            Speaker(id: message.customer.id, kind: "customer", name: customers[message.customer])
        case .replyRecorded(let reply): Speaker(id: reply.author.id, kind: "human", name: names[reply.author]?.name)
        case .postRecorded(let post): Speaker(id: post.author.id, kind: "human", name: names[post.author]?.name)
        default:
            Speaker(
                id: recorded.actor.id.id, kind: recorded.actor.kind.rawValue, name: names[recorded.actor.id]?.name)
        }
    }

    /// What the customers who speak in these events are called: their name, else their handle.
    private func customerNames(
        for opened: [OpenedRecord], in workspace: DeskWorkspace
    ) async throws -> [CustomerID: String] {
        let speaking = Set(
            opened.compactMap { record -> CustomerID? in
                if case .messageReceived(let message) = record.recorded.event { return message.customer }
                return nil
            })
        let rows = try await views.customers(Array(speaking), of: workspace.id)
        let registered = try await open(at: Set(rows.map(\.registeredAt)), in: workspace)
        var names: [CustomerID: String] = [:]
        for row in rows {
            let personal = registered[row.registeredAt]?.personal
            names[row.id] = personal?.name ?? personal?.handle
        }
        return names
    }
}
