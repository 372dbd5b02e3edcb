internal import EventCodec
internal import Identity
internal import Support
internal import Ticketing

/// Events of every type with random members, absent ones and extreme ones included.
struct RandomEvent {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Any event, and a header that may go with it.
    mutating func next() -> (event: Event, header: EntryHeader) {
        let event = event(of: EventType.allCases[random.roll(EventType.allCases.count)])
        let isSealed = random.roll(2) == 0
        let subject: Subject = random.roll(2) == 0 ? .customer(CustomerID(id())) : .agent(AgentID(id()))
        let header = EntryHeader(
            id: EventID(id()), stream: stream(),
            version: StreamVersion(Int.random(in: 1...Int(Int32.max), using: &random)),
            at: instant(),
            actor: Actor(id: AgentID(id()), kind: AgentKind.allCases[random.roll(AgentKind.allCases.count)]),
            command: CommandID(id()), subject: isSealed ? subject : nil, sealedSHA256: isSealed ? digest() : nil)
        return (event, header)
    }

    private mutating func event(of type: EventType) -> Event {
        switch type {
        case .workspaceCreated: .workspaceCreated(WorkspaceCreated(name: word()))
        case .agentRegistered:
            .agentRegistered(
                AgentRegistered(
                    kind: AgentKind.registrable[random.roll(3)],
                    roles: Role.allCases.filter { _ in random.roll(2) == 0 },
                    network: maybe { $0.word() }))
        case .tokenIssued: .tokenIssued(TokenIssued(token: TokenID(id()), sha256: digest()))
        case .tokenRevoked: .tokenRevoked(TokenRevoked(token: TokenID(id())))
        case .postRecorded:
            .postRecorded(PostRecorded(post: PostID(id()), author: AgentID(id()), occurredAt: maybe { $0.instant() }))
        case .customerRegistered: .customerRegistered(CustomerRegistered(network: word()))
        case .ticketOpened:
            .ticketOpened(
                TicketOpened(
                    customer: CustomerID(id()), channel: channel(), language: maybe { $0.language() },
                    team: maybe { $0.team() }))
        case .messageReceived:
            .messageReceived(
                MessageReceived(
                    message: MessageID(id()), customer: CustomerID(id()), occurredAt: maybe { $0.instant() },
                    answers: maybe { $0.position() }, thread: maybe { TicketID($0.id()) },
                    kind: maybe { MessageKind.allCases[$0.random.roll(4)] }, isPublic: maybe { $0.random.roll(2) == 0 },
                    attachments: random.roll(3) == 0 ? UInt8(random.roll(17)) : 0, language: maybe { $0.language() }))
        case .replyRecorded:
            .replyRecorded(
                ReplyRecorded(
                    reply: ReplyID(id()), author: AgentID(id()), occurredAt: maybe { $0.instant() },
                    answers: maybe { $0.position() }))
        case .replySent:
            .replySent(ReplySent(reply: ReplyID(id()), seen: maybe { $0.position() }, material: replyMaterial()))
        case .replyDrafted:
            .replyDrafted(ReplyDrafted(reply: ReplyID(id()), seen: maybe { $0.position() }, material: replyMaterial()))
        case .replyApproved:
            .replyApproved(
                ReplyApproved(reply: ReplyID(id()), draft: maybe { $0.position() }, material: replyMaterial()))
        case .replyRejected: .reply(.rejected(ReplyRejected(reply: ReplyID(id()))))
        case .replyLapsed: .reply(.lapsed(ReplyLapsed(reply: ReplyID(id()), by: MessageID(id()))))
        case .replyDelivered: .replyDelivered(ReplyDelivered(reply: ReplyID(id()), attempt: attempt()))
        case .replyFailed: .replyFailed(ReplyFailed(reply: ReplyID(id()), attempt: attempt()))
        case .replyAttempted:
            .reply(.attempted(ReplyAttempted(reply: ReplyID(id()), attempt: attempt(), words: place())))
        case .replyCarried: .reply(.carried(ReplyCarried(reply: ReplyID(id()), attempt: attempt())))
        case .replyRead: .reply(.read(ReplyRead(reply: ReplyID(id()), attempt: attempt())))
        case .replyLost: .reply(.lost(ReplyLost(reply: ReplyID(id()), attempt: attempt())))
        case .replyRetried: .reply(.retried(ReplyRetried(reply: ReplyID(id()), attempt: attempt(), words: place())))
        case .noteAdded:
            .noteAdded(NoteAdded(note: NoteID(id()), mentions: (0..<random.roll(4)).map { _ in AgentID(id()) }))
        case .ticketClaimed: .ticketClaimed
        case .ticketReleased: .ticketReleased
        case .ticketAssigned:
            .ticketAssigned(
                TicketAssigned(
                    agent: maybe { AgentID($0.id()) }, team: maybe { $0.team() }, isOverride: random.roll(2) == 0))
        case .ticketTagged: .ticketTagged(TicketTagged(tags: (0...random.roll(4)).compactMap { _ in Tag(word()) }))
        case .ticketUntagged:
            .ticketUntagged(TicketUntagged(tags: (0...random.roll(4)).compactMap { _ in Tag(word()) }))
        case .ticketResolved: .ticketResolved
        case .ticketReopened: .ticketReopened
        case .ticketSnoozed: .ticketSnoozed(TicketSnoozed(until: instant()))
        case .ticketWoken: .ticketWoken
        case .templateSet, .templateRetired, .articleSet, .articleRetired, .macroSet, .macroRetired:
            materialEvent(of: type)
        case .messageEdited:
            .intake(
                .messageEdited(
                    MessageEdited(
                        message: MessageID(id()), customer: CustomerID(id()), occurredAt: maybe { $0.instant() },
                        replaces: maybe { $0.position() })))
        case .messageWithdrawn:
            .intake(
                .messageWithdrawn(
                    MessageWithdrawn(
                        message: MessageID(id()), customer: CustomerID(id()), occurredAt: maybe { $0.instant() },
                        replaces: position())))
        case .signalReceived: .intake(.signalReceived(signal()))
        case .ticketSwitchAsked:
            .switchAsked(
                SwitchAsked(
                    to: SwitchTarget(random.roll(2) == 0 ? "phone" : channel().name)!,
                    because: SwitchReason("r\(random.roll(9))")!, by: maybe { ReplyID($0.id()) }))
        case .feedbackReceived:
            .feedback(
                FeedbackReceived(
                    customer: CustomerID(id()), score: random.roll(3), scale: 2 + random.roll(9),
                    answer: maybe { FeedbackAnswer(reply: ReplyID($0.id()), agent: AgentID($0.id())) },
                    occurredAt: maybe { $0.instant() }))
        case .ticketFollowed: .follow(.ticketFollowed(TicketFollowed(agent: AgentID(id()))))
        case .ticketUnfollowed: .follow(.ticketUnfollowed(TicketFollowed(agent: AgentID(id()))))
        case .ticketSplit:
            .split(
                .split(
                    MessagesMoved(
                        into: TicketID(id()), messages: (0..<random.roll(4)).map { _ in MessageID(id()) },
                        heard: maybe { $0.position() }, spoken: maybe { $0.position() },
                        waitingSince: maybe { $0.instant() })))
        case .ticketDetached:
            .split(
                .detached(
                    TicketDetached(
                        from: TicketID(id()),
                        messages: (0..<random.roll(4)).map { _ in
                            .init(
                                message: MessageID(id()), position: position(), words: maybe { $0.position() },
                                editedAt: maybe { $0.instant() })
                        }, openedAt: instant(), lastAt: instant(), waitingSince: maybe { $0.instant() })))
        case .ticketMerged: .merge(.merged(into: TicketID(id())))
        case .ticketAbsorbed: .merge(.absorbed(TicketID(id())))
        case .ticketUnmerged: .merge(.unmerged(from: TicketID(id())))
        case .ticketExpelled: .merge(.expelled(TicketID(id())))
        case .customerBlocked: .spam(.customerBlocked)
        case .customerUnblocked: .spam(.customerUnblocked)
        case .ticketMarkedSpam: .spam(.ticketMarked(TicketSpam(because: random.roll(2) == 0 ? .judged : .blocked)))
        case .ticketUnmarkedSpam: .spam(.ticketUnmarked(TicketSpam(because: random.roll(2) == 0 ? .judged : .blocked)))
        case .ticketClassified:
            .classed(
                .classified(
                    TicketClassified(
                        TicketClasses(
                            cause: maybe { $0.skill() }, outcome: maybe { $0.skill() }, product: maybe { $0.skill() }),
                        tree: StreamVersion(random.roll(1_000)))))
        case .problemOpened:
            .problem(
                .opened(ProblemOpened(title: word(), cause: maybe { $0.skill() }, product: maybe { $0.skill() })))
        case .problemNoticed:
            .problem(
                .noticed(
                    ProblemNoticed(
                        tickets: (0..<random.roll(4)).map { _ in TicketID(id()) }, asOf: position(),
                        resolves: random.roll(2) == 0, hasMore: random.roll(2) == 0)))
        case .problemClosed: .problem(.closed(ProblemClosed(opened: place())))
        case .ticketLinked: .problem(.ticketLinked(ProblemID(id())))
        case .ticketUnlinked: .problem(.ticketUnlinked(ProblemID(id())))
        case .causesSet: .setting(.treeSet(.cause, tree()))
        case .productsSet: .setting(.treeSet(.product, tree()))
        case .ticketPrioritised:
            .classed(
                .prioritised(
                    TicketPrioritised(
                        priority: TicketPriority.allCases[random.roll(4)], crisis: maybe { CrisisID($0.id()) })))
        case .customerIdentified: .customer(.identified(CustomerIdentified(network: word())))
        case .customerUnidentified:
            .customer(.unidentified(CustomerUnidentified(network: word(), identity: place())))
        case .customerMerged: .customer(.merged(into: CustomerID(id())))
        case .customerAbsorbed: .customer(.absorbed(CustomerAbsorbed(CustomerID(id()), count: attempt())))
        case .customerUnmerged: .customer(.unmerged(from: CustomerID(id())))
        case .customerExpelled: .customer(.expelled(CustomerID(id())))
        case .notificationsRead: .follow(.notificationsRead(NotificationsRead(upTo: position())))
        case .crisisDeclared, .crisisLifted, .crisisReported: .setting(crisisEvent(of: type))
        default: staffEvent(of: type)
        }
    }

