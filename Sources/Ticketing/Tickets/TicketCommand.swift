package import Identity

/// What somebody wants of a ticket; it may be rejected. Ids that it brings are new.
package enum TicketCommand: Hashable, Sendable {
    case claim
    case release
    case assign(agent: AgentID?, team: TeamID?)
    case reply(ReplyID, text: String, seen: LogPosition?)
    /// `seen` as of a reply; nil means what the draft's author had seen.
    case approve(ReplyID, seen: LogPosition?)
    case note(NoteID, text: String, mentions: [AgentID])
    case tag([Tag])
    case untag([Tag])
    case resolve
    case reopen
    case snooze(until: Instant)
    /// The time of a snoozed ticket has come.
    case wake
    case deliver(ReplyID, externalId: String?)
    case fail(ReplyID, reason: String?)
}

/// What a decision may depend on besides the ticket itself.
package struct TicketContext: Hashable, Sendable {
    package let actor: Actor
    package let now: Instant
    /// Whether the actor may act for others: release what a colleague holds.
    package let isSupervisor: Bool
    /// Whether the channel lets bots speak to customers without a person.
    package let botMaySend: Bool
    /// The customer's other ticket on this channel that is not resolved; nil if there is none.
    package let unresolvedElsewhere: TicketID?

    package init(
        actor: Actor, now: Instant, isSupervisor: Bool = false, botMaySend: Bool = false,
        unresolvedElsewhere: TicketID? = nil
    ) {
        self.actor = actor
        self.now = now
        self.isSupervisor = isSupervisor
        self.botMaySend = botMaySend
        self.unresolvedElsewhere = unresolvedElsewhere
    }
}

/// Why not.
package enum Rejection: Error, Hashable, Sendable {
    /// Somebody else has the ticket.
    case alreadyClaimed(by: AgentID)
    /// Only who holds the ticket, or a supervisor, can release it; nil if nobody holds it.
    case notClaimed(heldBy: AgentID?)
    /// The customer or a colleague has spoken after `seen`.
    case staleReply(seen: LogPosition)
    /// The ticket's status does not allow it.
    case invalidState(TicketStatus)
    /// The customer has another ticket on this channel that is not resolved; they would have two.
    case unresolvedElsewhere(TicketID)
    /// The ticket has no such reply.
    case noSuchReply(ReplyID)
    /// The reply is not, or no longer, what the command is for.
    case invalidReplyState(ReplyStatus)
    /// Only a person may do this.
    case personRequired
    /// More tags than a ticket can have.
    case tooManyTags(maximum: Int)
    /// The time has passed already.
    case notInFuture(Instant)
    /// What is recorded answers nobody that we know, and names nobody.
    case noAddressee
}
