internal import Identity
internal import Projections
internal import Ticketing

/// Something that happened, on which stream, and who did it.
struct Happened: Sendable {
    let event: Event
    let actor: Actor
    let stream: StreamID

    init(_ event: Event, by actor: Actor = alice, on stream: StreamID = .ticket(ticket)) {
        self.event = event
        self.actor = actor
        self.stream = stream
    }

    static let registered = Happened(
        .customerRegistered(CustomerRegistered(network: "x")), by: hook, on: .customer(customer))
    static let opened = Happened(.ticketOpened(TicketOpened(customer: customer, channel: channel)), by: hook)
    static let resolved = Happened(.ticketResolved)
    static let reopened = Happened(.ticketReopened)
    static let woken = Happened(.ticketWoken, by: .clock)
    static let noted = Happened(.noteAdded(NoteAdded(note: NoteID(.numbered(1)), mentions: [])))
    static let written = written(at: nil)

    /// The customer wrote; the network's clock says when, or nothing.
    static func written(at occurredAt: Instant?) -> Happened {
        let message = MessageReceived(
            message: MessageID(.numbered(1)), customer: customer, occurredAt: occurredAt, answers: nil, thread: nil)
        return Happened(.messageReceived(message), by: hook)
    }
    static func claimed(by actor: Actor) -> Happened { Happened(.ticketClaimed, by: actor) }
    static let released = Happened(.ticketReleased)
    static func assigned(_ agent: Actor?, team: TeamID? = nil) -> Happened {
        Happened(.ticketAssigned(TicketAssigned(agent: agent?.id, team: team)))
    }
    static let sent = Happened(.replySent(ReplySent(reply: reply(1), seen: nil)))
    static let drafted = Happened(.replyDrafted(ReplyDrafted(reply: reply(2), seen: nil)), by: robo)
    static let approved = Happened(.replyApproved(ReplyApproved(reply: reply(2))))
    static let rejected = Happened(.reply(.rejected(ReplyRejected(reply: reply(2)))))
    static let lapsed = Happened(
        .reply(.lapsed(ReplyLapsed(reply: reply(2), by: MessageID(.numbered(1))))), by: hook)
    static func recorded(at occurredAt: Instant?) -> Happened {
        let recorded = ReplyRecorded(reply: reply(3), author: bob.id, occurredAt: occurredAt, answers: nil)
        return Happened(.replyRecorded(recorded), by: hook)
    }
    static let delivered = Happened(.replyDelivered(ReplyDelivered(reply: reply(1))), by: hook)
    static let failed = Happened(.replyFailed(ReplyFailed(reply: reply(1))), by: hook)
    static func tagged(_ tags: [Tag]) -> Happened { Happened(.ticketTagged(TicketTagged(tags: tags))) }
    static func untagged(_ tags: [Tag]) -> Happened { Happened(.ticketUntagged(TicketUntagged(tags: tags))) }
    /// The customer changed the words that stand at a position, or such that have newer ones already.
    static func edited(_ replaces: LogPosition?) -> Happened {
        let edit = MessageEdited(
            message: MessageID(.numbered(1)), customer: customer, occurredAt: nil, replaces: replaces)
        return Happened(.intake(.messageEdited(edit)), by: hook)
    }
    static func withdrawn(_ replaces: LogPosition) -> Happened {
        let withdrawn = MessageWithdrawn(
            message: MessageID(.numbered(1)), customer: customer, occurredAt: nil, replaces: replaces)
        return Happened(.intake(.messageWithdrawn(withdrawn)), by: hook)
    }
    static func routed(to actor: Actor) -> Happened {
        Happened(.assignment(.routed(TicketRouted(agent: actor.id, decision: decision))), by: .rule)
    }
    static func followed(by actor: Actor) -> Happened {
        Happened(.follow(.ticketFollowed(TicketFollowed(agent: actor.id))), by: actor)
    }
    static func unfollowed(by actor: Actor) -> Happened {
        Happened(.follow(.ticketUnfollowed(TicketFollowed(agent: actor.id))), by: actor)
    }
    static let marked = Happened(.spam(.ticketMarked(TicketSpam(because: .judged))))
    static let unmarked = Happened(.spam(.ticketUnmarked(TicketSpam(because: .judged))))
    static func prioritised(_ priority: TicketPriority) -> Happened {
        Happened(.classed(.prioritised(TicketPrioritised(priority: priority))))
    }
    static let signalled = Happened(
        .intake(
            .signalReceived(
                SignalReceived(signal: .shared, tone: .good, customer: customer, object: nil, occurredAt: nil))),
        by: hook)
    static func snoozed(until: Instant) -> Happened { Happened(.ticketSnoozed(TicketSnoozed(until: until))) }
}

/// A log of these events, the first at position 0, one a second from noon.
func log(_ history: [Happened]) -> [RecordedEvent] {
    var versions: [StreamID: StreamVersion] = [:]
    return history.enumerated().map { index, happened in
        let version = (versions[happened.stream] ?? .none).next
        versions[happened.stream] = version
        return RecordedEvent(
            position: LogPosition(Int64(index)), stream: happened.stream, version: version,
            id: EventID(.numbered(0xe000 + UInt64(index))), command: CommandID(.numbered(0xd000 + UInt64(index))),
            at: second(Int64(index)), actor: happened.actor, event: happened.event, subject: nil)
    }
}

/// What a whole log folds to.
func folded(_ events: [RecordedEvent]) -> ViewFold {
    var fold = ViewFold()
    for event in events { fold.apply(event) }
    return fold
}