    private mutating func staffEvent(of type: EventType) -> Event {
        switch type {
        case .channelSet:
            .setting(
                .channelSet(
                    ChannelSettings(
                        channel: channel(), access: ChannelAccess.allCases[random.roll(2)],
                        purpose: maybe { $0.skill() }, language: maybe { _ in Language("de")! },
                        team: maybe { $0.team() }, skills: (0..<random.roll(3)).map { _ in skill() },
                        alone: Role.allCases.filter { _ in random.roll(2) == 0 }, isIdempotent: random.roll(2) == 0,
                        requires: ClassRequirement.allCases.filter { _ in random.roll(3) == 0 })))
        case .channelRetired: .setting(.channelRetired(channel()))
        case .teamSet:
            .setting(
                .teamSet(
                    TeamSettings(
                        team: team(), name: word(), rule: AssignmentOrder.allCases.filter { _ in random.roll(2) == 0 },
                        language: LanguageDemand.allCases[random.roll(3)])))
        case .teamRetired: .setting(.teamRetired(team()))
        case .policySet:
            .setting(
                .policySet(
                    PolicySettings(
                        presence: PresencePolicy(
                            quietSeconds: random.roll(300), graceSeconds: random.roll(86_400),
                            whenGone: WhenGone.allCases[random.roll(2)]),
                        capacityBinds: CapacityBinding.allCases[random.roll(2)],
                        tagSkills: (0..<random.roll(3)).compactMap { _ in
                            Tag(word()).map { TagSkill(tag: $0, skill: skill()) }
                        }, duty: (0..<random.roll(3)).map { _ in team() })))
        case .agentSet:
            .agent(
                .profileSet(
                    AgentProfile(
                        teams: (0..<random.roll(3)).map { _ in team() },
                        skills: (0..<random.roll(3)).map { _ in skill() },
                        languages: [Language("en")!],
                        capacity: Capacity(
                            all: maybe { $0.random.roll(1_000) },
                            networks: (0..<random.roll(3)).map { NetworkCapacity(network: "n\($0)", max: $0) }))))
        case .agentAvailability:
            .agent(
                .availabilitySet(
                    AgentAvailability(AgentAvailability.State.allCases[random.roll(3)], until: maybe { $0.instant() })))
        case .agentDisconnected: .agent(.disconnected(AgentDisconnected(since: instant())))
        case .ticketRouted: .assignment(.routed(TicketRouted(agent: AgentID(id()), decision: decision())))
        case .ticketRequeued:
            .assignment(
                .requeued(
                    TicketRequeued(
                        agent: AgentID(id()), goneSince: instant(), policy: StreamVersion(random.roll(1_000)))))
        default: .agent(.connected)
        }
    }

