internal import Desk
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("What waits in a team's queue", .timeLimit(.minutes(5)))
struct RoutingByRuleTests {
    /// A workspace whose channel goes to a team, with so many agents in it.
    private static func staffed(
        _ agents: Int, capacity: Int, in office: Office? = nil
    ) async throws -> (team: Team, agents: [AgentID]) {
        let team = try await Team.create(in: office)
        _ = try await team.run(.setting(.setTeam(returns)), as: .admin)
        let channel = ChannelSettings(channel: try team.channel(), team: returns.team)
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin)
        var ids: [AgentID] = []
        for number in 0..<agents {
            let id = try await team.office.desk.addAgent(
                named: "Agent \(number)", kind: .human, roles: [.agent], in: team.workspace)
            let profile = AgentProfile(teams: [returns.team], capacity: Capacity(all: capacity))
            _ = try await team.run(.agent(id, .setProfile(profile)), as: .admin)
            let until = team.office.clock.now().advanced(bySeconds: 36_000)
            _ = try await team.run(
                .agent(id, .setAvailability(AgentAvailability(.online, until: until))), as: .supervisor)
            ids.append(id)
        }
        return (team, ids)
    }

    /// Both desks give out until neither finds anything; answers how many were given.
    private static func drain(_ team: Team) async throws -> Int {
        async let first = drain(team, on: team.office.desk)
        async let second = drain(team, on: team.office.other)
        return try await first + second
    }

    private static func drain(_ team: Team, on desk: Desk) async throws -> Int {
        var given = 0
        while true {
            let last = try await team.head()
            _ = try await desk.stats(atLeast: last, as: try team.member(.agent), deadline: .soon)
            switch try await desk.route(team: returns.team, in: team.workspace) {
            case .nothing: return given
            case .routed(let count, _): given += count
            case .overtaken: continue
            }
        }
    }

    @Test("is given out evenly by two desks at once, within capacity, each ticket once, and says why")
    func drains() async throws {
        let (team, agents) = try await Self.staffed(4, capacity: 5)
        for number in 0..<30 { _ = try await team.receive("m\(number)", from: "@c\(number)") }
        #expect(try await Self.drain(team) == 20)
        let roster = try await team.office.desk.roster(
            atLeast: try await team.head(), as: try team.member(.auditor), deadline: .soon)
        #expect(
            Dictionary(uniqueKeysWithValues: roster.agents.map { ($0.standing.agent.id, $0.standing.totalLoad) })
                == Dictionary(uniqueKeysWithValues: agents.map { ($0, 5) }))

        // Room for one: the longest waiting gets it.
        let auditor = try team.member(.auditor)
        let waiting = try await team.office.desk.inbox(
            InboxRequest(view: .unassigned, limit: 50), atLeast: try await team.head(), as: auditor, deadline: .soon)
        #expect(waiting.tickets.count == 10)
        let all = try await team.office.desk.inbox(
            InboxRequest(view: .open, limit: 50), atLeast: try await team.head(), as: auditor, deadline: .soon)
        let done = try #require(all.tickets.first { $0.assignee != nil })
        _ = try await team.act(.resolve, on: done.id)
        #expect(try await Self.drain(team) == 1)
        let first = try #require(waiting.tickets.first)
        #expect(try await team.ticket(first.id).ticket.assignee?.id == done.assignee?.id)

        let why = try await team.office.desk.explanations(of: first.id, as: auditor, deadline: .soon)
        let decision = try #require(why.last?.routed.decision)
        #expect(why.count == 1 && decision.team == returns.team && decision.eligible == 1)
        #expect(decision.rule == [.leastLoaded, .roundRobin] && decision.candidates.first?.load == 4)
        #expect(decision.asOf < (try #require(why.last?.position)))
    }

    @Test("is given out by priority, then to whom waits longest, and what nobody can have holds up nothing")
    func urgentFirst() async throws {
        let (team, agents) = try await Self.staffed(1, capacity: 1)
        let called = TagSkill(tag: Tag("vip")!, skill: Skill("vip")!)
        _ = try await team.run(.setting(.setPolicy(PolicySettings(tagSkills: [called]))), as: .admin)
        let priorities: [TicketPriority] = [.low, .normal, .high, .urgent, .normal, .high, .urgent, .low, .urgent]
        var tickets: [(id: TicketID, priority: TicketPriority)] = []
        for (number, priority) in priorities.enumerated() {
            let ticket = try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket)
            if priority != .normal { _ = try await team.act(.prioritise(priority), on: ticket) }
            tickets.append((ticket, priority))
        }
        // Nobody has the skill that the last one needs.
        _ = try await team.act(.tag([called.tag]), on: tickets[8].id)
        var order: [TicketID] = []
        for _ in 0..<8 {
            #expect(try await Self.drain(team) == 1)
            let held = try await team.office.desk.inbox(
                InboxRequest(view: .open, limit: 50), atLeast: try await team.head(), as: try team.member(.auditor),
                deadline: .soon
            ).tickets.filter { $0.assignee?.id == agents[0] }
            let given = try #require(held.first)
            order.append(given.id)
            let why = try await team.office.desk.explanations(
                of: given.id, as: try team.member(.auditor), deadline: .soon)
            #expect(why.map(\.routed.decision.priority) == [given.priority])
            _ = try await team.act(.resolve, on: given.id)
        }
        #expect(order == [3, 6, 2, 5, 1, 4, 0, 7].map { tickets[$0].id })
        #expect(try await Self.drain(team) == 0)
    }

    @Test("stays there while nobody can have it, and comes to who comes back")
    func nobody() async throws {
        let (team, agents) = try await Self.staffed(1, capacity: 5)
        let away = AgentCommand.setAvailability(AgentAvailability(.away))
        _ = try await team.run(.agent(agents[0], away), as: .supervisor, on: team.office.other)
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        #expect(try await Self.drain(team) == 0)
        let until = team.office.clock.now().advanced(bySeconds: 36_000)
        _ = try await team.run(
            .agent(agents[0], .setAvailability(AgentAvailability(.online, until: until))), as: .supervisor)
        #expect(try await Self.drain(team) == 1)
        #expect(try await team.ticket(ticket).ticket.assignee?.id == agents[0])
        // Given back by hand, it does not come back by rule.
        let principal = Principal(
            workspace: team.workspace, workspaceName: "", epoch: .zero, agent: agents[0], kind: .human, name: nil,
            roles: [.agent], token: TokenID(.zero))
        _ = try await team.office.desk.execute(
            .ticket(ticket, .release), id: .random(), as: principal, deadline: .soon)
        #expect(try await Self.drain(team) == 0)
        #expect(try await team.ticket(ticket).ticket.assignee == nil)
    }

    @Test("is decided on by nothing that came behind the position that the decision names")
    func asOf() async throws {
        let (team, agents) = try await Self.staffed(1, capacity: 500)
        let called = TagSkill(tag: Tag("vip")!, skill: Skill("vip")!)
        _ = try await team.run(.setting(.setPolicy(PolicySettings(tagSkills: [called]))), as: .admin)
        var profile = AgentProfile(teams: [returns.team], skills: [called.skill])
        profile.capacity.all = 500
        _ = try await team.run(.agent(agents[0], .setProfile(profile)), as: .admin)
        let auditor = try team.member(.auditor)
        for number in 0..<20 {
            let ticket = try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket)
            _ = try await team.office.desk.stats(atLeast: try await team.head(), as: auditor, deadline: .soon)
            // The views may or may not know of this when the queue is looked at.
            let tagged = try await team.act(.tag([called.tag]), on: ticket)
            _ = try await team.office.desk.route(team: returns.team, in: team.workspace)
            _ = try await Self.drain(team, on: team.office.desk)
            let why = try await team.office.desk.explanations(of: ticket, as: auditor, deadline: .soon)
            let decision = try #require(why.first?.routed.decision)
            #expect(decision.skills.isEmpty == (decision.asOf < tagged.position), "\(number)")
        }
    }

    @Test("is given out as soon as another server says by which rule")
    func newRule() async throws {
        // One of its own: the assigner would give out what other tests have as well.
        let (team, agents) = try await Self.staffed(1, capacity: 500, in: try await Office.start())
        let giving = Task { await Assigner(desk: team.office.other).run() }
        defer { giving.cancel() }
        var rule = returns
        for number in 0..<3 {
            rule.rule = []
            _ = try await team.run(.setting(.setTeam(rule)), as: .admin)
            // It looks, and finds that this queue is given out by hand.
            let ticket = try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket)
            let last = try await team.head()
            _ = try await team.office.other.stats(atLeast: last, as: try team.member(.auditor), deadline: .soon)
            rule.rule = [.leastLoaded]
            _ = try await team.run(.setting(.setTeam(rule)), as: .admin)
            let feed = try await team.office.desk.subscribe(
                after: last, filter: FeedFilter(ticket: ticket, types: ["ticket.routed"]), as: team.member(.auditor))
            // Until it is given out, or the suite's time is over.
            while try await feed.next(eventsMax: 1).events.isEmpty {}
            #expect(try await team.ticket(ticket).ticket.assignee?.id == agents[0])
        }
    }

    @Test("is not given out by hand-made queues")
    func byHand() async throws {
        let (team, _) = try await Self.staffed(1, capacity: 5)
        var manual = returns
        manual.rule = []
        _ = try await team.run(.setting(.setTeam(manual)), as: .admin)
        _ = try await team.receive("m1")
        #expect(try await Self.drain(team) == 0)
    }

    @Test("comes to who knows the customer, if the rule asks for that first")
    func knows() async throws {
        let (team, agents) = try await Self.staffed(3, capacity: 50)
        var rule = returns
        rule.rule = [.knows, .leastLoaded]
        _ = try await team.run(.setting(.setTeam(rule)), as: .admin)
        for number in 0..<6 { _ = try await team.receive("m\(number)", from: "@c\(number)") }
        #expect(try await Self.drain(team) == 6)
        let auditor = try team.member(.auditor)
        let given = try await team.office.desk.inbox(
            InboxRequest(view: .open, limit: 50), atLeast: try await team.head(), as: auditor, deadline: .soon
        ).tickets
        var holders: [String: AgentID] = [:]
        for ticket in given {
            holders[try #require(ticket.customer.handle)] = try #require(ticket.assignee?.id)
            _ = try await team.act(.resolve, on: ticket.id)
        }
        #expect(Set(holders.values) == Set(agents))
        for number in 0..<6 { _ = try await team.receive("again\(number)", from: "@c\(number)") }
        #expect(try await Self.drain(team) == 6)
        let again = try await team.office.desk.inbox(
            InboxRequest(view: .open, limit: 50), atLeast: try await team.head(), as: auditor, deadline: .soon
        ).tickets
        for ticket in again { #expect(ticket.assignee?.id == holders[try #require(ticket.customer.handle)]) }
    }
}
