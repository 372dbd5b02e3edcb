package import Ticketing

/// The name of every type of event in entries, with the version of its data that is written today.
///
/// A type's data only ever changes together with its schema number. Entries of older schemas are read for ever: their
/// reader stays beside the new one and produces today's event from yesterday's bytes.
package enum EventType: String, Hashable, Sendable, CaseIterable {
    case workspaceCreated = "workspace.created"
    case agentRegistered = "agent.registered"
    case tokenIssued = "token.issued"
    case tokenRevoked = "token.revoked"
    case postRecorded = "post.recorded"
    case customerRegistered = "customer.registered"
    case ticketOpened = "ticket.opened"
    case messageReceived = "message.received"
    case replyRecorded = "reply.recorded"
    case replySent = "reply.sent"
    case replyDrafted = "reply.drafted"
    case replyApproved = "reply.approved"
    case replyDelivered = "reply.delivered"
    case replyFailed = "reply.failed"
    case replyRejected = "reply.rejected"
    case replyLapsed = "reply.lapsed"
    case replyAttempted = "reply.attempted"
    case replyCarried = "reply.carried"
    case replyRead = "reply.read"
    case replyLost = "reply.lost"
    case replyRetried = "reply.retried"
    case noteAdded = "note.added"
    case ticketClaimed = "ticket.claimed"
    case ticketReleased = "ticket.released"
    case ticketAssigned = "ticket.assigned"
    case ticketTagged = "ticket.tagged"
    case ticketUntagged = "ticket.untagged"
    case ticketResolved = "ticket.resolved"
    case ticketReopened = "ticket.reopened"
    case ticketSnoozed = "ticket.snoozed"
    case ticketWoken = "ticket.woken"
    case ticketSwitchAsked = "ticket.switchAsked"

    case channelSet = "channel.set"
    case channelRetired = "channel.retired"
    case teamSet = "team.set"
    case teamRetired = "team.retired"
    case policySet = "policy.set"

    case crisisDeclared = "crisis.declared"
    case crisisLifted = "crisis.lifted"
    case crisisReported = "crisis.reported"

    case templateSet = "template.set"
    case templateRetired = "template.retired"
    case articleSet = "article.set"
    case articleRetired = "article.retired"
    case macroSet = "macro.set"
    case macroRetired = "macro.retired"

    case agentSet = "agent.set"
    case agentAvailability = "agent.availability"
    case agentConnected = "agent.connected"
    case agentDisconnected = "agent.disconnected"

    case ticketRouted = "ticket.routed"
    case ticketRequeued = "ticket.requeued"

    case messageEdited = "message.edited"
    case messageWithdrawn = "message.withdrawn"
    case signalReceived = "signal.received"
    case feedbackReceived = "feedback.received"

    case ticketFollowed = "ticket.followed"
    case ticketUnfollowed = "ticket.unfollowed"
    case notificationsRead = "notifications.read"

    case customerIdentified = "customer.identified"
    case customerUnidentified = "customer.unidentified"
    case customerMerged = "customer.merged"
    case customerAbsorbed = "customer.absorbed"
    case customerUnmerged = "customer.unmerged"
    case customerExpelled = "customer.expelled"

    case ticketMarkedSpam = "ticket.markedSpam"
    case ticketUnmarkedSpam = "ticket.unmarkedSpam"
    case customerBlocked = "customer.blocked"
    case customerUnblocked = "customer.unblocked"

    case ticketPrioritised = "ticket.prioritised"
    case ticketClassified = "ticket.classified"
    case causesSet = "causes.set"
    case productsSet = "products.set"
    case ticketMerged = "ticket.merged"
    case ticketAbsorbed = "ticket.absorbed"
    case ticketUnmerged = "ticket.unmerged"
    case ticketExpelled = "ticket.expelled"
    case ticketSplit = "ticket.split"
    case ticketDetached = "ticket.detached"

    case problemOpened = "problem.opened"
    case problemNoticed = "problem.noticed"
    case problemClosed = "problem.closed"
    case ticketLinked = "ticket.linked"
    case ticketUnlinked = "ticket.unlinked"

    /// The schema of the data that is written today.
    package var schema: Int { 1 }

    /// The type of a fact.
    package init(of event: Event) {
        switch event {
        case .workspaceCreated: self = .workspaceCreated
        case .agentRegistered: self = .agentRegistered
        case .tokenIssued: self = .tokenIssued
        case .tokenRevoked: self = .tokenRevoked
        case .postRecorded: self = .postRecorded
        case .customerRegistered: self = .customerRegistered
        case .customer(let event): self.init(of: event)
        case .ticketOpened: self = .ticketOpened
        case .messageReceived: self = .messageReceived
        case .replyRecorded: self = .replyRecorded
        case .replySent: self = .replySent
        case .replyDrafted: self = .replyDrafted
        case .replyApproved: self = .replyApproved
        case .replyDelivered: self = .replyDelivered
        case .replyFailed: self = .replyFailed
        case .reply(let event): self.init(of: event)
        case .noteAdded: self = .noteAdded
        case .ticketClaimed: self = .ticketClaimed
        case .ticketReleased: self = .ticketReleased
        case .ticketAssigned: self = .ticketAssigned
        case .ticketTagged: self = .ticketTagged
        case .ticketUntagged: self = .ticketUntagged
        case .ticketResolved: self = .ticketResolved
        case .ticketReopened: self = .ticketReopened
        case .ticketSnoozed: self = .ticketSnoozed
        case .ticketWoken: self = .ticketWoken
        case .switchAsked: self = .ticketSwitchAsked
        case .setting(let event): self.init(of: event)
        case .material(let event): self.init(of: event)
        case .agent(let event): self.init(of: event)
        case .assignment(let event): self.init(of: event)
        case .intake(let event): self.init(of: event)
        case .feedback: self = .feedbackReceived
        case .follow(let event): self.init(of: event)
        case .spam(let event): self.init(of: event)
        case .classed(let event): self.init(of: event)
        case .merge(let event): self.init(of: event)
        case .split(.split): self = .ticketSplit
        case .split(.detached): self = .ticketDetached
        case .problem(let event): self.init(of: event)
        }
    }
}