    private mutating func materialEvent(of type: EventType) -> Event {
        switch type {
        case .templateSet:
            .material(
                .set(
                    .template(
                        Template(
                            title: word(),
                            texts: (0..<random.roll(3)).map { _ in
                                TemplateText(language: Language("de")!, text: word())
                            }))))
        case .articleSet:
            .material(
                .set(.article(Article(title: word(), url: word(), language: maybe { _ in Language("en")! }))))
        case .macroSet:
            .material(
                .set(
                    .macro(
                        Macro(
                            title: word(), template: maybe { $0.skill() },
                            actions: (0..<random.roll(4)).map { _ in
                                random.roll(2) == 0 ? .resolve : .snooze(seconds: random.roll(1_000))
                            }))))
        case .templateRetired: .material(.retired(.template))
        case .articleRetired: .material(.retired(.article))
        default: .material(.retired(.macro))
        }
    }

    private mutating func crisisEvent(of type: EventType) -> SettingEvent {
        switch type {
        case .crisisDeclared:
            .crisisDeclared(
                CrisisSettings(
                    crisis: CrisisID(id()), channels: (0..<random.roll(3)).map { _ in channel() },
                    freezes: Freeze.allCases.filter { _ in random.roll(2) == 0 },
                    raises: maybe {
                        CrisisRaise(
                            tags: [Tag($0.word())].compactMap(\.self),
                            waitingSeconds: $0.maybe { $0.random.roll(1_000) })
                    }, notify: (0..<random.roll(3)).map { _ in team() },
                    agents: (0..<random.roll(3)).map { _ in AgentID(id()) }, reason: word()))
        case .crisisLifted:
            .crisisLifted(
                CrisisLifted(crisis: CrisisID(id()), agents: (0..<random.roll(3)).map { _ in AgentID(id()) }))
        default:
            .crisisReported(
                CrisisReport(
                    crisis: CrisisID(id()), raised: random.roll(1_000), restored: random.roll(1_000),
                    notified: random.roll(1_000)))
        }
    }

