package import Identity
package import Ticketing

/// Folds events of one workspace into rows. Live, rebuild, verify and the auditors' look into the past all run this.
///
/// It holds the rows that the events touch: before a batch is applied, the caller loads what `Needs` names (a replay from
/// the first event needs nothing). Afterwards each touched row is written once, whatever happened to it in between.
package struct ViewFold: Sendable {
    package private(set) var tickets: [TicketID: TicketRow] = [:]
    package private(set) var customers: [CustomerID: CustomerRow] = [:]
    package private(set) var tokens: [TokenID: TokenRow] = [:]
    package private(set) var tally = Tally()
    /// Agents never change once they are registered: only new ones are here.
    package private(set) var newAgents: [AgentRow] = []
    /// Only new ones are here.
    package private(set) var newTimeline: [TimelineRow] = []
    package private(set) var touchedTickets: Set<TicketID> = []
    package private(set) var touchedCustomers: Set<CustomerID> = []
    package private(set) var touchedTokens: Set<TokenID> = []
    /// The last event that was applied.
    package private(set) var position: LogPosition

    /// Starts after this position, with nothing loaded.
    package init(after position: LogPosition = .beforeAll) { self.position = position }

    /// The rows that a batch changes and does not itself create.
    package struct Needs: Hashable, Sendable {
        package var tickets: Set<TicketID> = []
        package var customers: Set<CustomerID> = []
        package var tokens: Set<TokenID> = []

        package init(of events: some Sequence<RecordedEvent>) {
            var openedTickets: Set<TicketID> = []
            for recorded in events {
                if case .ticket(let id) = recorded.stream {
                    if case .ticketOpened(let opened) = recorded.event {
                        openedTickets.insert(id)
                        customers.insert(opened.customer)
                    } else if !openedTickets.contains(id) {
                        tickets.insert(id)
                    }
                }
                if case .messageReceived(let message) = recorded.event { customers.insert(message.customer) }
                if case .tokenRevoked(let revoked) = recorded.event { tokens.insert(revoked.token) }
            }
        }
    }

    /// Puts rows in as they are stored; they do not count as touched.
    package mutating func load(
        tickets: [TicketRow], customers: [CustomerRow], tokens: [TokenRow], tally: Tally
    ) {
        for row in tickets { self.tickets[row.id] = row }
        for row in customers { self.customers[row.id] = row }
        for row in tokens { self.tokens[row.token] = row }
        self.tally = tally
    }

    /// Takes the next event of the log into account. Events come in the order of positions, without holes.
    package mutating func apply(_ recorded: RecordedEvent) {
        precondition(recorded.position == position.next, "a fold skipped from \(position) to \(recorded.position)")
        position = recorded.position
        switch recorded.stream {
        case .ticket(let id): applyToTicket(id, recorded)
        case .customer(let id):
            guard case .customerRegistered(let registered) = recorded.event else { return }
            tally.customers += 1
            touchedCustomers.insert(id)
            customers[id] = CustomerRow(
                id: id, network: registered.network, registeredAt: recorded.position, tickets: 0, messages: 0,
                lastAt: recorded.at)
            newTimeline.append(TimelineRow(customer: id, position: recorded.position))
        case .agent(let id): applyToAgent(id, recorded)
        case .channel: if case .postRecorded = recorded.event { tally.posts += 1 }
        case .workspace: break
        }
    }

    private mutating func applyToTicket(_ id: TicketID, _ recorded: RecordedEvent) {
        if case .ticketOpened(let opened) = recorded.event {
            tickets[id] = TicketRow(id: id, opened: opened, by: recorded)
            tally.tickets += 1
            touchedCustomers.insert(opened.customer)
            customers[opened.customer]?.tickets += 1
        }
        // Every ticket begins with `ticket.opened`; an event without its ticket would mean that it was not loaded.
        precondition(tickets[id] != nil, "the row of ticket \(id) was not loaded for \(recorded.position)")
        tickets[id]?.apply(recorded)
        touchedTickets.insert(id)
        guard let ticket = tickets[id] else { return }
        newTimeline.append(TimelineRow(customer: ticket.customer, position: recorded.position))
        switch recorded.event {
        case .messageReceived(let message):
            tally.messages += 1
            touchedCustomers.insert(message.customer)
            customers[message.customer]?.heard(at: message.occurredAt ?? recorded.at)
        case .replyRecorded, .replySent, .replyApproved: tally.replies += 1
        default: break
        }
    }

    private mutating func applyToAgent(_ id: AgentID, _ recorded: RecordedEvent) {
        switch recorded.event {
        case .agentRegistered(let registered):
            newAgents.append(
                AgentRow(
                    id: id, kind: registered.kind, roles: registered.roles, network: registered.network,
                    registeredAt: recorded.position))
        case .tokenIssued(let issued):
            tokens[issued.token] = TokenRow(sha256: issued.sha256, token: issued.token, agent: id, isRevoked: false)
            touchedTokens.insert(issued.token)
        case .tokenRevoked(let revoked):
            tokens[revoked.token]?.isRevoked = true
            touchedTokens.insert(revoked.token)
        default: break
        }
    }
}
