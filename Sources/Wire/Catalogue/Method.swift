/// Every method there is; anything else is `method_not_found`.
package enum Method: String, Sendable, CaseIterable {
    case sessionHello = "session.hello"
    case sessionPing = "session.ping"
    case sessionGoAway = "session.goAway"

    case messageReceive = "message.receive"
    case replyRecord = "reply.record"
    case postRecord = "post.record"
    case replyDelivered = "reply.delivered"
    case replyFailed = "reply.failed"
    case replyAttempt = "reply.attempt"
    case replyCarried = "reply.carried"
    case replyRead = "reply.read"
    case replyUnknown = "reply.unknown"

    case messageEdit = "message.edit"
    case messageWithdraw = "message.withdraw"
    case signalReceive = "signal.receive"
    case feedbackReceive = "feedback.receive"
    case feedbackList = "feedback.list"

    case ticketClaim = "ticket.claim"
    case ticketRelease = "ticket.release"
    case ticketAssign = "ticket.assign"
    case ticketReply = "ticket.reply"
    case ticketRun = "ticket.run"
    case ticketNote = "ticket.note"
    case ticketTag = "ticket.tag"
    case ticketUntag = "ticket.untag"
    case ticketResolve = "ticket.resolve"
    case ticketReopen = "ticket.reopen"
    case ticketSnooze = "ticket.snooze"
    case ticketSwitch = "ticket.switch"
    case replyDraft = "reply.draft"
    case replyApprove = "reply.approve"
    case replyReject = "reply.reject"
    case replyRetry = "reply.retry"

    case channelSet = "channel.set"
    case channelRetire = "channel.retire"
    case teamSet = "team.set"
    case teamRetire = "team.retire"
    case policySet = "policy.set"
    case agentSet = "agent.set"
    case agentAvailability = "agent.availability"

    case templateSet = "template.set"
    case templateRetire = "template.retire"
    case articleSet = "article.set"
    case articleRetire = "article.retire"
    case macroSet = "macro.set"
    case macroRetire = "macro.retire"

    case crisisDeclare = "crisis.declare"
    case crisisLift = "crisis.lift"
    case crisisGet = "crisis.get"
    case crisisList = "crisis.list"

    case settingsGet = "settings.get"
    case settingsHistory = "settings.history"
    case agentList = "agent.list"
    case assignmentExplain = "assignment.explain"
    case materialList = "material.list"
    case templatePreview = "template.preview"

    case ticketFollow = "ticket.follow"
    case ticketUnfollow = "ticket.unfollow"
    case ticketSpam = "ticket.spam"
    case ticketUnspam = "ticket.unspam"
    case customerBlock = "customer.block"
    case customerUnblock = "customer.unblock"
    case ticketPrioritise = "ticket.prioritise"
    case ticketClassify = "ticket.classify"
    case ticketLink = "ticket.link"
    case ticketUnlink = "ticket.unlink"
    case problemOpen = "problem.open"
    case problemClose = "problem.close"
    case problemNotify = "problem.notify"
    case problemList = "problem.list"
    case problemGet = "problem.get"
    case causesSet = "causes.set"
    case productsSet = "products.set"
    case causeList = "cause.list"
    case productList = "product.list"
    case customerLink = "customer.link"
    case customerUnlink = "customer.unlink"
    case customerMerge = "customer.merge"
    case customerUnmerge = "customer.unmerge"
    case customerGet = "customer.get"
    case ticketMerge = "ticket.merge"
    case ticketUnmerge = "ticket.unmerge"
    case ticketRoute = "ticket.route"
    case ticketSplit = "ticket.split"
    case notificationRead = "notification.read"
    case notificationList = "notification.list"

    case inboxList = "inbox.list"
    case ticketGet = "ticket.get"
    case draftList = "draft.list"
    case outboxList = "outbox.list"
    case timelineList = "timeline.list"
    case logRead = "log.read"
    case auditInbox = "audit.inbox"
    case workspaceStats = "workspace.stats"

    case logSubscribe = "log.subscribe"
    case subscriptionCredit = "subscription.credit"
    case subscriptionCancel = "subscription.cancel"
    case logEvents = "log.events"

    /// The longest name an envelope may carry, known or not.
    package static let nameBytesMax = 64

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// By dictionary: the initializer Swift makes from the raw values compares them one after the other.
    package init?(name: String) {
        guard let method = Self.byName[name] else { return nil }
        self = method
    }

    /// What a method is about; it decides how the server treats it.
    package enum Kind: String, Sendable, CaseIterable {
        /// The connection itself.
        case session
        /// Appends to the log: it has a `commandId`, and repeating it is safe.
        case command
        /// Reads; it may be repeated at will.
        case query
        /// The feed of events.
        case subscription
    }

    /// Who may send it, and whether it is answered.
    package enum Shape: String, Sendable, CaseIterable {
        /// From the client; exactly one response.
        case request
        /// From either side, unanswered.
        case notification
        /// From the server only, unanswered.
        case serverNotification = "server_notification"
    }
}
