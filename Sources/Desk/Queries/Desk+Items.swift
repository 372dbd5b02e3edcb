internal import EventCodec
internal import EventLog
internal import Identity
internal import Projections
internal import Ticketing

extension Desk {
    /// Events as people read them: opened, and with the names of whoever is in them.
    ///
    /// `channel` is that of the ticket, if all are of one and whatever became of its messages is among them; else both are
    /// looked up for each ticket. `isWhole` shows words that others have replaced, too.
    func items(
        of records: [LogRecord], in workspace: DeskWorkspace, channel: ChannelID? = nil, isWhole: Bool = false
    ) async throws -> [ThreadItem] {
        let opened = try await open(records, in: workspace)
        let names = try await names(of: Set(opened.flatMap { Self.agents(in: $0.recorded) }), in: workspace)
        let customers = try await customerNames(for: opened, in: workspace)
        var channels: [TicketID: ChannelID] = [:]
        var words = LastWords()
        if channel == nil {
            let tickets = Set(
                opened.compactMap { record -> TicketID? in
                    if case .ticket(let id) = record.recorded.stream { return id }
                    return nil
                })
            let rows = try await views.tickets(Array(tickets), of: workspace.id)
            for row in rows { channels[row.id] = row.channel }
            let revised = rows.filter { ($0.detail?.facts.revisions ?? 0) > 0 }
            words = try await lastWords(on: revised.map(\.id), in: workspace)
        }
        words.add(opened)
        return opened.map { record in
            var itemChannel = channel
            if itemChannel == nil, case .ticket(let id) = record.recorded.stream { itemChannel = channels[id] }
            var agent: PersonName?
            if let id = Self.namedAgent(in: record.recorded.event) {
                agent = names[id] ?? PersonName(id: id, name: nil)
            }
            let (personal, revision) = words.shown(record, isWhole: isWhole)
            return ThreadItem(
                recorded: record.recorded, type: EventType(of: record.recorded.event).rawValue, channel: itemChannel,
                by: Self.speaker(of: record.recorded, names: names, customers: customers), personal: personal,
                isErased: record.isErased, agent: agent, revision: revision)
        }
    }

    /// What became of the messages of these tickets.
    private func lastWords(on tickets: [TicketID], in workspace: DeskWorkspace) async throws -> LastWords {
        var words = LastWords()
        var rest = tickets
        while let ticket = rest.popLast() {
            let records = try await log.readStream(workspace.id, StreamID.ticket(ticket).description)
            let revising = try records.filter { record in
                switch try Entry.decode(record.entry, at: record.position).event {
                case .intake(.messageEdited), .intake(.messageWithdrawn): return true
                case .split(.split(let split)):
                    // What became of those since is told where they are now.
                    rest.append(split.into)
                    return false
                default: return false
                }
            }
            words.add(try await open(revising, in: workspace))
        }
        return words
    }

    /// Whom an item names besides who did it.
    private static func namedAgent(in event: Event) -> AgentID? {
        switch event {
        case .ticketAssigned(let assigned): assigned.agent
        case .assignment(.routed(let routed)): routed.agent
        case .assignment(.requeued(let requeued)): requeued.agent
        case .follow(.ticketFollowed(let followed)), .follow(.ticketUnfollowed(let followed)): followed.agent
        case .feedback(let feedback): feedback.answer?.agent
        case .intake(.signalReceived(let signal)):
            if case .reply(_, let agent) = signal.object { agent } else { nil }
        default: nil
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
        default: if let agent = namedAgent(in: recorded.event) { agents.append(agent) }
        }
        return agents
    }

    /// The customer who speaks in an event; nil if none does.
    private static func customer(in event: Event) -> CustomerID? {
        switch event {
        case .messageReceived(let message): message.customer
        case .intake(.messageEdited(let edit)): edit.customer
        case .intake(.messageWithdrawn(let withdrawn)): withdrawn.customer
        case .intake(.signalReceived(let signal)): signal.customer
        case .feedback(let feedback): feedback.customer
        default: nil
        }
    }

    /// Of what a customer did the customer, of what was written outside its author, else the actor.
    private static func speaker(
        of recorded: RecordedEvent, names: [AgentID: PersonName], customers: [CustomerID: String]
    ) -> Speaker {
        if let customer = customer(in: recorded.event) {
            return Speaker(id: customer.id, kind: "customer", name: customers[customer])
        }
        return switch recorded.event {
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
        let speaking = Set(opened.compactMap { Self.customer(in: $0.recorded.event) })
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

/// What became of messages: whoever shows one shows its last words.
struct LastWords {
    /// The last word about a message: an edit, or that it was withdrawn.
    private var last: [MessageID: OpenedRecord] = [:]

    /// Takes further events into account, in whatever order.
    mutating func add(_ records: [OpenedRecord]) {
        for record in records {
            let message: MessageID
            switch record.recorded.event {
            case .intake(.messageEdited(let edit)) where edit.replaces != nil: message = edit.message
            case .intake(.messageWithdrawn(let withdrawn)): message = withdrawn.message
            default: continue
            }
            if let known = last[message], known.recorded.position >= record.recorded.position { continue }
            last[message] = record
        }
    }

    /// What is shown of an event: of a message its last words; of an edit its own if they are the last, or if everything is
    /// shown. Of what was withdrawn nothing is shown, unless everything is.
    func shown(_ record: OpenedRecord, isWhole: Bool) -> (personal: Personal?, revision: ThreadItem.Revision?) {
        let (message, isMessage): (MessageID, Bool)
        switch record.recorded.event {
        case .messageReceived(let received): (message, isMessage) = (received.message, true)
        case .intake(.messageEdited(let edit)): (message, isMessage) = (edit.message, false)
        default: return (record.personal, nil)
        }
        guard let last = last[message] else {
            // An edit that came too late for any other: its words are nobody's last ones.
            return (isMessage || isWhole ? record.personal : record.personal?.wordless, nil)
        }
        var isWithdrawn = false
        if case .intake(.messageWithdrawn) = last.recorded.event { isWithdrawn = true }
        let revision: ThreadItem.Revision? = isMessage ? isWithdrawn ? .withdrawn : .edited : nil
        if isWhole { return (record.personal, revision) }
        if isWithdrawn { return (record.personal?.wordless, revision) }
        guard isMessage else {
            let isLast = last.recorded.position == record.recorded.position
            return (isLast ? record.personal : record.personal?.wordless, revision)
        }
        var personal = record.personal
        personal?.text = last.personal?.text
        return (personal, revision)
    }
}

extension Personal {
    /// Without what was said and what came with it.
    fileprivate var wordless: Personal {
        var personal = self
        personal.text = nil
        personal.attachments = []
        return personal
    }
}
