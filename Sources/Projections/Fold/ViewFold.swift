package import Identity
package import Ticketing

/// Folds events of one workspace into rows. Live, rebuild, verify and the auditors' look into the past all run this.
///
/// It holds the rows that the events touch: before some are applied, the caller loads what `Needs` names (a replay from
/// the first event needs nothing). At the end of a batch each touched row is written once, whatever happened to it in
/// between, and `beginBatch` goes on with the rows that are at hand.
package struct ViewFold: Sendable {
    package internal(set) var tickets = RowTable<TicketRow>()
    package private(set) var customers = RowTable<CustomerRow>()
    package private(set) var tokens: [TokenID: TokenRow] = [:]
    package private(set) var tally = Tally()
    package private(set) var agents: [AgentID: AgentRow] = [:]
    /// Only new ones are here.
    package private(set) var newTimeline: [TimelineRow] = []
    /// What agents are to be told of; only new ones are here.
    package private(set) var newNotifications: [NotificationRow] = []
    /// Up to where agents have seen what they were told of, of those who said so since the batch began.
    package private(set) var notificationsRead: [AgentID: LogPosition] = [:]
    /// Up to where nobody is told of anything: the log was that long when agents were first told.
    package var toldAfter = LogPosition.beforeAll
    /// Those that have never been written, in the order of their first events.
    package private(set) var newTickets: [TicketID] = []
    package private(set) var newCustomers: [CustomerID] = []
    /// Those that were there before the batch and that it changed, each once.
    package private(set) var changedTickets: [TicketID] = []
    package private(set) var changedCustomers: Set<CustomerID> = []
    /// Those of the touched ones that a filter finds, or found before the batch.
    package private(set) var filteredTickets: Set<TicketID> = []
    /// Those of the touched ones whose detail the batch changed.
    package private(set) var detailedTickets: Set<TicketID> = []
    /// All of the conversations of which the batch changed a ticket, as they were then and as they are.
    package private(set) var touchedParts: Set<TicketID> = []
    /// Where the batch began: a ticket that moved beyond it was touched, a customer who was registered behind it is new.
    private var start: LogPosition
    package private(set) var touchedTokens: Set<TokenID> = []
    package private(set) var touchedAgents: Set<AgentID> = []
    /// Drafts that the batch brought or ended.
    package private(set) var drafts = SideRows<ReplyID, DraftRow>()
    /// Replies that the batch brought on their way.
    package private(set) var outbox = SideRows<ReplyID, OutboxRow>()
    /// Customers that the batch made one with others, or not any more.
    package private(set) var links = SideRows<CustomerID, LinkRow>()
    /// What customers said of how content they were; only new ones are here.
    package private(set) var newFeedback: [FeedbackRow] = []
    /// How often customers were asked to go on elsewhere since the batch began.
    package private(set) var newSwitches: [SwitchKind: Int] = [:]
    /// Each event makes its row anew.
    package private(set) var touchedMaterials: [MaterialID: MaterialRow] = [:]
    /// As `touchedMaterials`.
    package private(set) var touchedProblems: [ProblemID: ProblemRow] = [:]
    /// The last event that was applied.
    package private(set) var position: LogPosition

    /// Starts after this position, with nothing loaded.
    package init(after position: LogPosition = .beforeAll) {
        self.position = position
        start = position
    }

    /// The tickets that the batch made or changed.
    package var touchedTickets: [TicketID] { newTickets + changedTickets }

    /// The customers that the batch made or changed.
    package var touchedCustomers: [CustomerID] { newCustomers + changedCustomers }

    /// The rows that some events change, that they do not themselves create and that are not at hand.
    package struct Needs: Hashable, Sendable {
        package var tickets: Set<TicketID> = []
        package var customers: Set<CustomerID> = []
        package var tokens: Set<TokenID> = []
        package var agents: Set<AgentID> = []

        package init(of events: some Sequence<RecordedEvent>, beside fold: ViewFold = ViewFold()) {
            var opened: Set<TicketID> = []
            var registered: Set<CustomerID> = []
            var hired: Set<AgentID> = []
            func need(_ id: TicketID) {
                if fold.tickets[id] == nil && !opened.contains(id) { tickets.insert(id) }
            }
            func need(_ id: AgentID) {
                if fold.agents[id] == nil && !hired.contains(id) { agents.insert(id) }
            }
            func need(_ id: CustomerID) {
                if fold.customers[id] == nil && !registered.contains(id) { customers.insert(id) }
            }
            for recorded in events {
                switch recorded.event {
                case .customerRegistered: if case .customer(let id) = recorded.stream { registered.insert(id) }
                case .tokenRevoked(let event): if fold.tokens[event.token] == nil { tokens.insert(event.token) }
                case .ticketOpened(let event): need(event.customer)
                case .messageReceived(let event): need(event.customer)
                case .assignment(.routed(let event)): need(event.agent)
                case .merge(.merged(let into)): need(into)
                default: break
                }
                if case .agent(let id) = recorded.stream {
                    if case .agentRegistered = recorded.event { hired.insert(id) } else { need(id) }
                }
                guard case .ticket(let id) = recorded.stream else { continue }
                if case .ticketOpened = recorded.event {
                    opened.insert(id)
                } else {
                    need(id)
                }
            }
        }
    }

    /// Puts rows in as they are stored; they do not count as touched.
    package mutating func load(
        tickets: [TicketRow] = [], customers: [CustomerRow] = [], tokens: [TokenRow] = [], agents: [AgentRow] = [],
        tally: Tally? = nil
    ) {
        for row in tickets { self.tickets.set(row) }
        for row in customers { self.customers.set(row) }
        for row in tokens { self.tokens[row.token] = row }
        for row in agents { self.agents[row.id] = row }
        if let tally { self.tally = tally }
    }

    /// Goes on behind a batch that is written or being written: nothing is touched, and its rows are still at hand.
    ///
    /// Of more rows than `rowsMax` only those are kept that came or were asked for since there were as many before, all that
    /// the batch touched among them: what is being written cannot be loaded yet. They are put by, so that who writes them may
    /// do it from a copy of this fold, which shares them.
    package mutating func beginBatch(keeping rowsMax: Int) {
        if tickets.heldCount + customers.heldCount + tokens.count + agents.count > rowsMax {
            tickets.putBy()
            customers.putBy()
            tokens = tokens.filter { touchedTokens.contains($0.key) }
            agents = agents.filter { touchedAgents.contains($0.key) }
        }
        start = position
        (changedTickets, changedCustomers, filteredTickets) = ([], [], [])
        (touchedTokens, touchedAgents, touchedMaterials) = ([], [], [:])
        touchedProblems = [:]
        (detailedTickets, newNotifications, notificationsRead) = ([], [], [:])
        (newFeedback, newSwitches) = ([], [:])
        (newTickets, newCustomers, newTimeline) = ([], [], [])
        (drafts, outbox, links) = (SideRows(), SideRows(), SideRows())
        touchedParts = []
    }

    /// A copy to write the batch from: without rows that it did not touch, if rows were put by when it began.
    var batch: ViewFold {
        var batch = self
        batch.tickets.forgetEarlier()
        batch.customers.forgetEarlier()
        return batch
    }

    /// Takes the next events of the log into account up to one that changes a row that is not at hand; answers what is left.
    mutating func applyWhileAtHand(_ events: ArraySlice<RecordedEvent>) -> ArraySlice<RecordedEvent> {
        for index in events.indices {
            guard apply(events[index], orLeave: true) else { return events[index...] }
        }
        return []
    }

    /// Takes the next event of the log into account. Events come in the order of positions, without holes.
    package mutating func apply(_ recorded: RecordedEvent) { _ = apply(recorded, orLeave: false) }

    /// False, and nothing is changed, if the event is to be left because a row of it is not at hand.
    private mutating func apply(_ recorded: RecordedEvent, orLeave: Bool) -> Bool {
        precondition(recorded.position == position.next, "a fold skipped from \(position) to \(recorded.position)")
        if case .ticket(let id) = recorded.stream {
            guard applyToTicket(id, recorded, orLeave: orLeave) else { return false }
        } else {
            if orLeave && !isAtHand(recorded) { return false }
            applyToOthers(recorded)
        }
        position = recorded.position
        return true
    }

    /// Whether what an event changes that is on no ticket is here.
    private func isAtHand(_ recorded: RecordedEvent) -> Bool {
        guard case .agent(let id) = recorded.stream else { return true }
        if case .agentRegistered = recorded.event { return true }
        if case .tokenRevoked(let revoked) = recorded.event, tokens[revoked.token] == nil { return false }
        return agents[id] != nil
    }

    private mutating func applyToOthers(_ recorded: RecordedEvent) {
        switch recorded.stream {
        case .customer(let id):
            newTimeline.append(TimelineRow(customer: id, position: recorded.position))
            if case .customer(let event) = recorded.event { links.apply(event, of: id) }
            guard case .customerRegistered(let registered) = recorded.event else { return }
            tally.customers += 1
            newCustomers.append(id)
            customers.set(
                CustomerRow(
                    id: id, network: registered.network, registeredAt: recorded.position, tickets: 0, messages: 0,
                    lastAt: recorded.at))
        case .agent(let id): applyToAgent(id, recorded)
        case .channel: if case .postRecorded = recorded.event { tally.posts += 1 }
        case .material(let id):
            guard case .material(let event) = recorded.event else { return }
            var isRetired = false
            if case .retired = event { isRetired = true }
            touchedMaterials[id] = MaterialRow(id: id, position: recorded.position, isRetired: isRetired)
        case .problem(let id): if let row = ProblemRow(id, by: recorded) { touchedProblems[id] = row }
        case .workspace:
            switch recorded.event {
            case .setting(.crisisDeclared(let crisis)): tell(crisis.agents, of: recorded)
            case .setting(.crisisLifted(let crisis)): tell(crisis.agents, of: recorded)
            default: break
            }
        case .ticket: break
        }
    }

    private mutating func applyToTicket(_ id: TicketID, _ recorded: RecordedEvent, orLeave: Bool) -> Bool {
        if case .ticketOpened(let opened) = recorded.event { return open(id, opened, by: recorded, orLeave: orLeave) }
        let place = tickets.place(of: id)
        var customer: Int?
        if case .messageReceived(let message) = recorded.event {
            customer = customers.place(of: message.customer)
            if orLeave && customer == nil { return false }
        }
        if case .assignment(.routed(let routed)) = recorded.event, orLeave, agents[routed.agent] == nil { return false }
        if case .merge(.merged(let into)) = recorded.event, orLeave, tickets[into] == nil { return false }
        if orLeave && place == nil { return false }
        // Every ticket begins with `ticket.opened`; an event without its ticket would mean that it was not loaded.
        guard let place else {
            preconditionFailure("the row of ticket \(id) was not loaded for \(recorded.position)")
        }
        let row = RowChange(of: &tickets.rows[place], by: recorded)
        if row.before <= start && !touchedParts.contains(id) { changedTickets.append(id) }
        if row.changesDetail { detailedTickets.insert(id) }
        if row.concernsFilters { filteredTickets.insert(id) }
        newTimeline.append(TimelineRow(customer: row.customer, position: recorded.position))
        switch recorded.event {
        case .messageReceived(let message):
            if !row.isSpam { tally.messages += 1 }
            tell(listeners(row, of: id), of: recorded)
            if let customer {
                customers.rows[customer].heard(at: message.occurredAt ?? recorded.at)
                noteChange(of: customer)
            }
        case .replyRecorded: countReply(nil, on: row)
        case .replySent(let sent):
            countReply(sent.material, on: row)
            outbox.apply(recorded, to: id, on: row.channel)
        case .replyApproved(let approved):
            countReply(approved.material, on: row)
            drafts.apply(recorded, to: id)
            outbox.apply(recorded, to: id, on: row.channel)
        case .replyDrafted: drafts.apply(recorded, to: id)
        case .replyDelivered, .replyFailed: outbox.apply(recorded, to: id, on: row.channel)
        case .reply:
            drafts.apply(recorded, to: id)
            outbox.apply(recorded, to: id, on: row.channel)
        case .merge(let event): link(event, of: id, at: recorded.position)
        case .split(.split(let split)): if !row.wasSpam { tally.messages -= split.messages.count }
        case .split(.detached(let detached)): if !row.wasSpam { tally.messages += detached.messages.count }
        case .spam: if row.isSpam != row.wasSpam { tally.move(tickets.rows[place]) }
        case .assignment(.routed(let routed)):
            agents[routed.agent]?.lastGiven = recorded.position
            touchedAgents.insert(routed.agent)
            tell([routed.agent], of: recorded)
        case .feedback(let feedback):
            tally.feedback += 1
            newFeedback.append(FeedbackRow(feedback, on: id, by: recorded))
        case .switchAsked(let asked):
            tally.switches += 1
            let kind = SwitchKind(from: row.channel, to: asked.target, reason: asked.reason)
            newSwitches[kind, default: 0] += 1
        case .noteAdded(let note): tell(note.mentions, of: recorded)
        case .ticketAssigned(let assigned):
            if let agent = assigned.agent, agent != row.assignee { tell([agent], of: recorded) }
        default: break
        }
        // To link it has changed its row once more.
        if case .merge = recorded.event {
            if tickets.rows[place].isLinked { touchConversation(of: id) }
        } else if row.isLinked {
            touchConversation(of: id)
        }
        return true
    }

    /// All of it is written anew, and stays at hand.
    mutating func touchConversation(of id: TicketID) {
        for member in conversation(of: id) where touchedParts.insert(member).inserted {
            _ = tickets.place(of: member)
            filteredTickets.insert(member)
            // Those that an event of their own has moved are among the changed ones, or new.
            if let row = tickets[member], row.position <= start { changedTickets.append(member) }
        }
    }

    /// Changes the detail of a ticket.
    mutating func change(_ id: TicketID, at position: LogPosition, _ body: (inout TicketDetail.Facts) -> Void) {
        if let place = tickets.place(of: id) { tickets.rows[place].change(at: position, body) }
        detailedTickets.insert(id)
    }

    /// Who is told of words on a ticket: whoever has what stands for it, and who follows either.
    private func listeners(_ row: RowChange, of id: TicketID) -> [AgentID] {
        guard row.isPart, !row.isSpam else { return row.listeners }
        let whole = tickets[root(of: id)]
        return (whole?.assignee.map { [$0] } ?? []) + (whole?.detail?.facts.followers ?? []) + row.followers
    }

    /// Nobody is told of what they did themselves.
    private mutating func tell(_ agents: [AgentID], of recorded: RecordedEvent) {
        if agents.isEmpty || recorded.position <= toldAfter { return }
        for agent in agents.count > 1 ? Array(Set(agents)) : agents where agent != recorded.actor.id {
            newNotifications.append(NotificationRow(agent: agent, position: recorded.position))
        }
    }

    private mutating func open(
        _ id: TicketID, _ opened: TicketOpened, by recorded: RecordedEvent, orLeave: Bool
    ) -> Bool {
        if let customer = customers.place(of: opened.customer) {
            customers.rows[customer].tickets += 1
            noteChange(of: customer)
        } else if orLeave {
            return false
        }
        let row = TicketRow(id: id, opened: opened, by: recorded)
        tickets.set(row)
        if row.detail != nil { detailedTickets.insert(id) }
        newTickets.append(id)
        if opened.team != nil { filteredTickets.insert(id) }
        tally.tickets += 1
        newTimeline.append(TimelineRow(customer: opened.customer, position: recorded.position))
        return true
    }

    /// What is kept apart is not counted.
    private mutating func countReply(_ material: ReplyMaterial?, on row: RowChange) {
        if row.isSpam { return }
        tally.replies += 1
        if let material, material.isCanned { tally.canned += 1 }
    }

    private mutating func noteChange(of place: Int) {
        if customers.rows[place].registeredAt <= start { changedCustomers.insert(customers.rows[place].id) }
    }

    private mutating func applyToAgent(_ id: AgentID, _ recorded: RecordedEvent) {
        touchedAgents.insert(id)
        var state = agents[id]?.state
        AgentState.evolve(&state, with: recorded)
        switch recorded.event {
        case .agentRegistered(let registered):
            agents[id] = state.map {
                AgentRow(state: $0, network: registered.network, registeredAt: recorded.position)
            }
            return
        case .tokenIssued(let issued):
            tokens[issued.token] = TokenRow(sha256: issued.sha256, token: issued.token, agent: id, isRevoked: false)
            touchedTokens.insert(issued.token)
        case .follow(.notificationsRead(let read)):
            notificationsRead[id] = max(notificationsRead[id] ?? .beforeAll, read.upTo)
        case .tokenRevoked(let revoked):
            tokens[revoked.token]?.isRevoked = true
            touchedTokens.insert(revoked.token)
        default: break
        }
        if let state { agents[id]?.state = state }
    }
}
