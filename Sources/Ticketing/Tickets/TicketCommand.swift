package import Identity

/// What somebody wants of a ticket; it may be rejected. Ids that it brings are new.
package enum TicketCommand: Hashable, Sendable {
    case claim
    case release
    case assign(agent: AgentID?, team: TeamID?)
    /// A rule gives it to an agent.
    case route(AgentID, AssignmentDecision)
    /// A rule takes it from an agent who is gone.
    case requeue(TicketRequeued)
    case reply(ReplyID, text: String, material: ReplyMaterial? = nil, seen: LogPosition?)
    /// Writes a reply that goes out when a person says so, whoever writes it.
    case draft(ReplyID, text: String, material: ReplyMaterial? = nil, seen: LogPosition?)
    /// `text` if other words go out than the draft has; `seen` as of a reply, nil means what the draft's author had seen.
    case approve(ReplyID, text: String?, seen: LogPosition?)
    case reject(ReplyID, reason: String)
    case note(NoteID, text: String, mentions: [AgentID])
    case tag([Tag])
    case untag([Tag])
    case resolve
    case reopen
    case snooze(until: Instant)
    /// The time of a snoozed ticket has come.
    case wake
    /// The customer is to go on elsewhere; the id is that of the reply that tells them, if one does.
    case askSwitch(SwitchWish, ReplyID)

    /// A connector takes a reply to hand it to the network; one of many who try.
    case attempt(ReplyID, Int)
    /// What the network, or the connector, knows of an attempt; nil means the current one.
    case receipt(ReplyID, Delivery, attempt: Int?, externalId: String?, reason: String?)
    /// A person has it sent once more.
    case retry(ReplyID)

    case follow
    case unfollow

    case markSpam(SpamReason)
    case unmarkSpam(SpamReason)

    /// `crisis` if one raises it, or puts it back.
    case prioritise(TicketPriority, crisis: CrisisID?)
    case classify(ClassChange)

    /// Several, one after the other; all or none of it happens.
    indirect case all([TicketCommand])
    case link(ProblemID)
    case unlink(ProblemID)
    case notice(TicketNotice)
}

/// What a decision may depend on besides the ticket itself.
package struct TicketContext: Hashable, Sendable {
    package let actor: Actor
    package let now: Instant
    /// Whether the actor may act for others: release what a colleague holds.
    package let isSupervisor: Bool
    /// Whether the actor may speak to customers on this channel without somebody's approval.
    package let mayAnswerAlone: Bool
    /// The customer's other ticket on this channel that is not resolved; nil if there is none.
    package let unresolvedElsewhere: TicketID?
    /// Who would get the ticket; nil if nobody would.
    package let taker: AgentState?
    package let capacityBinds: CapacityBinding
    /// Whether a supervisor may give somebody more than they can hold, who was found to be full.
    package let mayExceed: Bool
    /// The workspace's rules, as far as a command depends on them.
    package let rulebook: Rulebook
    /// What stands still on the ticket's channel.
    package var frozen = FrozenChannel.nothing
    /// What it is merged with.
    package var others: [TicketState]
    /// Whether what a network calls a reply leads somewhere already: a name is the first one's who has it.
    package var isNameTaken = false

    package init(
        actor: Actor, now: Instant, isSupervisor: Bool = false, mayAnswerAlone: Bool = false,
        unresolvedElsewhere: TicketID? = nil, taker: AgentState? = nil, capacityBinds: CapacityBinding = .everyone,
        mayExceed: Bool = false, rulebook: Rulebook = Rulebook(), others: [TicketState] = []
    ) {
        self.actor = actor
        self.now = now
        self.isSupervisor = isSupervisor
        self.mayAnswerAlone = mayAnswerAlone
        self.unresolvedElsewhere = unresolvedElsewhere
        self.taker = taker
        self.capacityBinds = capacityBinds
        self.mayExceed = mayExceed
        self.rulebook = rulebook
        self.others = others
    }
}

