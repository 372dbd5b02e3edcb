internal import EventCodec
internal import Foundation
internal import Identity
internal import Ticketing

/// One event of a type with every member that its data can have, as its golden files hold it.
struct Sample: Sendable {
    let event: Event
    let header: EntryHeader
    /// What is sealed beside it; nil if nothing is.
    let personal: Personal?

    /// Types that gained members since entries of them were first written. Beside the golden file of the entry as it was
    /// then, which is read for ever, they have one of the whole: `<type>.full.json`.
    static let grown: [EventType] = [
        .ticketOpened, .messageReceived, .replySent, .replyDrafted, .replyApproved, .replyDelivered, .replyFailed,
        .ticketRouted, .ticketPrioritised, .channelSet, .policySet, .crisisDeclared,
    ]

    /// The sample of a type. A new type does not compile before it has one.
    init(of type: EventType, isFull: Bool = false) {
        let (stream, event, personal) = isFull ? Self.fullFacts(of: type) : Self.facts(of: type)
        self.event = event
        self.personal = personal
        let number = Self.number(of: type)
        let subject: Subject? =
            switch stream {
            case _ where personal == nil: nil
            case .agent, .channel: .agent(carol)
            case .workspace, .customer, .ticket, .material, .problem: .customer(customer)
            }
        header = EntryHeader(
            id: EventID(.numbered(0xe000 + number)), stream: stream, version: StreamVersion(Int(number) + 1),
            at: Instant(microseconds: noon.microseconds + 123_456), actor: Actor(id: alice, kind: .human),
            command: CommandID(.numbered(0xd000 + number)), subject: subject,
            sealedSHA256: personal.map { _ in (0..<32).map { UInt8($0) } })
    }

    /// The types whose golden files number their ids by their order.
    private static let first = [
        "workspace.created", "agent.registered", "token.issued", "token.revoked", "post.recorded",
        "customer.registered", "ticket.opened", "message.received", "reply.recorded", "reply.sent", "reply.drafted",
        "reply.approved", "reply.delivered", "reply.failed", "note.added", "ticket.claimed", "ticket.released",
        "ticket.assigned", "ticket.tagged", "ticket.untagged", "ticket.resolved", "ticket.reopened", "ticket.snoozed",
        "ticket.woken", "channel.set", "channel.retired", "team.set", "team.retired", "policy.set", "agent.set",
        "agent.availability", "agent.connected", "agent.disconnected", "ticket.routed", "ticket.requeued",
    ]

    /// Makes ids that differ from type to type and stay what they are when types come between others.
    private static func number(of type: EventType) -> UInt64 {
        if let index = first.firstIndex(of: type.rawValue) { return UInt64(index) }
        return 0x100 + type.rawValue.utf8.reduce(0) { ($0 * 31 + UInt64($1)) % 0xe00 }
    }

    /// The entry that it must become.
    func encoded() throws -> [UInt8] { try Entry.encode(event, header) }

    private static func facts(of type: EventType) -> (StreamID, Event, Personal?) {
        switch type {
        case .workspaceCreated:
            (.workspace(WorkspaceID(.numbered(0xaa))), .workspaceCreated(WorkspaceCreated(name: "acme")), nil)
        case .agentRegistered, .tokenIssued, .tokenRevoked: agentFacts(of: type)
        case .postRecorded:
            (
                .channel(channel),
                .postRecorded(PostRecorded(post: PostID(.numbered(1)), author: carol, occurredAt: noon)),
                Personal(text: "We are open.\nCome by!", externalId: "p-1790")
            )
        case .customerRegistered:
            (
                .customer(customer), .customerRegistered(CustomerRegistered(network: "x")),
                Personal(handle: "@\u{e9}milie", name: "\u{c9}milie \"M\" Zola \u{1f600}")
            )
        case .crisisDeclared, .crisisLifted, .crisisReported: crisisFacts(of: type)
        case .channelSet, .channelRetired, .teamSet, .teamRetired, .policySet, .agentSet, .agentAvailability,
            .agentConnected, .agentDisconnected:
            staffFacts(of: type)
        case .templateSet, .templateRetired, .articleSet, .articleRetired, .macroSet, .macroRetired:
            materialFacts(of: type)
        case .feedbackReceived: feedbackFacts
        case .ticketSwitchAsked: switchFacts
        case .messageEdited, .messageWithdrawn, .signalReceived: intakeFacts(of: type)
        case .ticketFollowed, .ticketUnfollowed, .notificationsRead: followFacts(of: type)
        case .customerIdentified, .customerUnidentified, .customerMerged, .customerAbsorbed, .customerUnmerged,
            .customerExpelled:
            customerFacts(of: type)
        case .ticketMerged, .ticketAbsorbed, .ticketUnmerged, .ticketExpelled: mergeFacts(of: type)
        case .ticketSplit, .ticketDetached: splitFacts(of: type)
        case .ticketMarkedSpam, .ticketUnmarkedSpam, .customerBlocked, .customerUnblocked: spamFacts(of: type)
        case .problemOpened, .problemNoticed, .problemClosed, .ticketLinked, .ticketUnlinked: problemFacts(of: type)
        case .ticketPrioritised, .ticketClassified, .causesSet, .productsSet: classFacts(of: type)
        default: ticketFacts(of: type)
        }
    }

