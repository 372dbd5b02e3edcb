import Desk
import Identity
import Testing
import Ticketing
import Wire

@Suite("Who may do what")
struct RolesTests {
    private static let channel = ChannelID("x:@acme")!
    private static let author = NetworkIdentity(handle: "@ann")
    private static let reply = ReplyID(.zero)
    private static let agent = AgentID(.zero)
    private static let team = TeamSettings(team: TeamID("t")!, name: "T")

    private static let actions: [TicketAction] = [
        .claim, .release, .assign(agent: nil, team: nil), .reply(text: "", seen: nil), .draft(text: "", seen: nil),
        .note(text: "", mentions: []), .tag([]), .untag([]), .resolve, .reopen,
        .snooze(until: Instant(microseconds: 0)),
        .follow, .unfollow, .markSpam, .unmarkSpam, .prioritise(.low), .route,
        .classify(ClassChange(TicketClasses())), .link(ProblemID(.zero)), .unlink(ProblemID(.zero)),
        .run(macro: Skill("m")!, values: [:], language: nil, seen: nil),
    ]

    private static let materials: [DeskCommand] = {
        func id(_ kind: MaterialID.Kind) -> MaterialID { MaterialID(kind, Skill("m")!) }
        let sets: [MaterialDocument] = [
            .template(Template(title: "T", texts: [])), .article(Article(title: "A", url: "https://a")),
            .macro(Macro(title: "M", template: nil, actions: [])),
        ]
        return sets.map { .material(id($0.kind), .set($0)) }
            + MaterialID.Kind.allCases.map { .material(id($0), .retire) }
    }()

    private static let identity = CustomerIdentity(network: "x", handle: "@ann")

    /// One of every kind that a client can ask for.
    private static let commands: [DeskCommand] =
        actions.map { .ticket(TicketID(.zero), $0) } + materials + [
            .receive(IncomingMessage(channel: channel, externalId: "", author: author, text: "")),
            .recordReply(OutsideReply(channel: channel, externalId: "", author: author, text: "")),
            .recordPost(OutsidePost(channel: channel, externalId: "", author: author, text: "")),
            .approve(reply, text: nil, seen: nil), .reject(reply, reason: ""), .attempt(reply, 1), .retry(reply),
            .receipt(reply, .sent, attempt: nil, externalId: nil, reason: nil),
            .receipt(reply, .delivered, attempt: nil, externalId: nil, reason: nil),
            .receipt(reply, .read, attempt: nil, externalId: nil, reason: nil),
            .receipt(reply, .failed, attempt: nil, externalId: nil, reason: nil),
            .receipt(reply, .unknown, attempt: nil, externalId: nil, reason: nil),
            .setting(.setChannel(ChannelSettings(channel: channel))), .setting(.retireChannel(channel)),
            .setting(.setTeam(team)), .setting(.retireTeam(team.team)), .setting(.setPolicy(PolicySettings())),
            .setting(.setTree(.cause, ClassTree())), .setting(.setTree(.product, ClassTree())),
            .agent(agent, .setProfile(AgentProfile())), .agent(agent, .setAvailability(AgentAvailability(.away))),
            .edit(MessageChange(channel: channel, externalId: "", text: "")),
            .withdraw(MessageWithdrawal(channel: channel, externalId: "")),
            .signal(
                IncomingSignal(
                    gesture: Intake.Gesture(
                        channel: channel, externalId: "", signal: .reaction, tone: .good, emoji: nil, occurredAt: nil),
                    author: author)),
            .declareCrisis(CrisisDeclaration(reason: "")), .liftCrisis(CrisisID(.zero)),
            .merge(TicketID(.zero), into: TicketID(.zero)), .unmerge(TicketID(.zero)),
            .ticket(
                TicketID(.zero),
                .askSwitch(SwitchWish(to: SwitchTarget("email")!, because: SwitchReason("privacy")!))),
            .feedback(
                IncomingFeedback(
                    Intake.Opinion(
                        channel: channel, externalId: "", score: 1, scale: 5, text: nil, occurredAt: nil),
                    about: .ticket(TicketID(.zero)))),
            .split(TicketID(.zero), []),
            .readNotifications(upTo: .beforeAll), .block(CustomerID(.zero), true, reason: nil),
            .block(CustomerID(.zero), false, reason: nil), .customer(.link(CustomerID(.zero), identity)),
            .customer(.unlink(CustomerID(.zero), identity)),
            .customer(.merge(CustomerID(.zero), into: CustomerID(.zero))), .customer(.unmerge(CustomerID(.zero))),
            .openProblem(ProblemOpened(title: "", cause: nil, product: nil)), .closeProblem(ProblemID(.zero)),
            .notice(NoticeRequest(problem: ProblemID(.zero), text: "")),
        ]

    @Test("is the same where it is asked for and where it is done, and the lists name every command")
    func lists() throws {
        var named: Set<Method> = []
        for command in Self.commands {
            let method = try #require(Method(name: command.name), "\(command.name)")
            named.insert(method)
            let allowed = Set(command.allowedRoles.map(\.rawValue))
            #expect(allowed == Set(method.definition.roles.roles.map(\.rawValue)), "\(command.name)")
        }
        #expect(named == Set(Method.allCases.filter { $0.kind == .command }))
    }
}
