internal import EventCodec
internal import EventLog
internal import Identity
internal import Support
internal import Ticketing

/// A workspace in which random things happen: customers, tickets, agents, tokens and posts, with times that often fall
/// together, as in imported histories.
struct RandomHistory {
    private(set) var random: SeededGenerator
    private(set) var events: [RecordedEvent] = []
    private var versions: [StreamID: StreamVersion] = [:]
    private var customers: [CustomerID] = []
    private var tickets: [(id: TicketID, customer: CustomerID)] = []
    private var agents: [AgentID] = []
    private var tokens: [(id: TokenID, agent: AgentID)] = []
    private var replies: [TicketID: [ReplyID]] = [:]
    /// What the customer wrote, and where words of it stand.
    private var messages: [TicketID: [(message: MessageID, position: LogPosition)]] = [:]
    /// Of which ticket each is a part, of those that are.
    private var merged: [TicketID: TicketID] = [:]
    /// What has to happen next: the rest of a merge, of its end, or of a split.
    private var coming: [Happened] = []
    private var problems: [(id: ProblemID, openedAt: LogPosition)] = []
    private var now = noon

    static let channels = ["x:@acme", "x:@acme_help", "email:care@acme.example"].compactMap { ChannelID($0) }
    static let teams = [billing, shipping]
    static let tagNames = ["vip", "refund", "a,b{\"\\}", "null", "\u{e9}", "e\u{301}"].compactMap { Tag($0) }
    static let people = [alice, bob, robo, hook]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    init(seed: UInt64, count: Int) {
        self.init(seed: seed)
        grow(by: count)
    }

    /// So many more events happen.
    mutating func grow(by count: Int) { for _ in 0..<count { _ = next() } }

    /// Something happens.
    mutating func next() -> RecordedEvent {
        now = now.advanced(bySeconds: Int64(random.roll(3)))
        return happen(coming.isEmpty ? anything() : coming.removeFirst())
    }

    /// No link is left half.
    mutating func finishLinks() {
        for rest in coming { _ = happen(rest) }
        coming = []
    }

    /// This happens.
    mutating func happen(_ happened: Happened) -> RecordedEvent {
        let version = (versions[happened.stream] ?? .none).next
        versions[happened.stream] = version
        let number = UInt64(events.count)
        let recorded = RecordedEvent(
            position: LogPosition(Int64(events.count)), stream: happened.stream, version: version,
            id: EventID(.numbered(0xe0_0000 + number)), command: CommandID(.numbered(0xd0_0000 + number)), at: now,
            actor: happened.actor, event: happened.event, subject: nil)
        events.append(recorded)
        return recorded
    }

    private mutating func anything() -> Happened {
        switch random.roll(41) {
        case 40: return changedProblem()
        case 0: return registeredAgent()
        case 1: return issuedToken()
        case 2:
            guard let token = tokens.randomElement(using: &random) else { return issuedToken() }
            return Happened(.tokenRevoked(TokenRevoked(token: token.id)), by: .operator, on: .agent(token.agent))
        case 3 where random.roll(3) == 0:
            let id = MaterialID(MaterialID.Kind.allCases[random.roll(3)], Skill(["a", "b", "c"][random.roll(3)])!)
            let article = MaterialDocument.article(Article(title: "A", url: "https://a"))
            let event: MaterialEvent = random.roll(3) == 0 ? .retired(id.kind) : .set(article)
            return Happened(.material(event), by: .operator, on: .material(id))
        case 3:
            let post = PostRecorded(post: PostID(id()), author: alice.id, occurredAt: time())
            return Happened(.postRecorded(post), by: hook, on: .channel(Self.channels[random.roll(3)]))
        case 4:
            let created = WorkspaceCreated(name: "acme")
            return Happened(.workspaceCreated(created), by: .operator, on: .workspace(WorkspaceID(.numbered(9))))
        case 5: return random.roll(2) == 0 ? registeredCustomer() : changedAgent()
        case 6 where random.roll(3) == 0: return crisis()
        case 6: return registeredCustomer()
        case 38:
            guard let agent = agents.randomElement(using: &random) else { return registeredAgent() }
            let read = NotificationsRead(upTo: LogPosition(Int64(random.roll(max(1, events.count)))))
            return Happened(.follow(.notificationsRead(read)), on: .agent(agent))
        case 37:
            guard let customer = customers.randomElement(using: &random) else { return registeredCustomer() }
            let event = SpamEvent.customerBlocked
            return Happened(.spam(random.roll(2) == 0 ? event : .customerUnblocked), on: .customer(customer))
        case 36: return linkedCustomer()
        case 39:
            guard let customer = customers.randomElement(using: &random) else { return registeredCustomer() }
            let signal = SignalReceived(
                signal: .unfollowed, tone: .bad, customer: customer, object: nil, occurredAt: time())
            return Happened(.intake(.signalReceived(signal)), by: hook, on: .customer(customer))
        case 7...10: return openedTicket()
        case 11...12: return random.roll(3) == 0 ? split() : linked()
        default:
            guard let ticket = tickets.randomElement(using: &random) else { return openedTicket() }
            return onTicket(ticket.id, of: ticket.customer)
        }
    }

