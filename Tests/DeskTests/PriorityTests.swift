internal import Desk
internal import Identity
internal import Projections
internal import Support
internal import Testing
internal import Ticketing

@Suite("How urgent a ticket is", .timeLimit(.minutes(5)))
struct PriorityTests {
    private func listed(_ priority: TicketPriority, in team: Team) async throws -> [TicketID] {
        try await team.office.desk.inbox(
            InboxRequest(view: .open, priority: priority), atLeast: team.head(), as: team.member(.agent),
            deadline: .soon
        ).tickets.map(\.id)
    }

    @Test("is shown, and tickets are listed by it, until it is normal again, now and in the past")
    func shown() async throws {
        let team = try await Team.create()
        let ann = try #require(try await team.receive("m1").receipt.ticket)
        let bob = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
        #expect(try await team.ticket(ann).ticket.priority == .normal)
        let id = CommandID.random()
        let first = try await team.run(.ticket(ann, .prioritise(.urgent)), id: id, as: .agent)
        _ = try await team.act(.prioritise(.high), on: bob, as: .bot, on: team.office.other)
        #expect(try await team.ticket(ann).ticket.priority == .urgent)
        #expect(try await listed(.urgent, in: team) == [ann])
        #expect(try await listed(.high, in: team) == [bob])
        // The same again is the same; the same id for something else is refused.
        #expect(try await team.run(.ticket(ann, .prioritise(.urgent)), id: id, as: .agent) == first)
        guard
            case .commandReused =
                try await team.refusal(.ticket(ann, .prioritise(.low)), id: id, as: .agent)?.code
        else { throw SupportError("one id did two things") }
        let then = try await team.head()
        _ = try await team.act(.prioritise(.normal), on: ann)
        #expect(try await listed(.urgent, in: team).isEmpty)
        let past = try await team.office.desk.inbox(
            InboxRequest(view: .open, priority: .urgent), asOf: .position(then), as: team.member(.auditor),
            deadline: .soon)
        #expect(past.tickets.map(\.id) == [ann] && past.tickets.map(\.priority) == [.urgent])
        for role in [Role.auditor, .connector, .admin] {
            guard case .forbidden = try await team.refusal(.ticket(ann, .prioritise(.low)), as: role)?.code else {
                throw SupportError("\(role) may say what is urgent")
            }
        }
    }
}