    /// Often none.
    private mutating func replyMaterial() -> ReplyMaterial? {
        if random.roll(2) == 0 { return nil }
        let words = maybe {
            ReplyMaterial.Words(
                template: $0.skill(), language: $0.language(), version: StreamVersion(1 + $0.random.roll(1_000)),
                isEdited: $0.random.roll(2) == 0)
        }
        return ReplyMaterial(
            words: words, macro: maybe { $0.skill() }, articles: (0..<random.roll(3)).map { _ in skill() })
    }

    private mutating func decision() -> AssignmentDecision {
        AssignmentDecision(
            team: team(), rule: AssignmentOrder.allCases.filter { _ in random.roll(2) == 0 },
            language: LanguageDemand.allCases[random.roll(3)], policy: StreamVersion(random.roll(1_000)),
            asOf: position(), at: instant(), skills: (0..<random.roll(3)).map { _ in skill() },
            speaks: maybe { _ in Language("de")! }, priority: TicketPriority.allCases[random.roll(4)],
            declined: (0..<random.roll(3)).map { _ in AgentID(id()) },
            eligible: random.roll(1_000),
            candidates: (0...random.roll(4)).map { _ in
                AssignmentCandidate(
                    agent: AgentID(id()), load: random.roll(100), capacity: maybe { $0.random.roll(1_000) },
                    lastGiven: maybe { $0.position() }, knows: maybe { $0.position() }, isSpeaker: random.roll(2) == 0)
            })
    }