    /// A crisis is declared or lifted, and told to some.
    private mutating func crisis() -> Happened {
        let told = agents.filter { _ in random.roll(2) == 0 }
        let event: SettingEvent =
            random.roll(2) == 0
            ? .crisisDeclared(CrisisSettings(crisis: CrisisID(.zero), agents: told, reason: "?"))
            : .crisisLifted(CrisisLifted(crisis: CrisisID(.zero), agents: told))
        return Happened(.setting(event), by: alice, on: .workspace(WorkspaceID(.numbered(9))))
    }

    private mutating func registeredAgent() -> Happened {
        let agent = AgentID(id())
        agents.append(agent)
        let roles = Role.allCases.filter { _ in random.roll(2) == 0 }
        let registered = AgentRegistered(
            kind: AgentKind.registrable[random.roll(3)], roles: roles, network: random.roll(2) == 0 ? nil : "x")
        return Happened(.agentRegistered(registered), by: .operator, on: .agent(agent))
    }

    private mutating func changedProblem() -> Happened {
        guard let problem = problems.randomElement(using: &random), random.roll(2) == 0 else {
            let id = ProblemID(id())
            problems.append((id, LogPosition(Int64(events.count))))
            let opened = ProblemOpened(title: "P", cause: Skill("c1"), product: nil)
            return Happened(.problem(.opened(opened)), on: .problem(id))
        }
        let noticed = ProblemNoticed(
            tickets: tickets.prefix(3).map(\.id), asOf: LogPosition(0), resolves: false, hasMore: false)
        let closed = ProblemClosed(opened: problem.openedAt)
        return Happened(
            .problem(random.roll(2) == 0 ? .noticed(noticed) : .closed(closed)), on: .problem(problem.id))
    }

    private mutating func changedAgent() -> Happened {
        guard let agent = agents.randomElement(using: &random) else { return registeredAgent() }
        let limits = [Int?.none, 0, 7]
        let event: AgentEvent =
            switch random.roll(5) {
            case 0...1:
                .profileSet(
                    AgentProfile(
                        teams: Self.teams.filter { _ in random.roll(2) == 0 }, skills: [],
                        languages: [Language("de")!, Language("en")!],
                        capacity: Capacity(
                            all: limits[random.roll(3)],
                            networks: random.roll(2) == 0 ? [] : [NetworkCapacity(network: "x", max: 3)])))
            case 2: .availabilitySet(AgentAvailability([.online, .away, .offline][random.roll(3)], until: time()))
            case 3: .connected
            default: .disconnected(AgentDisconnected(since: now))
            }
        return Happened(.agent(event), by: .operator, on: .agent(agent))
    }

    private mutating func routed() -> Event {
        guard let agent = agents.randomElement(using: &random) else { return .ticketReleased }
        if random.roll(3) == 0 {
            return .assignment(.requeued(TicketRequeued(agent: agent, goneSince: now, policy: StreamVersion(1))))
        }
        return .assignment(.routed(TicketRouted(agent: agent, decision: decision)))
    }