/// Why not.
package enum Rejection: Error, Hashable, Sendable {
    /// Somebody else has the ticket.
    case alreadyClaimed(by: AgentID)
    /// The ticket is a team's of which the agent is not.
    case notInTeam(TeamID)
    /// The agent holds as much as they can.
    case atCapacity(AgentID, capacity: Int)
    /// Only who holds the ticket, or a supervisor, can release it; nil if nobody holds it.
    case notClaimed(heldBy: AgentID?)
    /// The customer or a colleague has spoken after `seen`.
    case staleReply(seen: LogPosition)
    /// The ticket's status does not allow it.
    case invalidState(TicketStatus)
    /// A customer is shown as one with another, and this is for roots only.
    case customerMerged(into: CustomerID)
    /// A customer cannot be made one with themselves.
    case sameCustomer
    /// More customers than can be one.
    case tooManyMerged(maximum: Int)
    /// Somebody else has the identity.
    case identityTaken(by: CustomerID)
    /// By what a customer was known first they are known for ever.
    case firstIdentity
    /// More identities than a customer can have.
    case tooManyIdentities(maximum: Int)
    /// The customer has another ticket on this channel that is not resolved; they would have two.
    case unresolvedElsewhere(TicketID)
    /// The ticket has no such reply.
    case noSuchReply(ReplyID)
    /// The reply is not, or no longer, what the command is for.
    case invalidReplyState(ReplyStatus)
    /// A reply is not, or no longer, at a point of its way that the command is for.
    case invalidDelivery(Delivery)
    /// Another connector has the attempt; nil if nobody said which.
    case alreadyTaken(by: AgentID?)
    /// There were not so many attempts.
    case noSuchAttempt(latest: Int)
    /// Only a person may do this.
    case personRequired
    /// Whoever wrote a draft cannot let it go out.
    case ownDraft
    /// Other words than a draft's, by somebody who may not answer alone: nobody else has seen them.
    case unapprovedWords
    /// More drafts wait than a ticket can have.
    case tooManyDrafts(maximum: Int)
    /// More tags than a ticket can have.
    case tooManyTags(maximum: Int)
    /// The customer writes there already.
    case sameChannel(ChannelID)
    /// The time has passed already.
    case notInFuture(Instant)
    /// What is recorded answers nobody that we know, and names nobody.
    case noAddressee
    /// The workspace has no such team.
    case noSuchTeam(TeamID)
    /// A channel's tickets go to the team.
    case teamInUse(by: ChannelID)
    /// A text of a template is written in a way that cannot be.
    case malformedTemplate(TemplateFlaw)
    /// A macro answers with a template that is not there.
    case noSuchTemplate(Skill)
    /// More than a workspace can have.
    case tooManySettings(maximum: Int)

    /// The ticket lacks what its channel demands before it is resolved.
    case incomplete([ClassRequirement])
    /// There is no such name to give a ticket, or not any more.
    case noSuchClass(ClassKind)
    /// The problem is over.
    case problemClosed
    /// Somebody said that the ticket is not of the problem, or that it is of another one.
    case notOfProblem
    /// The ticket is spam.
    case keptApart
    /// A tree of names is made in a way that cannot be.
    case malformedTree(ClassFlaw)

    /// More followers than a ticket can have.
    case tooManyFollowers(maximum: Int)

    /// A crisis has it stand still.
    case frozen(CrisisID)
    /// The workspace has declared no such crisis.
    case noSuchCrisis(CrisisID)

    /// The ticket is part of another already.
    case merged(into: TicketID)
    /// A ticket was to become part of itself.
    case mergesItself
    /// More tickets than a conversation can have.
    case tooManyParts(maximum: Int)
    /// The ticket has no such message, or not any more.
    case noSuchMessage(MessageID)
    /// No message would be left on the ticket.
    case splitsEverything
}
