package import Identity
package import Ticketing

/// What a client is told of a command that was done, now or when it was first sent.
package struct CommandResult: Hashable, Sendable {
    /// Where the command's last event stands; of a command that changed nothing, the last event of what it is about.
    package let position: LogPosition
    package let receipt: Receipt

    package init(position: LogPosition, receipt: Receipt) {
        self.position = position
        self.receipt = receipt
    }
}

/// The part of an answer that is known before the event has a position; stored with the command, ids only.
package struct Receipt: Hashable, Sendable {
    package var ticket: TicketID?
    package var customer: CustomerID?
    package var message: MessageID?
    package var reply: ReplyID?
    package var note: NoteID?
    package var post: PostID?
    package var crisis: CrisisID?
    /// The version that the ticket has now.
    package var version: StreamVersion?
    /// What became of the reply: `sent`, or `draft` if a person has to approve it.
    package var replyStatus: ReplyStatus?
    /// Which attempt a reply was given.
    package var attempt: Int?
    /// The ticket that took the command if that is not, or need not be, the one that it names.
    package var taker: TicketID?
    /// Whether the same message, reply or post was there before, under another command.
    package var duplicate: Bool?
    package var problem: ProblemID?
    /// What became of a notice on the ticket.
    package var outcome: NoticeOutcome?
    /// To whom a rule gave the ticket.
    package var agent: AgentID?
    /// Why it gave it to nobody.
    package var obstacle: RoutingObstacle?

    package init(
        ticket: TicketID? = nil, customer: CustomerID? = nil, message: MessageID? = nil, reply: ReplyID? = nil,
        note: NoteID? = nil, post: PostID? = nil, crisis: CrisisID? = nil, version: StreamVersion? = nil,
        replyStatus: ReplyStatus? = nil,
        attempt: Int? = nil, taker: TicketID? = nil,
        duplicate: Bool? = nil
    ) {
        self.ticket = ticket
        self.customer = customer
        self.message = message
        self.reply = reply
        self.note = note
        self.post = post
        self.crisis = crisis
        self.version = version
        self.replyStatus = replyStatus
        self.attempt = attempt
        self.taker = taker
        self.duplicate = duplicate
    }
}
