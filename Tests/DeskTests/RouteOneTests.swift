internal import Desk
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("One ticket, given out because somebody says so", .timeLimit(.minutes(5)))
struct RouteOneTests {
    private static let care = TeamID("care")!

    /// A ticket in the queue of a team with a rule, and two people of it.
    private static func queue(_ team: Team, capacity: Int = 1) async throws -> TicketID {
        let rule = TeamSettings(team: care, name: "Care", rule: [.leastLoaded], language: .ignored)
        _ = try await team.run(.setting(.setTeam(rule)), as: .admin)
        _ = try await team.run(.setting(.setChannel(ChannelSettings(channel: team.channel(), team: care))), as: .admin)
        for role in [Role.agent, .trainee] {
            let profile = AgentProfile(teams: [care], capacity: Capacity(all: capacity))
            let agent = try team.member(role).agent
            _ = try await team.run(.agent(agent, .setProfile(profile)), as: .admin)
        }
        return try #require(try await team.receive("m1").receipt.ticket)
    }

    private static func come(_ role: Role, of team: Team) async throws {
        let until = team.office.clock.now().advanced(bySeconds: 86_400)
        let online = AgentAvailability(.online, until: until)
        _ = try await team.run(.agent(try team.member(role).agent, .setAvailability(online)), as: role)
    }

    @Test("goes to whom the rule prefers, on whichever server; the event says why, and who asked for it")
    func given() async throws {
        let team = try await Team.create()
        let ticket = try await Self.queue(team)
        try await Self.come(.agent, of: team)
        let done = try await team.act(.route, on: ticket, as: .supervisor, on: team.office.other)
        let agent = try team.member(.agent).agent
        #expect(done.receipt.agent == agent && done.receipt.obstacle == nil)
        let item = try #require(try await team.ticket(ticket).items.last?.recorded)
        guard case .assignment(.routed(let routed)) = item.event else {
            throw SupportError("another event: \(item.event)")
        }
        #expect(routed.agent == agent && routed.decision.candidates.map(\.agent) == [agent])
        #expect(item.actor.id == (try team.member(.supervisor).agent) && item.version == done.receipt.version)
        guard case .alreadyClaimed? = try await team.refusal(.ticket(ticket, .route), as: .supervisor)?.code else {
            throw SupportError("it was taken out of somebody's hands")
        }
    }

    @Test("stays where it is if nobody can have it, and says what each lacks; asked again it answers the same")
    func nobody() async throws {
        let team = try await Team.create()
        let ticket = try await Self.queue(team, capacity: 0)
        try await Self.come(.agent, of: team)
        let (agent, trainee) = (try team.member(.agent).agent, try team.member(.trainee).agent)
        let id = CommandID.random()
        let first = try await team.run(.ticket(ticket, .route), id: id, as: .agent)
        #expect(first.receipt.agent == nil && first.receipt.obstacle == .nobody([agent: .full, trainee: .away]))
        _ = try await team.run(
            .agent(agent, .setProfile(AgentProfile(teams: [Self.care], capacity: Capacity(all: 1)))), as: .admin)
        #expect(try await team.run(.ticket(ticket, .route), id: id, as: .agent, on: team.office.other) == first)
        // A new command finds what has changed.
        #expect(try await team.act(.route, on: ticket).receipt.agent == agent)
    }

    @Test("stands for what is merged with it, and is not given out as a part of another")
    func merged() async throws {
        let team = try await Team.create()
        let root = try await Self.queue(team)
        try await Self.come(.agent, of: team)
        let part = try #require(try await team.receive("m2", from: "@other").receipt.ticket)
        _ = try await team.run(.merge(part, into: root), as: .agent)
        guard case .merged? = try await team.refusal(.ticket(part, .route), as: .supervisor)?.code else {
            throw SupportError("a part of another ticket was given out")
        }
        // What waits on a part of it waits on it.
        _ = try await team.act(.reply(text: "Yes.", seen: nil), on: root)
        let done = try await team.act(.route, on: root, as: .supervisor, on: team.office.other)
        #expect(done.receipt.agent == (try team.member(.agent).agent))
    }

    @Test("needs a team with a rule, and a ticket that waits")
    func reasons() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m0", from: "@early").receipt.ticket)
        #expect(try await team.act(.route, on: ticket).receipt.obstacle == .noTeam)
        let byHand = TeamSettings(team: Self.care, name: "Care")
        _ = try await team.run(.setting(.setTeam(byHand)), as: .admin)
        _ = try await team.act(.assign(agent: nil, team: Self.care), on: ticket)
        #expect(try await team.act(.route, on: ticket).receipt.obstacle == .noRule)
        _ = try await team.act(.resolve, on: ticket)
        #expect(try await team.refusal(.ticket(ticket, .route), as: .agent)?.code == .invalidState("resolved"))
        let nowhere = TicketID(.zero)
        #expect(try await team.refusal(.ticket(nowhere, .route), as: .agent)?.code == .notFound(.ticket))
        #expect(try await team.refusal(.ticket(ticket, .route), as: .bot) != nil)
    }

    @Test("of many that are given out at once on two servers nobody gets more than they can hold")
    func race() async throws {
        let team = try await Team.create()
        _ = try await Self.queue(team, capacity: 3)
        try await Self.come(.agent, of: team)
        var tickets: [TicketID] = []
        for number in 0..<8 {
            tickets.append(try #require(try await team.receive("n\(number)", from: "@n\(number)").receipt.ticket))
        }
        let given = try await withThrowingTaskGroup(of: AgentID?.self) { group in
            for (number, ticket) in tickets.enumerated() {
                let desk = number.isMultiple(of: 2) ? team.office.desk : team.office.other
                group.addTask { try await team.act(.route, on: ticket, as: .supervisor, on: desk).receipt.agent }
            }
            return try await group.reduce(into: [AgentID]()) { if let agent = $1 { $0.append(agent) } }
        }
        #expect(given == Array(repeating: try team.member(.agent).agent, count: 3))
    }
}