    private mutating func tree() -> ClassTree {
        ClassTree(
            (0..<random.roll(5)).map { _ in
                ClassNode(
                    id: skill(), parent: maybe { $0.skill() }, name: word(), isRetired: random.roll(2) == 0)
            })
    }

    private mutating func team() -> TeamID { TeamID(word()) ?? TeamID("t")! }

    private mutating func skill() -> Skill { Skill(word()) ?? Skill("s")! }

    private mutating func signal() -> SignalReceived {
        let objects: [SignalReceived.Object?] = [
            nil, .message(MessageID(id())), .reply(ReplyID(id()), by: AgentID(id())),
        ]
        return SignalReceived(
            signal: SignalReceived.Signal.allCases[random.roll(5)], tone: SignalReceived.Tone.allCases[random.roll(3)],
            customer: CustomerID(id()), object: objects[random.roll(3)], occurredAt: maybe { $0.instant() })
    }

    private mutating func language() -> Language {
        ["de", "pt-br", "zh-hant-tw"].compactMap { Language($0) }[random.roll(3)]
    }

    private mutating func maybe<Value>(_ make: (inout RandomEvent) -> Value) -> Value? {
        random.roll(3) == 0 ? nil : make(&self)
    }

    private mutating func id() -> UniqueID { UniqueID(high: random.next(), low: random.next()) }

    private mutating func digest() -> [UInt8] { (0..<32).map { _ in UInt8(random.roll(256)) } }

    private mutating func instant() -> Instant {
        switch random.roll(8) {
        case 0: Instant.range.lowerBound
        case 1: Instant.range.upperBound
        default:
            Instant(
                microseconds: Int64.random(
                    in: Instant.range.lowerBound.microseconds...Instant.range.upperBound.microseconds, using: &random))
        }
    }

    private mutating func position() -> LogPosition {
        switch random.roll(4) {
        case 0: .beforeAll
        case 1: LogPosition(9_007_199_254_740_991)
        default: LogPosition(Int64(random.roll(1_000_000)))
        }
    }

    private mutating func attempt() -> Int { [1, 1, 2, 17, 9_007_199_254_740_991][random.roll(5)] }

    /// Where something stands.
    private mutating func place() -> LogPosition { LogPosition(Int64(random.roll(1_000_000))) }

    private mutating func word() -> String {
        String((0...random.roll(12)).map { _ in "abcxyz0189_-.:/".randomElement(using: &random) ?? "a" })
    }

    private mutating func channel() -> ChannelID {
        let account = (0...random.roll(8)).map { _ in
            "aZ@/\u{e9}\u{1f600}\"\\\u{301}:".randomElement(using: &random) ?? "a"
        }
        return ChannelID("net-1:" + String(account)) ?? ChannelID("x:a")!
    }

    private mutating func stream() -> StreamID {
        switch random.roll(5) {
        case 0: .workspace(WorkspaceID(id()))
        case 1: .agent(AgentID(id()))
        case 2: .channel(channel())
        case 3: .customer(CustomerID(id()))
        default: .ticket(TicketID(id()))
        }
    }
}
