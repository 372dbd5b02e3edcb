package import Identity

/// The rules by which what was written on a network finds its ticket.
///
/// A ticket is one customer's conversation on one channel. `Desk` looks up what is known, these functions decide.
package enum Intake {
    /// What is known of what a message or reply answers.
    package struct Answered: Hashable, Sendable {
        package let position: LogPosition
        /// The ticket in which it stands.
        package let ticket: TicketState

        package init(position: LogPosition, ticket: TicketState) {
            self.position = position
            self.ticket = ticket
        }
    }

    /// A person on the other side: known already, or to be registered under a new id.
    package enum Party: Hashable, Sendable {
        case known(CustomerID)
        case new(CustomerID, handle: String, name: String?)

        package var id: CustomerID {
            switch self {
            case .known(let id): id
            case .new(let id, _, _): id
            }
        }
    }

    /// An author on our side: known already, or to be registered under a new id.
    package enum Author: Hashable, Sendable {
        case known(AgentID)
        case new(AgentID, handle: String, name: String?)

        package var id: AgentID {
            switch self {
            case .known(let id): id
            case .new(let id, _, _): id
            }
        }
    }

    /// Something written on a network.
    package struct Writing: Hashable, Sendable {
        package let channel: ChannelID
        package let externalId: String
        package let text: String
        package let occurredAt: Instant?
        /// Under what it was written, where that is not what its author was first known by: whoever answers has to know.
        package var handle: String?
        /// What only messages have.
        package let nature: MessageNature

        package init(
            channel: ChannelID, externalId: String, text: String, occurredAt: Instant?,
            handle: String? = nil, nature: MessageNature = MessageNature()
        ) {
            self.channel = channel
            self.externalId = externalId
            self.text = text
            self.occurredAt = occurredAt
            self.handle = handle
            self.nature = nature
        }
    }

    /// Where a message or reply goes, and the ids that are new if it needs them.
    package enum Destination: Hashable, Sendable {
        case existing(TicketState)
        case new(TicketID)

        /// Whether what goes there opens a ticket, or opens one again.
        package var isOpening: Bool {
            switch self {
            case .existing(let state): state.status == .resolved
            case .new: true
            }
        }

        fileprivate var isSpam: Bool {
            if case .existing(let state) = self { state.spam != nil } else { false }
        }

        fileprivate var states: [TicketState] {
            if case .existing(let state) = self { return [state] }
            return []
        }
    }

    /// The ticket for a customer's message: the one it answers if that is its author's own, else the author's unresolved
    /// one on that channel, else a new one.
    ///
    /// An answered ticket of one's own that is resolved yields to an unresolved one: nobody has two open conversations, unless
    /// somebody split theirs.
    package static func destination(
        of author: CustomerID, answering answered: Answered?, unresolved: TicketState?, new: TicketID
    ) -> Destination {
        if let own = answered?.ticket, own.customer == author,
            own.status != .resolved || unresolved == nil || own.splitFrom != nil
        {
            return .existing(own)
        }
        return unresolved.map(Destination.existing) ?? .new(new)
    }

    /// A customer has written; `isBlocked` is asked only of who opens a ticket by it, or opens one again. `others` is what the
    /// ticket is merged with.
    package static func receive(
        _ writing: Writing, as message: MessageID, from party: Party, answering answered: Answered?,
        to destination: Destination, mergedWith others: [TicketState] = [], team: TeamID? = nil, isBlocked: Bool = false
    ) -> Changes {
        var changes = Changes([])
        let ticket = changes.reach(
            destination, for: party, on: writing.channel, language: writing.nature.language, team: team)
        let stream = StreamID.ticket(ticket)
        if case .existing(let state) = destination, state.status == .resolved {
            changes.events.append(NewEvent(.ticketReopened, on: stream))
        }
        if isBlocked && !destination.isSpam {
            changes.events.append(NewEvent(.spam(.ticketMarked(TicketSpam(because: .blocked))), on: stream))
        }
        if case .existing(let state) = destination { changes.lapse(state.drafts, by: message, on: stream) }
        let event = MessageReceived(
            message: message, customer: party.id, occurredAt: writing.occurredAt, answers: answered?.position,
            thread: answered.flatMap { $0.ticket.customer == party.id ? nil : $0.ticket.id },
            kind: writing.nature.kind, isPublic: writing.nature.isPublic,
            attachments: UInt8(writing.nature.attachments.count), language: writing.nature.language)
        changes.record(.messageReceived(event), of: writing, on: stream, about: .customer(party.id))
        changes.settle(destination.states + others, by: .clock)
        return changes
    }

    /// A reply was written outside Carelog, to the ticket of what it answers or to its addressee's.
    package static func record(
        _ writing: Writing, as reply: ReplyID, by author: Author, to party: Party, answering answered: Answered?,
        in destination: Destination, mergedWith others: [TicketState] = [], team: TeamID? = nil
    ) -> Changes {
        var changes = Changes([])
        changes.introduce(author, network: writing.channel.network)
        let ticket = changes.reach(destination, for: party, on: writing.channel, team: team)
        let event = ReplyRecorded(
            reply: reply, author: author.id, occurredAt: writing.occurredAt, answers: answered?.position)
        changes.record(.replyRecorded(event), of: writing, on: .ticket(ticket), about: .customer(party.id))
        changes.takes.append(.init(.reply(reply), by: changes.events.count - 1))
        changes.settle(destination.states + others, by: .clock)
        return changes
    }

    /// A brand published something that answers nobody.
    package static func post(_ writing: Writing, as post: PostID, by author: Author) -> Changes {
        var changes = Changes([])
        changes.introduce(author, network: writing.channel.network)
        let event = PostRecorded(post: post, author: author.id, occurredAt: writing.occurredAt)
        changes.record(.postRecorded(event), of: writing, on: .channel(writing.channel), about: .agent(author.id))
        return changes
    }
}