    private mutating func issuedToken() -> Happened {
        guard let agent = agents.randomElement(using: &random) else { return registeredAgent() }
        let token = TokenID(id())
        tokens.append((token, agent))
        let digest = (0..<32).map { _ in UInt8(random.roll(256)) }
        return Happened(.tokenIssued(TokenIssued(token: token, sha256: digest)), by: .operator, on: .agent(agent))
    }

    /// Never in a circle: customers are only merged into older ones.
    private mutating func linkedCustomer() -> Happened {
        guard customers.count > 1 else { return registeredCustomer() }
        let number = 1 + random.roll(customers.count - 1)
        let (customer, other) = (customers[number], customers[random.roll(number)])
        let event: CustomerEvent =
            switch random.roll(6) {
            case 0...1: .merged(into: other)
            case 2: .unmerged(from: other)
            case 3: .absorbed(CustomerAbsorbed(other, count: 1))
            case 4: .expelled(other)
            default: .identified(CustomerIdentified(network: "email"))
            }
        return Happened(.customer(event), on: .customer(customer))
    }

    private mutating func registeredCustomer() -> Happened {
        let customer = CustomerID(id())
        customers.append(customer)
        return Happened(.customerRegistered(CustomerRegistered(network: "x")), by: hook, on: .customer(customer))
    }

    private mutating func openedTicket() -> Happened {
        guard let customer = customers.randomElement(using: &random) else { return registeredCustomer() }
        let ticket = TicketID(id())
        tickets.append((ticket, customer))
        let opened = TicketOpened(
            customer: customer, channel: Self.channels[random.roll(3)],
            language: random.roll(4) == 0 ? Language("de") : nil,
            team: random.roll(4) == 0 ? Self.teams[random.roll(2)] : nil)
        return Happened(.ticketOpened(opened), by: hook, on: .ticket(ticket))
    }

    /// The customer changes or takes back something that they wrote here, or somebody shows what they think.
    private mutating func revised(_ ticket: TicketID, of customer: CustomerID) -> Event {
        guard let old = messages[ticket]?.randomElement(using: &random), random.roll(4) > 0 else {
            return .intake(
                .signalReceived(
                    SignalReceived(
                        signal: .shared, tone: .good, customer: customers.randomElement(using: &random) ?? customer,
                        object: nil, occurredAt: time())))
        }
        let position = LogPosition(Int64(events.count))
        messages[ticket]?.append((old.message, position))
        if random.roll(3) == 0 {
            return .intake(
                .messageWithdrawn(
                    MessageWithdrawn(
                        message: old.message, customer: customer, occurredAt: time(), replaces: old.position)))
        }
        let replaces = random.roll(3) == 0 ? nil : old.position
        return .intake(
            .messageEdited(
                MessageEdited(message: old.message, customer: customer, occurredAt: time(), replaces: replaces)))
    }

    /// Some messages of a ticket become another.
    private mutating func split() -> Happened {
        guard let ticket = tickets.randomElement(using: &random), let said = messages[ticket.id] else {
            return linked()
        }
        let all = said.reduce(into: [MessageID]()) { if !$0.contains($1.message) { $0.append($1.message) } }
        if all.count < 2 { return linked() }
        let gone = Array(all.prefix(1 + random.roll(all.count - 1)))
        let new = TicketID(id())
        tickets.append((new, ticket.customer))
        let words = gone.map { message in
            let places = said.filter { $0.message == message }.map(\.position)
            return TicketDetached.Message(
                message: message, position: places[0], words: places.count > 1 ? places[places.count - 1] : nil)
        }
        let detached = TicketDetached(
            from: ticket.id, messages: words, openedAt: second(-10), lastAt: now, waitingSince: time())
        let moved = MessagesMoved(
            into: new, messages: gone, heard: nil, spoken: said.last { !gone.contains($0.message) }?.position,
            waitingSince: time())
        messages[new] = said.filter { gone.contains($0.message) }
        messages[ticket.id] = said.filter { !gone.contains($0.message) }
        coming = [
            Happened(.split(.detached(detached)), on: .ticket(new)),
            Happened(.split(.split(moved)), on: .ticket(ticket.id)),
        ]
        let opened = TicketOpened(customer: ticket.customer, channel: Self.channels[random.roll(3)])
        return Happened(.ticketOpened(opened), by: hook, on: .ticket(new))
    }

