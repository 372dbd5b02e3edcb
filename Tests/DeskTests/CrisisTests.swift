internal import Desk
internal import EventCodec
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("A crisis", .timeLimit(.minutes(5)))
struct CrisisTests {
    private static let care = TeamSettings(team: TeamID("care")!, name: "Care")
    private static let sorry = MaterialID(.template, Skill("sorry")!)

    private static func declare(
        _ freezes: [Freeze] = [], raises: CrisisRaise? = nil, notify: [TeamID]? = [], channels: [ChannelID] = []
    ) -> DeskCommand {
        .declareCrisis(
            CrisisDeclaration(
                channels: channels, freezes: freezes.sorted(), raises: raises, notify: notify,
                reason: "Payments are down"))
    }

    private static func answer(_ text: String = "hm") -> TicketAction { .reply(text: text, seen: nil) }

    private static func crisis(_ id: CrisisID, in team: Team) async throws -> CrisisAnswer {
        try await team.office.other.crisis(id, as: team.member(.agent), deadline: .soon)
    }

    /// The desks' views have all that is in the log.
    private static func settle(_ team: Team) async throws {
        for desk in [team.office.desk, team.office.other] {
            _ = try await desk.stats(atLeast: try await team.head(), as: try team.member(.agent), deadline: .soon)
        }
    }

    private static func priorities(of tickets: [TicketID], in team: Team) async throws -> [TicketPriority] {
        var found: [TicketPriority] = []
        for ticket in tickets { found.append(try await team.ticket(ticket).ticket.priority) }
        return found
    }

