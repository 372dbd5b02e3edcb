internal import Desk
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("What an agent holds", .timeLimit(.minutes(5)))
struct CapacityTests {
    private static func profile(_ capacity: Int?, teams: [TeamID] = []) -> AgentCommand {
        .setProfile(AgentProfile(teams: teams, capacity: Capacity(all: capacity)))
    }

    private static func tickets(_ count: Int, of team: Team) async throws -> [TicketID] {
        var tickets: [TicketID] = []
        for number in 0..<count {
            tickets.append(try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket))
        }
        return tickets
    }

    @Test("is never more than they can, however many are claimed at once on two desks")
    func claims() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        _ = try await team.run(.agent(agent, Self.profile(5)), as: .supervisor)
        let tickets = try await Self.tickets(30, of: team)
        let refused = try await withThrowingTaskGroup(of: DeskError?.self) { group in
            for (number, ticket) in tickets.enumerated() {
                let desk = number.isMultiple(of: 2) ? team.office.desk : team.office.other
                group.addTask { try await team.refusal(.ticket(ticket, .claim), as: .agent, on: desk) }
            }
            return try await group.reduce(into: [DeskError]()) { if let error = $1 { $0.append(error) } }
        }
        #expect(refused.count == 25)
        for error in refused {
            guard case .atCapacity(let person, capacity: 5) = error.code, person.id == agent else {
                Issue.record("refused otherwise: \(error)")
                return
            }
        }
    }

    @Test("grows and shrinks with what happens to their tickets")
    func room() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        _ = try await team.run(.agent(agent, Self.profile(1)), as: .admin)
        let tickets = try await Self.tickets(3, of: team)
        func isFull(_ ticket: TicketID) async throws -> Bool {
            guard let refusal = try await team.refusal(.ticket(ticket, .claim), as: .agent) else { return false }
            if case .atCapacity = refusal.code { return true }
            throw refusal
        }
        #expect(try await !isFull(tickets[0]))
        #expect(try await isFull(tickets[1]))
        // An answer gives room; what comes back is theirs whatever the room.
        _ = try await team.act(.reply(text: "Hi.", seen: nil), on: tickets[0])
        #expect(try await !isFull(tickets[1]))
        _ = try await team.receive("back", from: "@c0")
        #expect(try await isFull(tickets[2]))
        _ = try await team.act(.resolve, on: tickets[0], as: .supervisor, on: team.office.other)
        #expect(try await isFull(tickets[2]))
        _ = try await team.act(.release, on: tickets[1])
        #expect(try await !isFull(tickets[2]))
        // A reopened ticket is held again, beyond what there is room for.
        _ = try await team.act(.reopen, on: tickets[0])
        #expect(try await isFull(tickets[1]))
        _ = try await team.run(.agent(agent, Self.profile(3)), as: .admin, on: team.office.other)
        #expect(try await !isFull(tickets[1]))
    }

    @Test("counts what came back while two servers heard of it at once, and whenever it comes back again")
    func comesBack() async throws {
        let team = try await Team.create()
        _ = try await team.run(.agent(try team.member(.agent).agent, Self.profile(1)), as: .admin)
        let tickets = try await Self.tickets(2, of: team)
        let other = team.office.other
        _ = try await team.act(.claim, on: tickets[0], on: other)
        // The other desk remembers a ticket that waits for its customer, who has written by then.
        _ = try await team.act(.reply(text: "Hi.", seen: nil), on: tickets[0], on: other)
        _ = try await team.receive("first", from: "@c0")
        _ = try await team.receive("second", from: "@c0", on: other)
        _ = try await team.act(.reply(text: "Hi.", seen: nil), on: tickets[0], on: other)
        _ = try await team.receive("last", from: "@c0", on: other)
        guard case .atCapacity? = try await team.refusal(.ticket(tickets[1], .claim), as: .agent)?.code else {
            throw SupportError("somebody who holds one, and can hold one, was given another")
        }
    }

    @Test("can be exceeded by a supervisor who assigns, and by nobody else; the event says so")
    func override() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        _ = try await team.run(.agent(agent, Self.profile(0)), as: .admin)
        let ticket = try await Self.tickets(1, of: team)[0]
        let give = DeskCommand.ticket(ticket, .assign(agent: agent, team: nil))
        guard case .atCapacity? = try await team.refusal(give, as: .agent)?.code else {
            throw SupportError("a colleague gave more than there is room for")
        }
        #expect(try await team.refusal(give, as: .supervisor) == nil)
        let events = try await team.ticket(ticket).items.map(\.recorded.event)
        #expect(events.last == .ticketAssigned(TicketAssigned(agent: agent, team: nil, isOverride: true)))
    }

    @Test("is of their teams, as they are at that moment")
    func teams() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        _ = try await team.run(.setting(.setTeam(returns)), as: .admin)
        _ = try await team.run(.agent(agent, Self.profile(nil, teams: [returns.team])), as: .admin)
        let ticket = try await Self.tickets(1, of: team)[0]
        _ = try await team.act(.assign(agent: nil, team: returns.team), on: ticket)
        _ = try await team.act(.claim, on: ticket)
        _ = try await team.act(.release, on: ticket)
        // Changed on the other desk: this one finds out by the append.
        _ = try await team.run(.agent(agent, Self.profile(nil)), as: .admin, on: team.office.other)
        #expect(try await team.refusal(.ticket(ticket, .claim), as: .agent)?.code == .notInTeam(returns.team))
        // And back: what this desk refused a moment ago it does not refuse for ever.
        let back = Self.profile(nil, teams: [returns.team])
        _ = try await team.run(.agent(agent, back), as: .admin, on: team.office.other)
        #expect(try await team.refusal(.ticket(ticket, .claim), as: .agent) == nil)
        let unknown = AgentProfile(teams: [TeamID("nobody")!])
        #expect(try await team.refusal(.agent(agent, .setProfile(unknown)), as: .admin)?.code == .notFound(.team))
    }

    @Test("everybody chooses for themselves whether to be given anything, a supervisor for others")
    func availability() async throws {
        let team = try await Team.create()
        let (agent, other) = (try team.member(.agent).agent, try team.member(.supervisor).agent)
        let away = AgentCommand.setAvailability(AgentAvailability(.away))
        #expect(try await team.refusal(.agent(agent, away), as: .agent) == nil)
        #expect(try await team.refusal(.agent(other, away), as: .agent)?.code == .forbidden(needs: [.supervisor]))
        #expect(try await team.refusal(.agent(agent, away), as: .supervisor) == nil)
        let past = AgentCommand.setAvailability(
            AgentAvailability(.online, until: Instant(microseconds: 1)))
        #expect(try await team.refusal(.agent(agent, past), as: .agent)?.code == .invalid(path: "params.until"))
        let nobody = AgentID(.zero)
        #expect(try await team.refusal(.agent(nobody, away), as: .supervisor)?.code == .notFound(.agent))
    }
}