    /// A ticket becomes part of another, or is part of it no more; the other half is what happens next.
    private mutating func linked() -> Happened {
        guard let ticket = tickets.randomElement(using: &random)?.id else { return openedTicket() }
        if let into = merged[ticket] {
            merged[ticket] = nil
            coming = [Happened(.merge(.expelled(ticket)), on: .ticket(into))]
            return Happened(.merge(.unmerged(from: into)), on: .ticket(ticket))
        }
        guard var into = tickets.randomElement(using: &random)?.id else { return openedTicket() }
        while let next = merged[into] { into = next }
        if into == ticket { return openedTicket() }
        merged[ticket] = into
        coming = [Happened(.merge(.absorbed(ticket)), on: .ticket(into))]
        return Happened(.merge(.merged(into: into)), on: .ticket(ticket))
    }

    private mutating func onTicket(_ ticket: TicketID, of customer: CustomerID) -> Happened {
        let actor = Self.people[random.roll(4)]
        return Happened(ticketEvent(ticket, of: customer), by: actor, on: .ticket(ticket))
    }

    private mutating func ticketEvent(_ ticket: TicketID, of customer: CustomerID) -> Event {
        switch random.roll(27) {
        case 26:
            guard let problem = problems.randomElement(using: &random)?.id else { return .ticketReleased }
            return .problem(random.roll(3) == 0 ? .ticketUnlinked(problem) : .ticketLinked(problem))
        case 25:
            if random.roll(2) == 0 {
                let classes = TicketClasses(
                    cause: random.roll(2) == 0 ? nil : Skill("c\(random.roll(3))"),
                    outcome: random.roll(2) == 0 ? nil : Skill("refunded"),
                    product: random.roll(2) == 0 ? nil : Skill("p\(random.roll(3))"))
                return .classed(.classified(TicketClassified(classes, tree: StreamVersion(1))))
            }
            return .classed(.prioritised(TicketPrioritised(priority: TicketPriority.allCases[random.roll(4)])))
        case 0...4:
            let message = MessageID(id())
            messages[ticket, default: []].append((message, LogPosition(Int64(events.count))))
            return .messageReceived(
                MessageReceived(message: message, customer: customer, occurredAt: time(), answers: nil, thread: nil))
        case 20...21: return revised(ticket, of: customer)
        case 23: return .spam(.ticketMarked(TicketSpam(because: random.roll(2) == 0 ? .judged : .blocked)))
        case 24: return .spam(.ticketUnmarked(TicketSpam(because: random.roll(2) == 0 ? .judged : .blocked)))
        case 22:
            let followed = TicketFollowed(agent: Self.people[random.roll(4)].id)
            return .follow(random.roll(3) == 0 ? .ticketUnfollowed(followed) : .ticketFollowed(followed))
        case 5:
            return .replyRecorded(
                ReplyRecorded(reply: newReply(ticket), author: alice.id, occurredAt: time(), answers: nil))
        case 6...7: return .replySent(ReplySent(reply: newReply(ticket), seen: nil, material: material()))
        case 8: return .replyDrafted(ReplyDrafted(reply: newReply(ticket), seen: nil))
        case 9:
            return [
                .replyApproved(
                    ReplyApproved(
                        reply: oldReply(ticket), draft: random.roll(2) == 0 ? nil : LogPosition(Int64(random.roll(9))),
                        material: material())),
                .reply(.rejected(ReplyRejected(reply: oldReply(ticket)))),
                .reply(.lapsed(ReplyLapsed(reply: oldReply(ticket), by: MessageID(id())))),
            ][random.roll(3)]
        case 10: return receipt(of: oldReply(ticket), attempt: 1 + random.roll(2))
        case 11: return sending(of: oldReply(ticket), attempt: 1 + random.roll(2))
        case 19 where random.roll(2) == 0: return feedback(ticket, of: customer)
        case 12 where random.roll(2) == 0:
            let target = SwitchTarget(["email", "x:@acme", "phone"][random.roll(3)])!
            return .switchAsked(SwitchAsked(to: target, because: SwitchReason(["privacy", "other"][random.roll(2)])!))
        case 12:
            let mentions = Self.people.map(\.id).filter { _ in random.roll(3) == 0 }
            return .noteAdded(NoteAdded(note: NoteID(id()), mentions: mentions))
        case 13: return random.roll(2) == 0 ? .ticketClaimed : routed()
        case 14:
            let agent: AgentID? = random.roll(3) == 0 ? nil : Self.people[random.roll(2)].id
            return .ticketAssigned(
                TicketAssigned(agent: agent, team: random.roll(3) == 0 ? nil : Self.teams[random.roll(2)]))
        case 15: return .ticketTagged(TicketTagged(tags: someTags()))
        case 16: return .ticketUntagged(TicketUntagged(tags: someTags()))
        case 17: return .ticketResolved
        case 18: return [.ticketReopened, .ticketWoken, .ticketReleased][random.roll(3)]
        default: return .ticketSnoozed(TicketSnoozed(until: now.advanced(bySeconds: Int64(random.roll(100)))))
        }
    }

