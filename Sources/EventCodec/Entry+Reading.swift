internal import Identity
internal import JSON
internal import Ticketing

extension Entry {
    /// Reads the members of `data` as `writeData` wrote them.
    static func readData(of type: EventType, from data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        switch type {
        case .workspaceCreated: .workspaceCreated(WorkspaceCreated(name: try data.string("name")))
        case .agentRegistered: try readAgentRegistered(&data)
        case .tokenIssued:
            .tokenIssued(TokenIssued(token: try data.id("token"), sha256: try data.sha256("sha256")))
        case .tokenRevoked: .tokenRevoked(TokenRevoked(token: try data.id("token")))
        case .postRecorded:
            .postRecorded(
                PostRecorded(
                    post: try data.id("post"), author: try data.id("author"),
                    occurredAt: try data.instantIfPresent("occurredAt")))
        case .customerRegistered: .customerRegistered(CustomerRegistered(network: try data.string("network")))
        case .ticketOpened: try readTicketOpened(&data)
        case .messageReceived: try readMessageReceived(&data)
        case .replyRecorded:
            .replyRecorded(
                ReplyRecorded(
                    reply: try data.id("reply"), author: try data.id("author"),
                    occurredAt: try data.instantIfPresent("occurredAt"), answers: try data.positionIfPresent("answers"))
            )
        case .replySent:
            .replySent(
                ReplySent(
                    reply: try data.id("reply"), seen: try data.positionIfPresent("seen"),
                    material: try readMaterial(&data)))
        case .replyDrafted:
            .replyDrafted(
                ReplyDrafted(
                    reply: try data.id("reply"), seen: try data.positionIfPresent("seen"),
                    material: try readMaterial(&data)))
        case .replyApproved:
            .replyApproved(
                ReplyApproved(
                    reply: try data.id("reply"), draft: try data.positionIfPresent("draft"),
                    material: try readMaterial(&data)))
        case .replyDelivered:
            .replyDelivered(ReplyDelivered(reply: try data.id("reply"), attempt: try readAttempt(&data)))
        case .replyFailed: .replyFailed(ReplyFailed(reply: try data.id("reply"), attempt: try readAttempt(&data)))
        case .replyRejected: try readReplyRejected(&data)
        case .replyLapsed: try readReplyLapsed(&data)
        case .replyAttempted, .replyCarried, .replyRead, .replyLost, .replyRetried:
            try readAttempt(of: type, from: &data)
        case .noteAdded:
            .noteAdded(
                NoteAdded(note: try data.id("note"), mentions: try data.list("mentions") { JSONObjectReader.id($0) }))
        case .ticketClaimed: .ticketClaimed
        case .ticketReleased: .ticketReleased
        case .ticketAssigned: try readTicketAssigned(&data)
        case .ticketTagged: .ticketTagged(TicketTagged(tags: try data.list("tags") { Tag($0) }))
        case .ticketUntagged: .ticketUntagged(TicketUntagged(tags: try data.list("tags") { Tag($0) }))
        case .ticketResolved: .ticketResolved
        case .ticketReopened: .ticketReopened
        case .ticketSnoozed: .ticketSnoozed(TicketSnoozed(until: try data.instant("until")))
        case .ticketWoken: .ticketWoken
        case .ticketSwitchAsked: try readSwitchAsked(&data)
        case .channelSet: try readChannelSet(&data)
        case .channelRetired: .setting(.channelRetired(try data.channel("channel")))
        case .teamSet: try readTeamSet(&data)
        case .teamRetired: .setting(.teamRetired(try data.name("team") { TeamID($0) }))
        case .policySet: try readPolicySet(&data)
        case .crisisDeclared, .crisisLifted, .crisisReported: .setting(try readCrisisEvent(of: type, from: &data))
        case .templateSet: try readTemplateSet(&data)
        case .templateRetired: .material(.retired(.template))
        case .articleSet: try readArticleSet(&data)
        case .articleRetired: .material(.retired(.article))
        case .macroSet: try readMacroSet(&data)
        case .macroRetired: .material(.retired(.macro))
        case .agentSet: try readAgentSet(&data)
        case .agentAvailability: try readAgentAvailability(&data)
        case .agentConnected: .agent(.connected)
        case .agentDisconnected: .agent(.disconnected(AgentDisconnected(since: try data.instant("since"))))
        case .ticketRouted: try readTicketRouted(&data)
        case .ticketRequeued: try readTicketRequeued(&data)
        case .feedbackReceived: try readFeedbackReceived(&data)
        case .messageEdited, .messageWithdrawn, .signalReceived: .intake(try readIntakeEvent(of: type, from: &data))
        case .ticketFollowed, .ticketUnfollowed, .notificationsRead:
            .follow(try readFollowEvent(of: type, from: &data))
        case .customerIdentified, .customerUnidentified, .customerMerged, .customerAbsorbed, .customerUnmerged,
            .customerExpelled:
            .customer(try readCustomerEvent(of: type, from: &data))
        case .ticketMarkedSpam, .ticketUnmarkedSpam, .customerBlocked, .customerUnblocked:
            .spam(try readSpamEvent(of: type, from: &data))
        case .problemOpened, .problemNoticed, .problemClosed, .ticketLinked, .ticketUnlinked:
            .problem(try readProblemEvent(of: type, from: &data))
        case .causesSet: try readTree(.cause, from: &data)
        case .productsSet: try readTree(.product, from: &data)
        case .ticketPrioritised, .ticketClassified: .classed(try readClassEvent(of: type, from: &data))
        case .ticketMerged, .ticketAbsorbed, .ticketUnmerged, .ticketExpelled:
            .merge(try readMergeEvent(of: type, from: &data))
        case .ticketSplit: .split(.split(try readTicketSplit(&data)))
        case .ticketDetached: .split(.detached(try readTicketDetached(&data)))
        }
    }

    private static func readTicketOpened(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let channel = try data.channel("channel")
        let customer: CustomerID = try data.id("customer")
        let language = try data.nameIfPresent("language") { Language($0) }
        let team = try data.teamIfPresent("team")
        return .ticketOpened(TicketOpened(customer: customer, channel: channel, language: language, team: team))
    }

    private static func readAgentRegistered(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let kind: AgentKind = try data.word("kind")
        let network = try data.textIfPresent("network")
        let roles = try data.list("roles") { Role(rawValue: $0) }
        return .agentRegistered(AgentRegistered(kind: kind, roles: roles, network: network))
    }

    private static func readMessageReceived(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        .messageReceived(
            MessageReceived(
                message: try data.id("message"), customer: try data.id("customer"),
                occurredAt: try data.instantIfPresent("occurredAt"), answers: try data.positionIfPresent("answers"),
                thread: try data.idIfPresent("thread"), kind: try data.wordIfPresent("kind"),
                isPublic: try data.boolIfPresent("public"),
                attachments: try data.countIfPresent("attachments", max: MessageNature.attachmentCountMax),
                language: try data.languageIfPresent("language")))
    }

    private static func readTicketAssigned(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        let agent: AgentID? = try data.idIfPresent("agent")
        var isOverride = false
        if let override = data.member("override") {
            // What is absent is left out, never false.
            guard try override.bool() else { throw override.error(.invalid, "is true or left out") }
            isOverride = true
        }
        let team = try data.teamIfPresent("team")
        return .ticketAssigned(TicketAssigned(agent: agent, team: team, isOverride: isOverride))
    }
}
