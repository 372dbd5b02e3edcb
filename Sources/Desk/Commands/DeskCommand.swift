package import Identity
package import Ticketing

/// What a client asks to be done. The ids of what it makes are the desk's to give.
package enum DeskCommand: Hashable, Sendable {
    case receive(IncomingMessage)
    case recordReply(OutsideReply)
    case recordPost(OutsidePost)
    case ticket(TicketID, TicketAction)
    /// `text` if other words go out than the draft has.
    case approve(ReplyID, text: String?, seen: LogPosition?)
    case reject(ReplyID, reason: String)
    /// A connector takes a reply that is to go out.
    case attempt(ReplyID, Int)
    /// What became of an attempt on its channel; nil means the current one.
    case receipt(ReplyID, Delivery, attempt: Int?, externalId: String?, reason: String?)
    case retry(ReplyID)
    case setting(SettingCommand)
    case agent(AgentID, AgentCommand)
    case material(MaterialID, MaterialCommand)

    case edit(MessageChange)
    case withdraw(MessageWithdrawal)
    case signal(IncomingSignal)
    case feedback(IncomingFeedback)

    case readNotifications(upTo: LogPosition)

    case block(CustomerID, Bool, reason: String?)
    case customer(LinkCommand)

    case declareCrisis(CrisisDeclaration)
    case liftCrisis(CrisisID)

    /// The first becomes part of the second, or of what that is part of.
    case merge(TicketID, into: TicketID)
    case unmerge(TicketID)
    /// Some of its messages become a ticket of their own.
    case split(TicketID, [MessageID])

    case openProblem(ProblemOpened)
    case closeProblem(ProblemID)
    /// Names the tickets; what becomes of each, `Desk.notify` sees to.
    case notice(NoticeRequest)
}

/// What an agent does with a ticket.
package enum TicketAction: Hashable, Sendable {
    case claim
    case release
    /// To an agent, a team or both; to neither frees it.
    case assign(agent: AgentID?, team: TeamID?)
    /// Without a text the words are those of a template; with both a person has put it in other words.
    case reply(text: String?, from: PreparedReply? = nil, seen: LogPosition?)
    case draft(text: String?, from: PreparedReply? = nil, seen: LogPosition?)
    case note(text: String, mentions: [AgentID])
    case tag([Tag])
    case untag([Tag])
    case resolve
    case reopen
    case snooze(until: Instant)
    case askSwitch(SwitchWish)

    case follow
    case unfollow

    case markSpam
    case unmarkSpam

    /// To whom its team's rule prefers.
    case route

    case prioritise(TicketPriority)
    case classify(ClassChange)

    /// `language` is before the ticket's own, for what it answers.
    case run(macro: Skill, values: [Skill: String], language: Language?, seen: LogPosition?)
    case link(ProblemID)
    case unlink(ProblemID)
}

/// Somebody as a network names them.
package struct NetworkIdentity: Hashable, Sendable {
    package let handle: String
    package let name: String?

    package init(handle: String, name: String? = nil) {
        self.handle = handle
        self.name = name
    }
}

/// What a customer wrote, as a connector brings it.
package struct IncomingMessage: Hashable, Sendable {
    package let channel: ChannelID
    package let externalId: String
    package let author: NetworkIdentity
    package let text: String
    package let occurredAt: Instant?
    /// The external id of what it answers.
    package let inReplyTo: String?
    package let nature: MessageNature

    package init(
        channel: ChannelID, externalId: String, author: NetworkIdentity, text: String, occurredAt: Instant? = nil,
        inReplyTo: String? = nil, nature: MessageNature = MessageNature()
    ) {
        self.channel = channel
        self.externalId = externalId
        self.author = author
        self.text = text
        self.occurredAt = occurredAt
        self.inReplyTo = inReplyTo
        self.nature = nature
    }
}

/// A reply that was written outside Carelog.
package struct OutsideReply: Hashable, Sendable {
    package let channel: ChannelID
    package let externalId: String
    package let author: NetworkIdentity
    package let text: String
    package let occurredAt: Instant?
    /// The external id of what it answers.
    package let inReplyTo: String?
    /// Whom it addresses, if what it answers is not known.
    package let to: NetworkIdentity?

    package init(
        channel: ChannelID, externalId: String, author: NetworkIdentity, text: String, occurredAt: Instant? = nil,
        inReplyTo: String? = nil, to: NetworkIdentity? = nil
    ) {
        self.channel = channel
        self.externalId = externalId
        self.author = author
        self.text = text
        self.occurredAt = occurredAt
        self.inReplyTo = inReplyTo
        self.to = to
    }
}

/// What a brand published that answers nobody.
package struct OutsidePost: Hashable, Sendable {
    package let channel: ChannelID
    package let externalId: String
    package let author: NetworkIdentity
    package let text: String
    package let occurredAt: Instant?

    package init(
        channel: ChannelID, externalId: String, author: NetworkIdentity, text: String, occurredAt: Instant? = nil
    ) {
        self.channel = channel
        self.externalId = externalId
        self.author = author
        self.text = text
        self.occurredAt = occurredAt
    }
}