    private mutating func feedback(_ ticket: TicketID, of customer: CustomerID) -> Event {
        let answer = FeedbackAnswer(reply: oldReply(ticket), agent: Self.people[random.roll(4)].id)
        let scale = 2 + random.roll(9)
        return .feedback(
            FeedbackReceived(
                customer: customer, score: random.roll(scale + 1), scale: scale,
                answer: random.roll(3) == 0 ? nil : answer, occurredAt: time()))
    }

    private mutating func receipt(of reply: ReplyID, attempt: Int) -> Event {
        [
            .replyDelivered(ReplyDelivered(reply: reply, attempt: attempt)),
            .replyFailed(ReplyFailed(reply: reply, attempt: attempt)),
            .reply(.carried(ReplyCarried(reply: reply, attempt: attempt))),
            .reply(.read(ReplyRead(reply: reply, attempt: attempt))),
            .reply(.lost(ReplyLost(reply: reply, attempt: attempt))),
        ][random.roll(5)]
    }

    /// Often of what was said last.
    private mutating func sending(of reply: ReplyID, attempt: Int) -> Event {
        let words = LogPosition(Int64(max(0, events.count - random.roll(6))))
        return random.roll(2) == 0
            ? .reply(.attempted(ReplyAttempted(reply: reply, attempt: attempt, words: words)))
            : .reply(.retried(ReplyRetried(reply: reply, attempt: attempt, words: words)))
    }

    private mutating func material() -> ReplyMaterial? {
        if random.roll(2) == 0 { return nil }
        let words = ReplyMaterial.Words(
            template: Skill("a")!, language: Language("de")!, version: StreamVersion(1), isEdited: random.roll(3) == 0)
        return ReplyMaterial(words: random.roll(4) == 0 ? nil : words, articles: [Skill("b")!])
    }

    private mutating func newReply(_ ticket: TicketID) -> ReplyID {
        let reply = ReplyID(id())
        replies[ticket, default: []].append(reply)
        return reply
    }

    private mutating func oldReply(_ ticket: TicketID) -> ReplyID {
        replies[ticket]?.randomElement(using: &random) ?? ReplyID(id())
    }

    private mutating func someTags() -> [Tag] {
        let some = Self.tagNames.filter { _ in random.roll(2) == 0 }.sorted()
        return some.isEmpty ? [Self.tagNames[0]] : some
    }

    private mutating func time() -> Instant? { random.roll(3) == 0 ? nil : second(Int64(random.roll(50)) - 20) }

    private mutating func id() -> UniqueID { UniqueID(high: random.next(), low: random.next()) }
}

/// Why a rule gave something to somebody; what it compared is left out.
let decision = AssignmentDecision(
    team: billing, rule: [.knows], language: .ignored, policy: StreamVersion(1), asOf: .beforeAll, at: noon, skills: [],
    speaks: nil, declined: [], eligible: 1, candidates: [])
