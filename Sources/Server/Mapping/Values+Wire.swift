internal import Desk
internal import Identity
internal import Projections
internal import Ticketing
internal import Wire

extension Instant {
    /// The wire's moment; both count microseconds.
    init(_ time: WireTime) { self.init(microseconds: time.microseconds) }
}

extension WireTime {
    /// Clamped to the years that the wire can write.
    init(_ instant: Instant) { self.init(microseconds: instant.microseconds) }
}

extension NetworkIdentity {
    /// A person outside, as a connector names them.
    init(_ author: WireAuthor) { self.init(handle: author.handle, name: author.name) }
}

extension WireRoles {
    /// The roles of whoever holds the session.
    init(_ principal: Principal) { self.init(principal.roles.compactMap { WireRole(rawValue: $0.rawValue) }) }
}

extension WireAgent {
    /// An agent by name.
    init(_ person: PersonName) { self.init(id: person.id.description, name: person.name) }
}

extension WireActorKind {
    /// The operator, the clock and the rules are Carelog itself to those who read a ticket.
    init(_ kind: AgentKind) {
        switch kind {
        case .human: self = .human
        case .bot: self = .bot
        case .connector: self = .connector
        case .operator, .clock, .rule: self = .system
        }
    }
}

extension WireActor {
    /// Whoever said or did something.
    init(_ speaker: Speaker) {
        let kind = speaker.kind == "customer" ? .customer : AgentKind(rawValue: speaker.kind).map { WireActorKind($0) }
        self.init(id: speaker.id.description, kind: kind ?? .system, name: speaker.name)
    }
}

extension WireTicketState {
    /// The same word on both sides.
    init(_ status: TicketStatus) {
        switch status {
        case .open: self = .open
        case .pending: self = .pending
        case .snoozed: self = .snoozed
        case .resolved: self = .resolved
        }
    }
}

extension InboxRequest.View {
    /// The same word on both sides; `mine` means whoever asks.
    init(_ view: Wire.InboxView) {
        switch view {
        case .open: self = .open
        case .mine: self = .mine
        case .unassigned: self = .unassigned
        case .resolved: self = .resolved
        case .all: self = .all
        case .spam: self = .spam
        }
    }
}

extension InboxOrder {
    /// The same word on both sides.
    init(_ sort: InboxSort) {
        switch sort {
        case .waiting: self = .waiting
        case .recent: self = .recent
        }
    }
}

extension Wire.InboxPage {
    /// What the desk found.
    init(_ answer: InboxAnswer) {
        self.init(tickets: answer.tickets.map { WireTicket($0) }, next: answer.next, asOf: answer.asOf.value)
    }
}

extension WireTicket {
    /// What the desk knows of a ticket.
    init(_ ticket: TicketSummary) {
        self.init(
            id: ticket.id.description,
            customer: WireCustomer(
                id: ticket.customer.id.description, handle: ticket.customer.handle, name: ticket.customer.name,
                erased: ticket.customer.isErased ? true : nil),
            channel: ticket.channel.name, state: WireTicketState(ticket.status),
            assignee: ticket.assignee.map { WireAgent($0) }, team: ticket.team?.name, tags: ticket.tags.map(\.name),
            openedAt: WireTime(ticket.openedAt), lastAt: WireTime(ticket.lastAt),
            waitingSince: ticket.waitingSince.map { WireTime($0) },
            snoozedUntil: ticket.snoozedUntil.map { WireTime($0) }, preview: ticket.preview,
            version: Int64(ticket.version.value), position: ticket.position.value, language: ticket.language?.tag,
            followers: ticket.followers.isEmpty ? nil : ticket.followers.map(\.description),
            spam: ticket.isSpam ? true : nil,
            priority: ticket.priority == .normal ? nil : WirePriority(ticket.priority),
            mergedInto: ticket.mergedInto?.description,
            parts: ticket.parts.isEmpty ? nil : ticket.parts.map(\.description))
        cause = ticket.classes.cause?.name
        outcome = ticket.classes.outcome?.name
        product = ticket.classes.product?.name
        problem = ticket.problem?.description
    }
}