extension DeskCommand {
    /// The name of the command, as the protocol has it.
    package var name: String {
        switch self {
        case .receive: "message.receive"
        case .recordReply: "reply.record"
        case .recordPost: "post.record"
        case .ticket(_, let action): action.name
        case .approve: "reply.approve"
        case .reject: "reply.reject"
        case .attempt: "reply.attempt"
        case .receipt(_, let delivery, _, _, _): delivery.receiptName
        case .retry: "reply.retry"
        case .setting(let setting): setting.name
        case .agent(_, let command): command.name
        case .material(let id, .set): "\(id.kind.rawValue).set"
        case .material(let id, .retire): "\(id.kind.rawValue).retire"
        case .edit: "message.edit"
        case .withdraw: "message.withdraw"
        case .signal: "signal.receive"
        case .feedback: "feedback.receive"
        case .readNotifications: "notification.read"
        case .customer(let link): link.name
        case .declareCrisis: "crisis.declare"
        case .liftCrisis: "crisis.lift"
        case .merge: "ticket.merge"
        case .unmerge: "ticket.unmerge"
        case .split: "ticket.split"
        case .openProblem: "problem.open"
        case .closeProblem: "problem.close"
        case .notice: "problem.notify"
        case .block(_, let isBlocked, _): isBlocked ? "customer.block" : "customer.unblock"
        }
    }

    /// Whether a supervisor may do it though it is more than somebody can hold.
    var mayExceedCapacity: Bool {
        if case .ticket(_, .assign(agent: .some, _)) = self { return true }
        return false
    }

    /// Who may do it. **Source**: the protocol's method table.
    package var allowedRoles: Set<Role> {
        switch self {
        // Somebody has to, where a connector is gone for good.
        case .receipt(_, .unknown, _, _, _): [.connector, .supervisor]
        case .receive, .recordReply, .recordPost, .attempt, .receipt: [.connector]
        case .edit, .withdraw, .signal, .feedback: [.connector]
        case .readNotifications: [.agent, .supervisor, .bot, .trainee]
        case .block, .customer: [.agent, .supervisor]
        case .declareCrisis, .liftCrisis: [.admin, .supervisor]
        case .merge, .unmerge, .split: [.agent, .supervisor]
        case .openProblem, .closeProblem: [.agent, .supervisor]
        case .notice: [.supervisor]
        case .ticket(_, let action):
            switch action {
            case .reply, .draft, .note, .tag, .untag: [.agent, .supervisor, .bot, .trainee]
            case .claim, .release, .assign, .resolve, .reopen, .snooze: [.agent, .supervisor, .trainee]
            case .follow, .unfollow: [.agent, .supervisor, .trainee]
            case .link, .unlink: [.agent, .supervisor]
            case .markSpam, .unmarkSpam, .askSwitch: [.agent, .supervisor]
            case .route: [.agent, .supervisor]
            case .prioritise, .classify: [.agent, .supervisor, .bot, .trainee]
            case .run: [.agent, .supervisor, .trainee]
            }
        case .approve, .reject, .retry: [.agent, .supervisor]
        case .setting: [.admin]
        case .agent(_, .setAvailability): [.agent, .supervisor, .admin, .trainee]
        case .agent, .material: [.admin, .supervisor]
        }
    }
}

extension SettingCommand {
    /// The name of the command, as the protocol has it.
    fileprivate var name: String {
        switch self {
        case .setChannel: "channel.set"
        case .retireChannel: "channel.retire"
        case .setTeam: "team.set"
        case .retireTeam: "team.retire"
        case .setPolicy: "policy.set"
        case .setTree(.cause, _): "causes.set"
        case .setTree(.product, _): "products.set"
        case .declareCrisis: "crisis.declare"
        case .liftCrisis: "crisis.lift"
        // Nobody asks for it.
        case .reportCrisis: "crisis.reported"
        }
    }
}

extension AgentCommand {
    /// The name of the command, as the protocol has it; of what no client asks for, what the event is called.
    fileprivate var name: String {
        switch self {
        case .setProfile: "agent.set"
        case .setAvailability: "agent.availability"
        case .connect: "agent.connected"
        case .disconnect: "agent.disconnected"
        }
    }
}

extension Delivery {
    /// The name of the receipt that says so, as the protocol has it; nobody sends one of what is ours to say.
    fileprivate var receiptName: String {
        switch self {
        case .requested, .attempted: "reply.\(rawValue)"
        case .sent: "reply.carried"
        case .unknown: "reply.unknown"
        case .failed: "reply.failed"
        case .delivered: "reply.delivered"
        case .read: "reply.read"
        }
    }
}

extension TicketAction {
    /// The name of the action, as the protocol has it.
    package var name: String {
        switch self {
        case .claim: "ticket.claim"
        case .release: "ticket.release"
        case .assign: "ticket.assign"
        case .reply: "ticket.reply"
        case .draft: "reply.draft"
        case .note: "ticket.note"
        case .tag: "ticket.tag"
        case .untag: "ticket.untag"
        case .resolve: "ticket.resolve"
        case .reopen: "ticket.reopen"
        case .snooze: "ticket.snooze"
        case .askSwitch: "ticket.switch"
        case .follow: "ticket.follow"
        case .unfollow: "ticket.unfollow"
        case .markSpam: "ticket.spam"
        case .unmarkSpam: "ticket.unspam"
        case .route: "ticket.route"
        case .prioritise: "ticket.prioritise"
        case .classify: "ticket.classify"
        case .run: "ticket.run"
        case .link: "ticket.link"
        case .unlink: "ticket.unlink"
        }
    }
}