    @Test("stops bots and canned answers from its position until it is lifted, on the other desk as well")
    func freezes() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let words = MaterialCommand.set(
            .template(Template(title: "S", texts: [TemplateText(language: Language("en")!, text: "Sorry.")])))
        _ = try await team.run(.material(Self.sorry, words), as: .admin)
        let canned = TicketAction.reply(text: nil, from: PreparedReply(template: Self.sorry.name), seen: nil)
        let open = ChannelSettings(channel: try team.channel(), alone: [.agent, .bot])
        _ = try await team.run(.setting(.setChannel(open)), as: .admin)
        // Both desks know the rules as they were before.
        for desk in [team.office.desk, team.office.other] {
            #expect(try await team.act(Self.answer(), on: ticket, as: .bot, on: desk).receipt.replyStatus == .sent)
            #expect(try await team.act(canned, on: ticket, on: desk).receipt.replyStatus == .sent)
        }
        let declared = try await team.run(Self.declare([.bots, .templates]), as: .supervisor)
        let crisis = try #require(declared.receipt.crisis)
        let before = try await team.head()
        for desk in [team.office.other, team.office.desk] {
            for action in [
                Self.answer(), .note(text: "n", mentions: []), .tag([Tag("a")!]), .draft(text: "d", seen: nil),
            ] {
                let refusal = try await team.refusal(.ticket(ticket, action), as: .bot, on: desk)
                #expect(refusal?.code == .frozen(crisis))
            }
            for role in [Role.agent, .trainee, .supervisor] {
                #expect(try await team.refusal(.ticket(ticket, canned), as: role, on: desk)?.code == .frozen(crisis))
            }
        }
        #expect(try await team.head() == before, "nothing is written")
        #expect(try await team.act(Self.answer("own"), on: ticket).receipt.replyStatus == .sent, "people go on")
        let lifted = try await team.run(.liftCrisis(crisis), as: .admin, on: team.office.other)
        // The first desk has not heard of it: no append would tell it.
        #expect(try await team.act(canned, on: ticket).receipt.replyStatus == .sent)
        #expect(try await team.act(Self.answer(), on: ticket, as: .bot).receipt.replyStatus == .sent)
        #expect(
            try await team.run(.liftCrisis(crisis), as: .supervisor).position == lifted.position, "it is so already")
        for role in [Role.agent, .trainee, .bot, .auditor, .connector] {
            let refusal = try await team.refusal(Self.declare(), as: role)
            #expect(refusal?.code == .forbidden(needs: [.admin, .supervisor]))
        }
        let unknown = try await team.refusal(.liftCrisis(CrisisID(.zero)), as: .admin)
        #expect(unknown?.code == .notFound(.crisis))
    }

    @Test("has what bots may answer alone wait for a person, where automation stands still")
    func automation() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let open = ChannelSettings(channel: try team.channel(), alone: [.agent, .bot])
        _ = try await team.run(.setting(.setChannel(open)), as: .admin)
        let elsewhere = [ChannelID("x:@other")!]
        _ = try await team.run(Self.declare([.automation], channels: elsewhere), as: .admin, on: team.office.other)
        #expect(try await team.act(Self.answer(), on: ticket, as: .bot).receipt.replyStatus == .sent)
        let declared = try await team.run(Self.declare([.automation]), as: .admin, on: team.office.other)
        #expect(try await team.act(Self.answer(), on: ticket, as: .bot).receipt.replyStatus == .draft)
        _ = try await team.run(.liftCrisis(try #require(declared.receipt.crisis)), as: .admin, on: team.office.other)
        #expect(try await team.act(Self.answer(), on: ticket, as: .bot).receipt.replyStatus == .sent)
    }

    @Test(
        "raises what is urgent once, however often it is interrupted, and puts it back but for what somebody said since"
    )
    func raises() async throws {
        let team = try await Team.create()
        var tickets: [TicketID] = []
        for number in 0..<6 {
            tickets.append(try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket))
            if number < 4 { _ = try await team.act(.tag([Tag("payment")!]), on: tickets[number]) }
        }
        _ = try await team.act(.prioritise(.low), on: tickets[1])
        _ = try await team.act(.prioritise(.urgent), on: tickets[2])
        _ = try await team.act(.resolve, on: tickets[3])
        let raise = CrisisRaise(tags: [Tag("payment")!])
        let declared = try await team.run(Self.declare(raises: raise), as: .supervisor)
        let crisis = try #require(declared.receipt.crisis)
        #expect(try await Self.crisis(crisis, in: team).report == nil)
        // On both at once, and again: as if the server had died in between.
        async let first: Void = team.office.desk.settleCrises(of: team.workspace)
        async let second: Void = team.office.other.settleCrises(of: team.workspace)
        _ = try await (first, second)
        try await team.office.desk.settleCrises(of: team.workspace)
        let normal = [TicketPriority.normal, .normal, .normal]
        #expect(try await Self.priorities(of: tickets, in: team) == [.urgent, .urgent, .urgent] + normal)
        var answer = try await Self.crisis(crisis, in: team)
        #expect(answer.report == CrisisReport(crisis: crisis, raised: 2, restored: 0, notified: 0))
        #expect(answer.lifted == nil && answer.declared.position == declared.position)
        let items = try await team.ticket(tickets[0]).items.suffix(1)
        #expect(items.map(\.type) == ["ticket.prioritised"] && items.first?.by.kind == "rule")

        // Somebody says of one of them what it is: that stays.
        _ = try await team.act(.prioritise(.urgent), on: tickets[0])
        _ = try await team.run(.liftCrisis(crisis), as: .admin, on: team.office.other)
        try await team.office.other.settleCrises(of: team.workspace)
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await Self.priorities(of: tickets, in: team) == [.urgent, .low, .urgent] + normal)
        answer = try await Self.crisis(crisis, in: team)
        #expect(answer.report == CrisisReport(crisis: crisis, raised: 2, restored: 1, notified: 0))
        #expect(answer.lifted != nil)
        let changes = try await team.office.desk.settingChanges(
            before: nil, limit: 10, as: try team.member(.auditor), deadline: .soon)
        #expect(
            changes.map(\.type) == ["crisis.reported", "crisis.lifted", "crisis.reported", "crisis.declared"])
        #expect(changes.map { $0.before != nil } == [true, true, true, false])
        let listed = try await team.office.desk.crises(limit: 10, as: try team.member(.bot), deadline: .soon)
        #expect(listed == [answer])
    }

    @Test("raises page after page of what waits, on its channels alone")
    func pages() async throws {
        let team = try await Team.create()
        let other = ChannelID("x:@other")!
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<130 {
                group.addTask { _ = try await team.receive("m\(number)", from: "@c\(number)") }
            }
            try await group.waitForAll()
        }
        let message = IncomingMessage(
            channel: other, externalId: "o1", author: NetworkIdentity(handle: "@ann"), text: "Hello?")
        let elsewhere = try #require(try await team.run(.receive(message), as: .connector).receipt.ticket)
        let raise = CrisisRaise(waitingSeconds: 0)
        let declared = try await team.run(
            Self.declare(raises: raise, channels: [try team.channel()]), as: .supervisor)
        try await team.office.desk.settleCrises(of: team.workspace)
        let crisis = try #require(declared.receipt.crisis)
        #expect(try await Self.crisis(crisis, in: team).report?.raised == 130)
        #expect(try await Self.priorities(of: [elsewhere], in: team) == [.normal])
        _ = try await team.run(.liftCrisis(crisis), as: .supervisor)
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await Self.crisis(crisis, in: team).report?.restored == 130)
    }

    @Test("raises what stands for merged tickets, and puts it back wherever it is by then")
    func merged() async throws {
        let team = try await Team.create()
        let ann = try #require(try await team.receive("a1", from: "@ann").receipt.ticket)
        let bob = try #require(try await team.receive("b1", from: "@bob").receipt.ticket)
        let cid = try #require(try await team.receive("c1", from: "@cid").receipt.ticket)
        _ = try await team.act(Self.answer(), on: ann)
        _ = try await team.run(.merge(bob, into: ann), as: .agent)
        let declared = try await team.run(Self.declare(raises: CrisisRaise(waitingSeconds: 0)), as: .supervisor)
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await Self.priorities(of: [ann, cid], in: team) == [.urgent, .urgent])
        _ = try await team.run(.merge(ann, into: cid), as: .agent, on: team.office.other)
        let crisis = try #require(declared.receipt.crisis)
        _ = try await team.run(.liftCrisis(crisis), as: .supervisor)
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(
            try await Self.crisis(crisis, in: team).report
                == CrisisReport(crisis: crisis, raised: 2, restored: 2, notified: 0))
        _ = try await team.run(.unmerge(ann), as: .agent)
        #expect(try await Self.priorities(of: [ann, cid], in: team) == [.normal, .normal])
    }

    @Test("that is lifted before it has raised all raises no more, and puts back what it has raised")
    func interrupted() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let raise = CrisisRaise(waitingSeconds: 0)
        let declared = try await team.run(Self.declare(raises: raise), as: .supervisor)
        let crisis = try #require(declared.receipt.crisis)
        _ = try await team.run(.liftCrisis(crisis), as: .supervisor, on: team.office.other)
        // This desk still thinks that it holds.
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await Self.priorities(of: [ticket], in: team) == [.normal])
        try await team.office.other.settleCrises(of: team.workspace)
        let answer = try await Self.crisis(crisis, in: team)
        #expect(answer.report == CrisisReport(crisis: crisis, raised: 0, restored: 0, notified: 0))
    }

    @Test("that is lifted before it has said what it did says what its end did, and nothing before that")
    func lateReport() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let raise = CrisisRaise(tags: [Tag("payment")!])
        let declared = try await team.run(Self.declare(raises: raise), as: .supervisor)
        let crisis = try #require(declared.receipt.crisis)
        // By this the desk knows of the crisis, and by nothing else of its end.
        _ = try await team.act(.claim, on: ticket)
        _ = try await team.run(.liftCrisis(crisis), as: .supervisor, on: team.office.other)
        let before = try await team.head()
        // There is nothing to raise: only the report is left to be refused.
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await team.head() == before)
        try await team.office.other.settleCrises(of: team.workspace)
        let answer = try await Self.crisis(crisis, in: team)
        #expect(answer.report == CrisisReport(crisis: crisis, raised: 0, restored: 0, notified: 0))
        #expect(answer.lifted != nil)
    }

    @Test("puts back what was merged since")
    func mergedSince() async throws {
        let team = try await Team.create()
        let ann = try #require(try await team.receive("m1", from: "@ann").receipt.ticket)
        let bob = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
        _ = try await team.act(.tag([Tag("payment")!]), on: bob)
        let raise = CrisisRaise(tags: [Tag("payment")!])
        let declared = try await team.run(Self.declare(raises: raise), as: .supervisor)
        let crisis = try #require(declared.receipt.crisis)
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await Self.priorities(of: [ann, bob], in: team) == [.normal, .urgent])
        _ = try await team.run(.merge(bob, into: ann), as: .agent, on: team.office.other)
        _ = try await team.run(.liftCrisis(crisis), as: .supervisor)
        try await team.office.desk.settleCrises(of: team.workspace)
        let report = try await Self.crisis(crisis, in: team).report
        #expect(report == CrisisReport(crisis: crisis, raised: 1, restored: 1, notified: 0))
        _ = try await team.run(.unmerge(bob), as: .agent)
        #expect(try await Self.priorities(of: [ann, bob], in: team) == [.normal, .normal])
    }

    @Test("raises what stands for merged tickets if any of them waits")
    func mergedBefore() async throws {
        let team = try await Team.create()
        let ann = try #require(try await team.receive("m1", from: "@ann").receipt.ticket)
        let bob = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
        _ = try await team.act(Self.answer(), on: ann)
        _ = try await team.run(.merge(bob, into: ann), as: .agent)
        let declared = try await team.run(Self.declare(raises: CrisisRaise(waitingSeconds: 0)), as: .supervisor)
        let crisis = try #require(declared.receipt.crisis)
        try await team.office.other.settleCrises(of: team.workspace)
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await Self.crisis(crisis, in: team).report?.raised == 1)
        #expect(try await Self.priorities(of: [ann, bob], in: team) == [.urgent, .normal], "only Bob waited")
        _ = try await team.run(.liftCrisis(crisis), as: .supervisor)
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await Self.crisis(crisis, in: team).report?.restored == 1)
        #expect(try await Self.priorities(of: [ann, bob], in: team) == [.normal, .normal])
    }

    @Test("is told to everybody in its teams, or on duty, but who declared it; and so is its end")
    func told() async throws {
        let team = try await Team.create()
        _ = try await team.run(.setting(.setTeam(Self.care)), as: .admin)
        for role in [Role.agent, .supervisor, .trainee] {
            let profile = AgentProfile(teams: role == .trainee ? [] : [Self.care.team])
            _ = try await team.run(.agent(try team.member(role).agent, .setProfile(profile)), as: .admin)
        }
        _ = try await team.run(.setting(.setPolicy(PolicySettings(duty: [Self.care.team]))), as: .admin)
        try await Self.settle(team)
        let declared = try await team.run(Self.declare(notify: nil), as: .supervisor)
        _ = try await team.run(Self.declare(notify: []), as: .supervisor)
        let crisis = try #require(declared.receipt.crisis)
        _ = try await team.run(.liftCrisis(crisis), as: .admin)
        func news(of role: Role) async throws -> [Notification] {
            try await team.office.desk.notifications(
                unread: true, limit: 10, cursor: nil, atLeast: try await team.head(), as: team.member(role),
                deadline: .soon
            ).notifications
        }
        let agents = try await news(of: .agent)
        #expect(agents.map(\.kind) == [.crisis, .crisis] && agents.map(\.preview) == [nil, "Payments are down"])
        #expect(agents.last?.item.recorded.position == declared.position)
        #expect(try await news(of: .supervisor).count == 1, "who declared it knows")
        #expect(try await news(of: .trainee).isEmpty)
        try await team.office.desk.settleCrises(of: team.workspace)
        #expect(try await Self.crisis(crisis, in: team).report?.notified == 2)
        let unknown = try await team.refusal(Self.declare(notify: [TeamID("none")!]), as: .supervisor)
        #expect(unknown?.code == .notFound(.team))
    }

    @Test("is declared once under one command id, whatever came since")
    func idempotent() async throws {
        let team = try await Team.create()
        let (id, command) = (CommandID.random(), Self.declare([.bots]))
        let first = try await team.run(command, id: id, as: .supervisor)
        _ = try await team.run(.liftCrisis(try #require(first.receipt.crisis)), as: .supervisor)
        #expect(try await team.run(command, id: id, as: .supervisor, on: team.office.other) == first)
        #expect(try await team.refusal(Self.declare([.templates]), id: id, as: .supervisor)?.code == .commandReused)
    }
}
