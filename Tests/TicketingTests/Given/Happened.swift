internal import Identity
internal import Ticketing

/// Something that happened on the ticket, and who did it.
struct Happened: Sendable {
    let event: Event
    let actor: Actor
    /// About whom something is sealed beside it.
    let subject: Subject?

    init(_ event: Event, by actor: Actor, about subject: Subject? = nil) {
        self.event = event
        self.actor = actor
        self.subject = subject
    }

    static let opened = Happened(.ticketOpened(TicketOpened(customer: customer, channel: channel)), by: hook)
    static let resolved = Happened(.ticketResolved, by: alice)
    static let reopened = Happened(.ticketReopened, by: alice)
    static let woken = Happened(.ticketWoken, by: .clock)
    /// The customer wrote.
    static let written = Happened(
        .messageReceived(
            MessageReceived(message: message(1), customer: customer, occurredAt: nil, answers: nil, thread: nil)),
        by: hook)
    static let noted = Happened(.noteAdded(NoteAdded(note: note(1), mentions: [])), by: bob)

    static func claimed(by actor: Actor) -> Happened { Happened(.ticketClaimed, by: actor) }
    static func released(by actor: Actor) -> Happened { Happened(.ticketReleased, by: actor) }
    static func assigned(_ agent: Actor?, team: TeamID? = nil) -> Happened {
        Happened(.ticketAssigned(TicketAssigned(agent: agent?.id, team: team)), by: bob)
    }

    static func routed(_ agent: Actor) -> Happened {
        Happened(.assignment(.routed(TicketRouted(agent: agent.id, decision: decision(for: billing)))), by: .rule)
    }

    static func sent(_ reply: ReplyID, by actor: Actor) -> Happened {
        Happened(.replySent(ReplySent(reply: reply, seen: nil)), by: actor)
    }
    static func drafted(_ reply: ReplyID, seen: LogPosition? = nil, by actor: Actor = robo) -> Happened {
        Happened(.replyDrafted(ReplyDrafted(reply: reply, seen: seen)), by: actor)
    }
    static func approved(_ reply: ReplyID, by actor: Actor, edited: Bool = false) -> Happened {
        Happened(.replyApproved(ReplyApproved(reply: reply)), by: actor, about: edited ? .customer(customer) : nil)
    }
    static func rejected(_ reply: ReplyID) -> Happened {
        Happened(.reply(.rejected(ReplyRejected(reply: reply))), by: alice)
    }
    /// In front of what the customer says.
    static func lapsed(_ reply: ReplyID) -> Happened {
        Happened(.reply(.lapsed(ReplyLapsed(reply: reply, by: message(1)))), by: hook)
    }
    /// Written outside Carelog, told by the connector.
    static func recorded(_ reply: ReplyID, author: AgentID) -> Happened {
        Happened(
            .replyRecorded(ReplyRecorded(reply: reply, author: author, occurredAt: nil, answers: nil)), by: hook)
    }
    static func delivered(_ reply: ReplyID, attempt: Int = 1) -> Happened {
        Happened(.replyDelivered(ReplyDelivered(reply: reply, attempt: attempt)), by: hook)
    }
    static func failed(_ reply: ReplyID, attempt: Int = 1) -> Happened {
        Happened(.replyFailed(ReplyFailed(reply: reply, attempt: attempt)), by: hook)
    }
    static func attempted(_ reply: ReplyID, attempt: Int = 1, words: LogPosition) -> Happened {
        Happened(.reply(.attempted(ReplyAttempted(reply: reply, attempt: attempt, words: words))), by: hook)
    }
    static func carried(_ reply: ReplyID, attempt: Int = 1) -> Happened {
        Happened(.reply(.carried(ReplyCarried(reply: reply, attempt: attempt))), by: hook)
    }
    static func read(_ reply: ReplyID, attempt: Int = 1) -> Happened {
        Happened(.reply(.read(ReplyRead(reply: reply, attempt: attempt))), by: hook)
    }
    static func lost(_ reply: ReplyID, attempt: Int = 1) -> Happened {
        Happened(.reply(.lost(ReplyLost(reply: reply, attempt: attempt))), by: hook)
    }
    static func retried(_ reply: ReplyID, attempt: Int = 2, words: LogPosition, by actor: Actor = alice) -> Happened {
        Happened(.reply(.retried(ReplyRetried(reply: reply, attempt: attempt, words: words))), by: actor)
    }

    static func tagged(_ tags: [Tag]) -> Happened { Happened(.ticketTagged(TicketTagged(tags: tags)), by: alice) }
    static func untagged(_ tags: [Tag]) -> Happened {
        Happened(.ticketUntagged(TicketUntagged(tags: tags)), by: alice)
    }
    static func snoozed(until: Instant) -> Happened {
        Happened(.ticketSnoozed(TicketSnoozed(until: until)), by: alice)
    }

    /// As the log would hold it: the `number`-th event of its stream, at `at(number)`.
    func logged(
        as number: Int, on stream: StreamID = .ticket(ticket), at moment: Instant = noon
    ) -> RecordedEvent {
        let id = UInt64(number)
        return RecordedEvent(
            position: at(number), stream: stream, version: StreamVersion(number), id: EventID(.numbered(0xe000 + id)),
            command: CommandID(.numbered(0xd000 + id)), at: moment, actor: actor, event: event, subject: subject)
    }
}