    /// With every member that the type has today.
    private static func fullFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        switch type {
        case .ticketOpened:
            let opened = TicketOpened(
                customer: customer, channel: channel, language: Language("de-at"), team: TeamID("billing"))
            return (.ticket(ticket), .ticketOpened(opened), nil)
        case .messageReceived:
            let photo = Attachment(
                url: "https://cdn.example/1?x=\u{e9}", type: "image/jpeg", byteCount: 9_007_199_254_740_991,
                sha256: String(repeating: "0f", count: 32), name: "r\u{e9}sum\u{e9} \"1\".jpg")
            let voice = Attachment(
                url: "https://cdn.example/2", type: "audio/ogg", byteCount: 0,
                sha256: String(repeating: "a1", count: 32), name: nil)
            let message = MessageReceived(
                message: MessageID(.numbered(0x3e01)), customer: customer, occurredAt: noon, answers: LogPosition(41),
                thread: otherTicket, kind: .comment, isPublic: true, attachments: 2, language: Language("de-at"))
            return (
                .ticket(ticket), .messageReceived(message),
                Personal(text: "Look.", externalId: "m-1789", attachments: [photo, voice])
            )
        case .replySent, .replyDrafted, .replyApproved: return fullReply(of: type)
        case .policySet, .crisisDeclared: return fullCrisis(of: type)
        case .replyDelivered:
            let delivered = ReplyDelivered(reply: ReplyID(.numbered(0x5e01)), attempt: 2)
            return (.ticket(ticket), .replyDelivered(delivered), Personal(externalId: "m-1790"))
        case .replyFailed:
            let failed = ReplyFailed(reply: ReplyID(.numbered(0x5e01)), attempt: 9_007_199_254_740_991)
            return (.ticket(ticket), .replyFailed(failed), Personal(reason: "too long"))
        case .ticketRouted:
            let routed = TicketRouted(agent: carol, decision: Self.decision(.urgent))
            return (.ticket(ticket), .assignment(.routed(routed)), nil)
        case .channelSet:
            let settings = ChannelSettings(channel: channel, requires: ClassRequirement.allCases)
            return (.workspace(WorkspaceID(.numbered(0xaa))), .setting(.channelSet(settings)), nil)
        case .ticketPrioritised:
            let raised = TicketPrioritised(priority: .urgent, crisis: CrisisID(.numbered(0xc1)))
            return (.ticket(ticket), .classed(.prioritised(raised)), nil)
        default: return facts(of: type)
        }
    }

    private static func agentFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let token = TokenID(.numbered(0x70))
        return switch type {
        case .tokenIssued:
            (.agent(carol), .tokenIssued(TokenIssued(token: token, sha256: Array(repeating: 0xab, count: 32))), nil)
        case .tokenRevoked: (.agent(carol), .tokenRevoked(TokenRevoked(token: token)), nil)
        default:
            (
                .agent(carol),
                .agentRegistered(AgentRegistered(kind: .human, roles: [.agent, .supervisor], network: "x")),
                Personal(handle: "@carol", name: "Carol")
            )
        }
    }

    private static func ticketFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        let (event, personal) = ticketFact(of: type)
        return (.ticket(ticket), event, personal)
    }

    private static func ticketFact(of type: EventType) -> (Event, Personal?) {
        let reply = ReplyID(.numbered(0x5e01))
        let seen = LogPosition(9_007_199_254_740_991)
        switch type {
        case .messageReceived:
            let message = MessageReceived(
                message: MessageID(.numbered(0x3e01)), customer: customer, occurredAt: noon, answers: LogPosition(41),
                thread: otherTicket)
            return (.messageReceived(message), Personal(text: "Where is it?\u{2028}\t\\", externalId: "m-1789"))
        case .replyRecorded:
            let recorded = ReplyRecorded(reply: reply, author: carol, occurredAt: noon, answers: LogPosition(0))
            return (.replyRecorded(recorded), Personal(text: "On its way.", externalId: "m-1790"))
        case .replySent: return (.replySent(ReplySent(reply: reply, seen: seen)), Personal(text: "On its way."))
        case .replyDrafted:
            return (.replyDrafted(ReplyDrafted(reply: reply, seen: .beforeAll)), Personal(text: "On its way?"))
        case .replyApproved: return (.replyApproved(ReplyApproved(reply: reply)), nil)
        case .replyDelivered:
            return (.replyDelivered(ReplyDelivered(reply: reply)), Personal(externalId: "m-1790"))
        case .replyFailed: return (.replyFailed(ReplyFailed(reply: reply)), Personal(reason: "too long"))
        case .replyRejected:
            return (.reply(.rejected(ReplyRejected(reply: reply))), Personal(reason: "We promise no dates."))
        case .replyAttempted, .replyCarried, .replyRead, .replyLost, .replyRetried: return deliveryFact(of: type)
        case .replyLapsed:
            return (.reply(.lapsed(ReplyLapsed(reply: reply, by: MessageID(.numbered(0x3e01))))), nil)
        case .noteAdded:
            let note = NoteAdded(note: NoteID(.numbered(0x4e01)), mentions: [alice, carol])
            return (.noteAdded(note), Personal(text: "She called twice."))
        case .ticketOpened: return (.ticketOpened(TicketOpened(customer: customer, channel: channel)), nil)
        case .ticketClaimed: return (.ticketClaimed, nil)
        case .ticketReleased: return (.ticketReleased, nil)
        case .ticketAssigned: return (.ticketAssigned(TicketAssigned(agent: carol, team: TeamID("billing"))), nil)
        case .ticketTagged: return (.ticketTagged(TicketTagged(tags: tags("refund", "vip"))), nil)
        case .ticketUntagged: return (.ticketUntagged(TicketUntagged(tags: tags("vip"))), nil)
        case .ticketResolved: return (.ticketResolved, nil)
        case .ticketReopened: return (.ticketReopened, nil)
        case .ticketSnoozed: return (.ticketSnoozed(TicketSnoozed(until: Instant.range.upperBound)), nil)
        case .ticketRouted: return (.assignment(.routed(TicketRouted(agent: carol, decision: decision))), nil)
        case .ticketRequeued:
            let requeued = TicketRequeued(agent: carol, goneSince: noon, policy: StreamVersion(7))
            return (.assignment(.requeued(requeued)), nil)
        default: return (.ticketWoken, nil)
        }
    }
    private static func deliveryFact(of type: EventType) -> (Event, Personal?) {
        let (reply, words) = (ReplyID(.numbered(0x5e01)), LogPosition(40))
        switch type {
        case .replyAttempted:
            return (.reply(.attempted(ReplyAttempted(reply: reply, attempt: 1, words: words))), nil)
        case .replyCarried:
            return (.reply(.carried(ReplyCarried(reply: reply, attempt: 1))), Personal(externalId: "m-1790"))
        case .replyRead: return (.reply(.read(ReplyRead(reply: reply, attempt: 2))), nil)
        case .replyLost:
            return (.reply(.lost(ReplyLost(reply: reply, attempt: 3))), Personal(reason: "the connector died"))
        default: return (.reply(.retried(ReplyRetried(reply: reply, attempt: 2, words: words))), nil)
        }
    }
}
