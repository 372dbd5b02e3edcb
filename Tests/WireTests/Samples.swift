import JSON
import Wire

/// Every parameter and result type, once with everything and once with as little as it allows.
enum Samples {
    static let command = "0193504e-8c5b-7d2c-9f7e-3a1b2c3d4e5f"
    static let time = WireTime(microseconds: 1_795_292_665_123_456)
    static let author = WireAuthor(handle: "@ann", name: "Ann \"A\" Ünal")
    static let actor = WireActor(id: "a1", kind: .human, name: "Bo")
    static let agent = WireAgent(id: "a1", name: "Bo")
    static let entry = JSONBytes(
        trusted: Array(#"{"actor":{"id":"a1","kind":"human"},"at":"…","data":{},"version":7}"#.utf8))

    static let ticket: WireTicket = {
        var ticket = plainTicket
        (ticket.cause, ticket.outcome, ticket.product) = ("late", "refunded", "parcel")
        ticket.problem = "b1"
        return ticket
    }()
    private static let plainTicket = WireTicket(
        id: "t1", customer: WireCustomer(id: "c1", handle: "@ann", name: "Ann", erased: false), channel: "x:@acme",
        state: .snoozed, assignee: agent, team: "billing", tags: ["late", "vip"], openedAt: time, lastAt: time,
        waitingSince: time, snoozedUntil: time, preview: "Where is\nmy parcel?", version: 7, position: 41,
        language: "pt-br", followers: ["a1", "a2"], spam: true, priority: .urgent, mergedInto: "t0",
        parts: ["t3", "t4"])
    static let bareTicket = WireTicket(
        id: "t2", customer: WireCustomer(id: "c2"), channel: "email:help@acme.example", state: .open, tags: [],
        openedAt: time, lastAt: time, version: 1, position: 0)
    static let attachments = [
        WireAttachment(
            url: "https://cdn.example/1?x=é", type: "image/jpeg", bytes: 9_007_199_254_740_991,
            sha256: String(repeating: "0f", count: 32), name: "a \"b\".jpg"),
        WireAttachment(
            url: "https://cdn.example/2", type: "audio/ogg", bytes: 0, sha256: String(repeating: "a1", count: 32)),
    ]
    static let item: WireItem = {
        var item = plainItem
        item.edited = true
        item.withdrawn = false
        item.kind = .mention
        item.isPublic = false
        item.language = "de"
        item.attachments = attachments
        item.signal = .reaction
        item.tone = .good
        item.emoji = "❤️"
        item.priority = .high
        (item.cause, item.outcome, item.product) = ("late", "refunded", "parcel")
        item.customer = "c2"
        item.network = "email"
        item.handle = "ann@example.com"
        item.score = 4
        item.scale = 5
        item.to = "email"
        item.words = "needs a signature"
        item.material = WireMaterial(
            template: "sorry", language: "de", version: 2, edited: true, macro: "close", articles: ["returns"])
        item.other = "t0"
        item.problem = "b1"
        return item
    }()
    private static let plainItem = WireItem(
        position: 41, at: time, occurredAt: time, type: "message.received", ticket: "t1", channel: "x:@acme", by: actor,
        text: "😀", message: "m1", reply: "r1", note: "n1", thread: "th", agent: agent, team: "billing", tags: ["vip"],
        until: time, externalID: "e1", inReplyTo: "e0", state: "sent", delivery: "attempted", attempt: 2,
        reason: "because", mentions: ["a2"], erased: true
    )
    static let answers = [
        WireAnswer(
            template: "sorry", values: [WireFieldValue(field: "days", value: "5")], language: "de",
            articles: ["returns", "hours"]),
        WireAnswer(template: "sorry"), WireAnswer(text: "In other words", template: "sorry", language: "de"),
        WireAnswer(text: "See", articles: ["returns"]),
    ]
    static let bareItem = WireItem(
        position: 0, at: time, type: "ticket.opened", by: WireActor(id: "c1", kind: .customer))
    static let event = LogEvent(position: 41, entry: entry, personal: JSONBytes(trusted: Array(#"{"text":"Hi"}"#.utf8)))

    static let outboxItem = WireOutboxItem(
        reply: "r1", attempt: 2, ticket: "t1", channel: "x:@acme", delivery: .attempted, taker: agent,
        isIdempotent: true, to: WireCustomer(id: "c1", handle: "@ann", name: "Ann", erased: false), inReplyTo: "e1",
        text: "Hi",
        position: 41,
        at: time)
    static let bareOutboxItem = WireOutboxItem(
        reply: "r2", attempt: 1, ticket: "t1", channel: "x:@acme", delivery: .requested, to: WireCustomer(id: "c1"),
        position: 42, at: time)
    static let sending = LogEvent(position: 42, entry: entry, outbox: outboxItem)

    static let hello = SessionHelloResult(
        workspace: "acme",
        agent: SessionHelloResult.Identity(
            id: "a1", kind: .human, name: "Bo", roles: [.agent, .supervisor], teams: ["billing"]),
        epoch: "e-1", head: 42, server: WireProduct(name: "carelog", version: "1.0.0"))
    static let page = InboxPage(tickets: [ticket, bareTicket], next: "c", asOf: 41)

    /// Decodes a request as the type of its method, as a server does.
    static func decode(_ request: RPCRequest) throws(RPCError) {
        switch request.method {
        case .sessionHello: _ = try request.decode(as: SessionHello.self)
        case .messageReceive: _ = try request.decode(as: MessageReceive.self)
        case .replyRecord: _ = try request.decode(as: ReplyRecord.self)
        case .postRecord: _ = try request.decode(as: PostRecord.self)
        case .replyDelivered: _ = try request.decode(as: ReplyDelivered.self)
        case .replyFailed: _ = try request.decode(as: ReplyFailed.self)
        case .replyAttempt: _ = try request.decode(as: ReplyAttempt.self)
        case .replyCarried: _ = try request.decode(as: ReplyCarried.self)
        case .replyRead: _ = try request.decode(as: ReplyRead.self)
        case .replyUnknown: _ = try request.decode(as: ReplyUnknown.self)
        case .replyRetry: _ = try request.decode(as: ReplyRetry.self)
        case .messageEdit: _ = try request.decode(as: MessageEdit.self)
        case .messageWithdraw: _ = try request.decode(as: MessageWithdraw.self)
        case .ticketSwitch: _ = try request.decode(as: TicketSwitch.self)
        case .feedbackReceive: _ = try request.decode(as: FeedbackReceive.self)
        case .feedbackList: _ = try request.decode(as: FeedbackList.self)
        case .signalReceive: _ = try request.decode(as: SignalReceive.self)
        case .ticketFollow: _ = try request.decode(as: TicketFollow.self)
        case .ticketUnfollow: _ = try request.decode(as: TicketUnfollow.self)
        case .ticketSpam: _ = try request.decode(as: TicketMarkSpam.self)
        case .ticketUnspam: _ = try request.decode(as: TicketUnmarkSpam.self)
        case .ticketClassify: _ = try request.decode(as: TicketClassify.self)
        case .ticketLink: _ = try request.decode(as: TicketLink.self)
        case .ticketUnlink: _ = try request.decode(as: TicketUnlink.self)
        case .problemOpen: _ = try request.decode(as: ProblemOpen.self)
        case .problemClose: _ = try request.decode(as: ProblemClose.self)
        case .problemNotify: _ = try request.decode(as: ProblemNotify.self)
        case .problemList: _ = try request.decode(as: ProblemList.self)
        case .problemGet: _ = try request.decode(as: ProblemGet.self)
        case .causesSet: _ = try request.decode(as: DocumentCommand<WireClassTree<WireTreeKinds.Cause>>.self)
        case .productsSet: _ = try request.decode(as: DocumentCommand<WireClassTree<WireTreeKinds.Product>>.self)
        case .causeList: _ = try request.decode(as: ClassList<WireTreeKinds.Cause>.self)
        case .productList: _ = try request.decode(as: ClassList<WireTreeKinds.Product>.self)
        case .ticketRoute: _ = try request.decode(as: TicketRoute.self)
        case .ticketPrioritise: _ = try request.decode(as: TicketPrioritise.self)
        case .ticketMerge: _ = try request.decode(as: TicketMerge.self)
        case .ticketUnmerge: _ = try request.decode(as: TicketUnmerge.self)
        case .ticketSplit: _ = try request.decode(as: TicketSplit.self)
        case .customerBlock: _ = try request.decode(as: CustomerBlock.self)
        case .customerUnblock: _ = try request.decode(as: CustomerUnblock.self)
        case .customerLink: _ = try request.decode(as: CustomerLink.self)
        case .customerUnlink: _ = try request.decode(as: CustomerUnlink.self)
        case .customerMerge: _ = try request.decode(as: CustomerMerge.self)
        case .customerUnmerge: _ = try request.decode(as: CustomerUnmerge.self)
        case .customerGet: _ = try request.decode(as: CustomerGet.self)
        case .notificationRead: _ = try request.decode(as: NotificationRead.self)
        case .notificationList: _ = try request.decode(as: NotificationList.self)
        case .ticketClaim: _ = try request.decode(as: TicketClaim.self)
        case .ticketRelease: _ = try request.decode(as: TicketRelease.self)
        case .ticketAssign: _ = try request.decode(as: TicketAssign.self)
        case .ticketReply: _ = try request.decode(as: TicketReply.self)
        case .ticketRun: _ = try request.decode(as: TicketRun.self)
        case .ticketNote: _ = try request.decode(as: TicketNote.self)
        case .ticketTag: _ = try request.decode(as: TicketTag.self)
        case .ticketUntag: _ = try request.decode(as: TicketUntag.self)
        case .ticketResolve: _ = try request.decode(as: TicketResolve.self)
        case .ticketReopen: _ = try request.decode(as: TicketReopen.self)
        case .ticketSnooze: _ = try request.decode(as: TicketSnooze.self)
        case .replyDraft: _ = try request.decode(as: ReplyDraft.self)
        case .replyApprove: _ = try request.decode(as: ReplyApprove.self)
        case .replyReject: _ = try request.decode(as: ReplyReject.self)
        case .draftList: _ = try request.decode(as: DraftList.self)
        case .outboxList: _ = try request.decode(as: OutboxList.self)
        case .channelSet: _ = try request.decode(as: DocumentCommand<WireChannel>.self)
        case .channelRetire: _ = try request.decode(as: DocumentCommand<WireChannelName>.self)
        case .teamSet: _ = try request.decode(as: DocumentCommand<WireTeam>.self)
        case .teamRetire: _ = try request.decode(as: DocumentCommand<WireTeamName>.self)
        case .policySet: _ = try request.decode(as: DocumentCommand<WirePolicy>.self)
        case .agentSet: _ = try request.decode(as: DocumentCommand<WireProfile>.self)
        case .agentAvailability: _ = try request.decode(as: DocumentCommand<WireAvailabilityChoice>.self)
        case .templateSet: _ = try request.decode(as: DocumentCommand<WireTemplate>.self)
        case .templateRetire:
            _ = try request.decode(as: DocumentCommand<WireMaterialName<WireMaterialKinds.Template>>.self)
        case .articleSet: _ = try request.decode(as: DocumentCommand<WireArticle>.self)
        case .articleRetire:
            _ = try request.decode(as: DocumentCommand<WireMaterialName<WireMaterialKinds.Article>>.self)
        case .macroSet: _ = try request.decode(as: DocumentCommand<WireMacro>.self)
        case .macroRetire:
            _ = try request.decode(as: DocumentCommand<WireMaterialName<WireMaterialKinds.Macro>>.self)
        case .materialList: _ = try request.decode(as: MaterialList.self)
        case .templatePreview: _ = try request.decode(as: TemplatePreview.self)
        case .crisisDeclare: _ = try request.decode(as: CrisisDeclare.self)
        case .crisisLift: _ = try request.decode(as: DocumentCommand<WireCrisisName>.self)
        case .crisisGet: _ = try request.decode(as: CrisisGet.self)
        case .crisisList: _ = try request.decode(as: CrisisList.self)
        case .settingsGet: _ = try request.decode(as: SettingsGet.self)
        case .settingsHistory: _ = try request.decode(as: SettingsHistory.self)
        case .agentList: _ = try request.decode(as: AgentList.self)
        case .assignmentExplain: _ = try request.decode(as: AssignmentExplain.self)
        case .inboxList: _ = try request.decode(as: InboxList.self)
        case .ticketGet: _ = try request.decode(as: TicketGet.self)
        case .timelineList: _ = try request.decode(as: TimelineList.self)
        case .logRead: _ = try request.decode(as: LogRead.self)
        case .auditInbox: _ = try request.decode(as: AuditInbox.self)
        case .workspaceStats: _ = try request.decode(as: WorkspaceStats.self)
        case .logSubscribe: _ = try request.decode(as: LogSubscribe.self)
        case .subscriptionCredit: _ = try request.decode(as: SubscriptionCredit.self)
        case .subscriptionCancel: _ = try request.decode(as: SubscriptionCancel.self)
        case .sessionPing, .sessionGoAway, .logEvents, nil: throw RPCError.methodNotFound
        }
    }

    /// Hands every sample to the visitor.
    static func visit(_ visitor: some SampleVisitor) throws {
        try visitor.request(
            SessionHello(token: "cl_x", client: WireProduct(name: "desk", version: "1.2")), [hello])
        try visitMessages(visitor)
        try visitIntake(visitor)
        try visitNotifications(visitor)
        try visitCustomers(visitor)
        try visitFeedback(visitor)
        try visitTickets(visitor)
        try visitQueries(visitor)
        try visitSettings(visitor)
        try visitClasses(visitor)
        try visitProblems(visitor)
        try visitRouting(visitor)
        try visitor.notification(SessionPing())
        try visitor.notification(SessionGoAway(reason: SessionEnd.drain.rawValue, deadlineMs: 30_000))
        try visitor.notification(
            LogEvents(subscription: "s1", covers: LogRange(after: -1, upTo: 41), events: [event]))
        try visitor.notification(LogEvents(subscription: "s1", covers: LogRange(after: 41, upTo: 41), events: []))
        try visitor.notification(
            LogEvents(subscription: "s1", covers: LogRange(after: 41, upTo: 43), events: [sending]))
    }

    private static func visitMessages(_ visitor: some SampleVisitor) throws {
        let received = MessageReceiveResult(position: 3, ticket: "t1", customer: "c1", message: "m1", duplicate: true)
        try visitor.request(
            MessageReceive(
                commandID: command, channel: "x:@acme", externalID: "e1", author: author, text: "Help\u{1}",
                occurredAt: time, inReplyTo: "e0"), [received])
        try visitor.request(
            MessageReceive(
                commandID: command, channel: "x:@acme", externalID: "e1", author: WireAuthor(handle: "h"), text: ""),
            [received])
        try visitor.request(
            ReplyRecord(
                commandID: command, channel: "x:@acme", externalID: "e2", author: author, text: "Hi", occurredAt: time,
                inReplyTo: "e1", to: author),
            [ReplyRecordResult(position: 3, ticket: "t1", customer: "c1", reply: "r1", duplicate: false)])
        try visitor.request(
            PostRecord(
                commandID: command, channel: "x:@acme", externalID: "e3", author: author, text: "p", occurredAt: time),
            [PostRecordResult(position: 3, post: "p1", duplicate: false)])
        let receipt = ReplyReceiptResult(position: 9)
        try visitor.request(ReplyDelivered(commandID: command, reply: "r1", externalID: "e4", reason: "ok"), [receipt])
        try visitor.request(ReplyFailed(commandID: command, reply: "r1"), [receipt])
        try visitor.request(
            ReplyApprove(commandID: command, reply: "r1"), [ReplyApproveResult(position: 4, reply: "r1", version: 5)])
        try visitDrafts(visitor)
        try visitor.request(
            OutboxList(channels: ["x:@acme"], delivery: .failed, limit: 1, cursor: "c", atLeast: 41),
            [OutboxPage(items: [outboxItem, bareOutboxItem], next: "c", asOf: 41), OutboxPage(items: [], asOf: -1)])
        try visitor.request(OutboxList(), [])
        try visitor.request(ReplyAttempt(commandID: command, reply: "r1", attempt: 2), [receipt])
        try visitor.request(
            ReplyCarried(commandID: command, reply: "r1", attempt: 2, externalID: "e4", reason: "ok"), [receipt])
        try visitor.request(ReplyRead(commandID: command, reply: "r1", attempt: 1), [receipt])
        try visitor.request(ReplyUnknown(commandID: command, reply: "r1", reason: "gone"), [receipt])
        try visitor.request(
            ReplyRetry(commandID: command, reply: "r1"), [ReplyRetryResult(position: 9, attempt: 2, version: 8)])
    }

    private static func visitDrafts(_ visitor: some SampleVisitor) throws {
        try visitor.request(
            ReplyApprove(commandID: command, reply: "r1", text: "Other words", seen: 41),
            [ReplyApproveResult(position: 4, reply: "r1", version: 5)])
        let written = ReplyDraftResult(position: 42, draft: "r1", version: 8, ticket: "t2")
        try visitor.request(ReplyDraft(commandID: command, ticket: "t1", text: "Hi", seen: 41), [written])
        try visitor.request(ReplyDraft(commandID: command, ticket: "t1", text: "Hi"), [written])
        try visitor.request(
            ReplyReject(commandID: command, draft: "r1", reason: "no"), [TicketVersion(position: 41, version: 7)])
        let draft = WireDraft(
            draft: "r1", ticket: "t1", channel: "x:@acme", position: 40, at: time, by: actor, text: "Hi", seen: 39,
            erased: false)
        let bare = WireDraft(draft: "r2", ticket: "t1", channel: "x:@acme", position: 41, at: time, by: actor)
        try visitor.request(
            DraftList(channel: "x:@acme", team: "billing", limit: 2, cursor: "c", atLeast: 41),
            [DraftPage(drafts: [draft, bare], next: "c", asOf: 41), DraftPage(drafts: [], asOf: -1)])
        try visitor.request(DraftList(), [])
    }

    private static func visitIntake(_ visitor: some SampleVisitor) throws {
        let received = MessageReceiveResult(position: 3, ticket: "t1", customer: "c1", message: "m1", duplicate: false)
        try visitor.request(
            MessageReceive(
                commandID: command, channel: "x:@acme", externalID: "e1", author: author, text: "Look", kind: .comment,
                isPublic: true, language: "de", attachments: attachments), [received])
        let revised = MessageRevisedResult(position: 4, ticket: "t1", message: "m1", duplicate: true)
        try visitor.request(
            MessageEdit(
                commandID: command, channel: "x:@acme", externalID: "e1", revision: "2", text: "", occurredAt: time),
            [revised])
        try visitor.request(
            MessageEdit(commandID: command, channel: "x:@acme", externalID: "e1", text: "Hi"), [revised])
        try visitor.request(
            MessageWithdraw(commandID: command, channel: "x:@acme", externalID: "e1", occurredAt: time), [revised])
        try visitor.request(MessageWithdraw(commandID: command, channel: "x:@acme", externalID: "e1"), [revised])
        try visitor.request(
            SignalReceive(
                commandID: command, channel: "x:@acme", externalID: "s1", author: author, signal: .reaction,
                tone: .good, on: "e1", emoji: "❤️", occurredAt: time),
            [SignalReceiveResult(position: 5, customer: "c1", ticket: "t1", duplicate: false)])
        try visitor.request(
            SignalReceive(
                commandID: command, channel: "x:@acme", externalID: "s2", author: author, signal: .reported,
                reply: "r1"), [SignalReceiveResult(position: 5, customer: "c1", ticket: "t1", duplicate: true)])
        for signal in WireSignal.allCases {
            try visitor.request(
                SignalReceive(
                    commandID: command, channel: "x:@acme", externalID: "s3", author: author, signal: signal,
                    tone: .bad), [SignalReceiveResult(position: 5, customer: "c1", duplicate: false)])
        }
    }

    private static func visitNotifications(_ visitor: some SampleVisitor) throws {
        let version = TicketVersion(position: 41, version: 7)
        try visitor.request(TicketFollow(commandID: command, ticket: "t1"), [version])
        try visitor.request(TicketUnfollow(commandID: command, ticket: "t1"), [version])
        try visitor.request(TicketMarkSpam(commandID: command, ticket: "t1"), [version])
        try visitor.request(TicketUnmarkSpam(commandID: command, ticket: "t1"), [version])
        let taken = TicketVersion(position: 41, version: 7, ticket: "t2")
        try visitor.request(TicketMerge(commandID: command, from: "t1", into: "t2"), [taken])
        try visitor.request(TicketUnmerge(commandID: command, from: "t1"), [taken])
        try visitor.request(TicketSplit(commandID: command, ticket: "t1", messages: ["m1", "m2"]), [taken])
        let done = CustomerResult(position: 41)
        try visitor.request(CustomerBlock(commandID: command, customer: "c1", reason: "threats"), [done])
        try visitor.request(CustomerUnblock(commandID: command, customer: "c1"), [done])
        try visitor.request(
            NotificationRead(commandID: command, upTo: 41), [NotificationReadResult(position: 42)])
        let news = WireNews(
            position: 41, at: time, kind: "mentioned", unread: true, ticket: "t1", channel: "x:@acme", by: actor,
            preview: "Look \"here\"")
        let bare = WireNews(position: 0, at: time, kind: "weather", unread: false, ticket: "t1", by: actor)
        let crisisNews = WireNews(
            position: 1, at: time, kind: "crisis", unread: true, crisis: "c1", by: actor, preview: "Down")
        try visitor.request(
            NotificationList(unread: true, limit: 200, cursor: "c", atLeast: 41),
            [NotificationPage(notifications: [news, bare, crisisNews], readUpTo: 40, next: "n", asOf: 41)])
        try visitor.request(
            NotificationList(), [NotificationPage(notifications: [], readUpTo: -1, asOf: -1)])
    }

    private static func visitFeedback(_ visitor: some SampleVisitor) throws {
        try visitor.request(
            TicketSwitch(
                commandID: command, ticket: "t1", to: "email", reason: "documents", words: "needs a signature",
                text: "By mail, please.", seen: 41),
            [
                TicketSwitchResult(position: 42, version: 8, reply: "r1", state: .sent),
                TicketSwitchResult(position: 42, version: 8, reply: "r1", state: .draft, ticket: "t2"),
            ])
        try visitor.request(
            TicketSwitch(commandID: command, ticket: "t1", to: "x:@acme_private", reason: "privacy"),
            [TicketSwitchResult(position: 42, version: 8)])
        let answers = [
            FeedbackReceiveResult(position: 5, ticket: "t1", customer: "c1", reply: "r1", duplicate: false),
            FeedbackReceiveResult(position: 5, ticket: "t1", customer: "c1", duplicate: true),
        ]
        try visitor.request(
            FeedbackReceive(
                commandID: command, channel: "x:@acme", externalID: "f1", score: 0, scale: 2, text: "No.",
                author: "@ann",
                occurredAt: time), answers)
        try visitor.request(
            FeedbackReceive(
                commandID: command, channel: "x:@acme", externalID: "f1", score: 10, scale: 10, ticket: "t1"), answers)
        try visitor.request(
            FeedbackReceive(
                commandID: command, channel: "x:@acme", externalID: "f1", score: 4, scale: 5, reply: "r1"), answers)
        try visitor.request(
            FeedbackReceive(commandID: command, channel: "x:@acme", externalID: "f1", score: 4, scale: 5, on: "e1"),
            answers)
        let with = WireAgentSatisfaction(agent: agent, satisfaction: WireSatisfaction(count: 3, percent: 100))
        let without = WireAgentSatisfaction(agent: nil, satisfaction: WireSatisfaction(count: 1, percent: 0))
        try visitor.request(
            FeedbackList(agent: "a1", since: time, limit: 5, cursor: "c", atLeast: 41),
            [FeedbackPage(feedback: [item, bareItem], agents: [with, without], next: "n", asOf: 41)])
        try visitor.request(FeedbackList(), [FeedbackPage(feedback: [], agents: [], asOf: -1)])
    }

    private static func visitCustomers(_ visitor: some SampleVisitor) throws {
        let done = CustomerResult(position: 41)
        let (network, handle) = ("email", "ann@example.com")
        try visitor.request(
            CustomerLink(commandID: command, customer: "c1", network: network, handle: handle), [done])
        try visitor.request(
            CustomerUnlink(commandID: command, customer: "c1", network: network, handle: handle), [done])
        try visitor.request(CustomerMerge(commandID: command, from: "c1", into: "c2"), [done])
        try visitor.request(CustomerUnmerge(commandID: command, from: "c1"), [done])
        let whole = WireMember(
            id: "c1", name: "Ann", erased: false, into: "c2", blocked: true,
            identities: [WireIdentity(network: "x", handle: "@ann", since: time)], tickets: 3, messages: 4,
            lastAt: time)
        let erased = WireMember(
            id: "c2", erased: true, identities: [WireIdentity(network: "email", since: time)], tickets: 0, messages: 0,
            lastAt: time)
        let counts = WireCustomerCounts(tickets: 1, unresolved: 2, messages: 3, replies: 4, notes: 5, spam: 6)
        try visitor.request(
            CustomerGet(customer: "c1", limit: 5, cursor: "c", atLeast: 41),
            [
                CustomerGetResult(
                    root: "c2", customers: [erased, whole], counts: counts,
                    satisfaction: WireSatisfaction(count: 3, percent: 67),
                    knows: [WireAcquaintance(agent: agent, tickets: 2, position: 40)], tickets: [ticket, bareTicket],
                    next: "n", asOf: 41)
            ])
        try visitor.request(
            CustomerGet(customer: "c2"),
            [CustomerGetResult(root: "c2", customers: [erased], counts: counts, knows: [], tickets: [], asOf: 41)])
    }

    private static func visitTickets(_ visitor: some SampleVisitor) throws {
        let version = TicketVersion(position: 41, version: 7)
        try visitor.request(TicketClaim(commandID: command, ticket: "t1"), [version])
        try visitor.request(TicketRelease(commandID: command, ticket: "t1"), [version])
        try visitor.request(TicketAssign(commandID: command, ticket: "t1", agent: "a1"), [version])
        try visitor.request(TicketAssign(commandID: command, ticket: "t1", team: "billing"), [version])
        let results = [WireReplyState.sent, .draft].map {
            TicketReplyResult(position: 42, reply: "r1", version: 8, state: $0, ticket: $0 == .sent ? "t2" : nil)
        }
        try visitor.request(TicketReply(commandID: command, ticket: "t1", text: "Hi", seen: 41), results)
        try visitor.request(TicketReply(commandID: command, ticket: "t1", text: "Hi"), results)
        for answer in answers {
            try visitor.request(TicketReply(commandID: command, ticket: "t1", answer, seen: 41), results)
            try visitor.request(
                ReplyDraft(commandID: command, ticket: "t1", answer),
                [ReplyDraftResult(position: 42, draft: "r1", version: 8)])
        }
        try visitor.request(
            TicketRun(
                commandID: command, ticket: "t1", macro: "close",
                values: [WireFieldValue(field: "days", value: "5")], language: "de", seen: 41),
            [
                TicketRunResult(position: 42, version: 8, reply: "r1", state: .draft, ticket: "t2"),
                TicketRunResult(position: 42, version: 8),
            ])
        try visitor.request(TicketRun(commandID: command, ticket: "t1", macro: "close"), [])
        try visitor.request(
            TicketNote(commandID: command, ticket: "t1", text: "n", mentions: ["a1"]),
            [TicketNoteResult(position: 42, note: "n1", version: 8, ticket: "t2")])
        try visitor.request(TicketTag(commandID: command, ticket: "t1", tags: ["vip", "rückgabe"]), [version])
        try visitor.request(TicketUntag(commandID: command, ticket: "t1", tags: ["vip"]), [version])
        try visitor.request(TicketResolve(commandID: command, ticket: "t1"), [version])
        try visitor.request(TicketReopen(commandID: command, ticket: "t1"), [version])
        try visitor.request(TicketSnooze(commandID: command, ticket: "t1", until: time), [version])
        try visitor.request(
            TicketGet(ticket: "t1", limit: 200, cursor: "c", atLeast: 41),
            [TicketGetResult(ticket: ticket, items: [item, bareItem], next: "n", asOf: 41)])
    }

    private static func visitQueries(_ visitor: some SampleVisitor) throws {
        for view in InboxView.allCases {
            try visitor.request(InboxList(view: view), [InboxPage(tickets: [], asOf: -1)])
        }
        try visitor.request(
            InboxList(
                view: .mine, channel: "x:@acme", team: "billing", tag: "vip", sort: .recent, limit: 1, cursor: "c",
                atLeast: 41), [page])
        try visitor.request(AuditInbox(asOf: 41, view: .all, sort: .waiting, limit: 5), [page])
        try visitor.request(AuditInbox(at: time), [page])
        try visitor.request(
            TimelineList(customer: "c1", limit: 50, cursor: "c", atLeast: 0),
            [TimelinePage(items: [item, bareItem], next: "n", asOf: 41), TimelinePage(items: [], asOf: -1)])
        try visitor.request(
            LogRead(after: -1, limit: 1_000), [LogReadResult(events: [event], upTo: 41, head: 42)])
        try visitor.request(
            LogSubscribe(
                after: 41, filter: LogFilter(ticket: "t1", customer: "c1", types: ["message.received"]), credit: 256),
            [LogSubscribeResult(subscription: "s1")])
        try visitor.request(LogSubscribe(after: -1, credit: 1), [LogSubscribeResult(subscription: "s1")])
        try visitor.request(
            SubscriptionCredit(subscription: "s1", events: 4_096), [SubscriptionCreditResult(credit: 4_096)])
        try visitor.request(SubscriptionCancel(subscription: "s1"), [SubscriptionCancelResult(upTo: 41)])
        let stats = WorkspaceStatsResult(customers: 1, tickets: 2, messages: 3, replies: 4, posts: 5, asOf: 41)
        var counted = stats
        counted.spam = 6
        counted.feedback = 7
        counted.switches = 8
        counted.switchesBy = [WireSwitchCount(from: "x:@acme", to: "email", reason: "privacy", count: 8)]
        counted.canned = 1
        try visitor.request(WorkspaceStats(), [stats, counted])
        try visitor.request(WorkspaceStats(atLeast: 41), [stats])
    }
}

/// What a test does with each sample.
protocol SampleVisitor {
    func request<Request: WireRequest>(_ request: Request, _ results: [Request.Response]) throws
    func notification<Notification: WireNotification>(_ notification: Notification) throws
}