extension Changes {
    /// Registers a customer who is new, and opens a ticket where there is none; answers the ticket.
    fileprivate mutating func reach(
        _ destination: Intake.Destination, for party: Intake.Party, on channel: ChannelID, language: Language? = nil,
        team: TeamID?
    ) -> TicketID {
        introduce(party, network: channel.network)
        switch destination {
        case .existing(let state): return state.id
        case .new(let ticket):
            let opened = TicketOpened(customer: party.id, channel: channel, language: language, team: team)
            events.append(NewEvent(.ticketOpened(opened), on: .ticket(ticket)))
            return ticket
        }
    }

    /// Ends drafts that a message has overtaken, or what became of it. Before that, whose position is what its connector is told.
    mutating func lapse(_ drafts: [ReplyID], by message: MessageID, on stream: StreamID) {
        for draft in drafts {
            events.append(NewEvent(.reply(.lapsed(ReplyLapsed(reply: draft, by: message))), on: stream))
        }
    }

    /// Registers a customer who is new.
    mutating func introduce(_ party: Intake.Party, network: String) {
        guard case .new(let customer, let handle, let name) = party else { return }
        let registered = CustomerRegistered(network: network)
        events.append(
            NewEvent(
                .customerRegistered(registered), on: .customer(customer),
                sealing: Personal(handle: handle, name: name), about: .customer(customer)))
        takes.append(.init(.customer(network: network, handle: handle), by: events.count - 1))
    }

    /// Registers an author of ours who is new: somebody known from a network, with no role here.
    fileprivate mutating func introduce(_ author: Intake.Author, network: String) {
        guard case .new(let agent, let handle, let name) = author else { return }
        let registered = AgentRegistered(kind: .human, roles: [], network: network)
        events.append(
            NewEvent(
                .agentRegistered(registered), on: .agent(agent), sealing: Personal(handle: handle, name: name),
                about: .agent(agent)))
        takes.append(.init(.author(network: network, handle: handle), by: events.count - 1))
    }

    fileprivate mutating func record(
        _ event: Event, of writing: Intake.Writing, on stream: StreamID, about subject: Subject
    ) {
        let personal = Personal(
            text: writing.text, externalId: writing.externalId, handle: writing.handle,
            attachments: writing.nature.attachments)
        events.append(NewEvent(event, on: stream, sealing: personal, about: subject))
        takes.append(.init(.external(writing.channel, id: writing.externalId), by: events.count - 1))
    }
}
