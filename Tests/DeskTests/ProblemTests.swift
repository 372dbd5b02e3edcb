internal import Desk
internal import EventLog
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("A problem of many customers", .timeLimit(.minutes(5)))
struct ProblemTests {
    private static let late = Skill("late")!
    private static let causes = ClassTree([ClassNode(id: late, name: "Late")])

    /// A workspace with so many tickets of a cause, and a problem opened after the first half of them.
    private static func flooded(_ count: Int) async throws -> (team: Team, problem: ProblemID, tickets: [TicketID]) {
        let team = try await Team.create()
        _ = try await team.run(.setting(.setTree(.cause, causes)), as: .admin)
        let opened = ProblemOpened(title: "The depot is flooded", cause: late, product: nil)
        var tickets: [TicketID] = []
        var problem: ProblemID?
        for number in 0..<count {
            let ticket = try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket)
            _ = try await team.act(.classify(ClassChange(TicketClasses(cause: late))), on: ticket)
            tickets.append(ticket)
            if number == count / 2 {
                problem = try await team.run(.openProblem(opened), as: .agent).receipt.problem
            }
        }
        return (team, try #require(problem), tickets)
    }

    private func notify(
        _ request: NoticeRequest, in team: Team, id: CommandID = .random(), as role: Role = .supervisor,
        on desk: Desk? = nil
    ) async throws -> NoticeAnswer {
        try await (desk ?? team.office.desk).notify(
            request, id: id, atLeast: team.head(), as: team.member(role), deadline: .soon)
    }

    private func replies(in team: Team) async throws -> [LogPosition] {
        var found: [LogPosition] = []
        for record in try await team.office.log.read(
            team.workspace, after: .beforeAll, upTo: team.head(), limit: 10_000, sealed: false)
        where String(decoding: record.entry, as: UTF8.self).contains("\"reply.sent\"") {
            found.append(record.position)
        }
        return found
    }

    @Test(
        "is of all tickets with its cause, before and behind it, and of those that are linked; not of those taken from it"
    )
    func members() async throws {
        let (team, problem, tickets) = try await Self.flooded(4)
        let other = try #require(try await team.receive("n1", from: "@dan").receipt.ticket)
        _ = try await team.act(.link(problem), on: other)
        _ = try await team.act(.unlink(problem), on: tickets[0], on: team.office.other)
        _ = try await team.act(.resolve, on: tickets[1])
        let found = try await team.office.desk.problem(
            problem, atLeast: team.head(), as: team.member(.auditor), deadline: .soon)
        #expect(found.members.filter(\.isLinked).map(\.ticket) == [other])
        #expect(Set(found.members.map(\.ticket)) == [tickets[2], tickets[3], other])
        #expect(found.problem.opened.title == "The depot is flooded" && !found.problem.isClosed)
        #expect(try await team.ticket(other).ticket.problem == problem)

        let told = try await notify(NoticeRequest(problem: problem, text: "Tomorrow."), in: team)
        let outcomes = Dictionary(uniqueKeysWithValues: told.tickets.map { ($0.ticket, $0.outcome) })
        #expect(outcomes == [tickets[2]: .sent, tickets[3]: .sent, other: .sent])
        for ticket in [tickets[2], tickets[3], other] {
            #expect(try await team.ticket(ticket).ticket.problem == problem)
        }
        let after = try await team.office.desk.problem(
            problem, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
        #expect(after.notices.map(\.noticed.tickets) == [told.tickets.map(\.ticket)])
        let list = try await team.office.other.problems(
            closed: false, before: nil, limit: 10, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
        #expect(list.problems.map(\.id) == [problem] && list.problems.first?.tickets == 3)
    }

    @Test("a notice that is sent again is answered the same, and nobody is told twice")
    func repeated() async throws {
        let (team, problem, tickets) = try await Self.flooded(12)
        let id = CommandID.random()
        let request = NoticeRequest(problem: problem, text: "Tomorrow.", resolves: true)
        // Both servers at once, as if an answer was lost.
        async let first = notify(request, in: team, id: id)
        async let second = notify(request, in: team, id: id, on: team.office.other)
        let (one, two) = try await (first, second)
        #expect(one.tickets == two.tickets && one.position == two.position)
        #expect(one.tickets.map(\.ticket) == tickets.sorted() && one.tickets.allSatisfy { $0.outcome == .sent })
        #expect(try await replies(in: team).count == 12)
        for ticket in tickets { #expect(try await team.ticket(ticket).ticket.status == .resolved) }
        // However things have changed since.
        _ = try await team.receive("again", from: "@c3")
        let third = try await notify(request, in: team, id: id)
        #expect(third.tickets == one.tickets && third.position == one.position)
        #expect(try await replies(in: team).count == 12)
        // Another notice goes to who is left: the one who wrote again has a ticket of its own, without a cause.
        let other = try await notify(NoticeRequest(problem: problem, text: "Today!"), in: team)
        #expect(Set(other.tickets.map(\.outcome)) == [.resolved])
        guard
            case .commandReused = try await refusal(NoticeRequest(problem: problem, text: "Today!"), in: team, id: id)
        else { throw SupportError("one id said two things") }
    }

    private func refusal(
        _ request: NoticeRequest, in team: Team, id: CommandID = .random(), as role: Role = .supervisor
    ) async throws -> DeskError.Code? {
        do {
            _ = try await notify(request, in: team, id: id, as: role)
            return nil
        } catch let error as DeskError {
            return error.code
        }
    }

    @Test("what was not sent stays so under that command, and says why")
    func refused() async throws {
        let (team, problem, tickets) = try await Self.flooded(4)
        var channel = ChannelSettings(channel: try team.channel(), requires: [.tag])
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin)
        _ = try await team.act(.tag([try #require(Tag("vip"))]), on: tickets[0])
        _ = try await team.act(.link(problem), on: tickets[1])
        _ = try await team.act(.tag([try #require(Tag("vip"))]), on: tickets[1])
        _ = try await team.act(.resolve, on: tickets[1])
        _ = try await team.act(.link(problem), on: tickets[2])
        _ = try await team.act(.markSpam, on: tickets[2])
        let id = CommandID.random()
        let request = NoticeRequest(problem: problem, text: "Tomorrow.", resolves: true)
        let told = try await notify(request, in: team, id: id)
        let outcomes = Dictionary(uniqueKeysWithValues: told.tickets.map { ($0.ticket, $0.outcome) })
        #expect(outcomes == [tickets[0]: .sent, tickets[1]: .resolved, tickets[2]: .spam, tickets[3]: .incomplete])
        #expect(told.tickets.allSatisfy { ($0.reply != nil) == ($0.outcome == .sent) })
        // Now it could be: but that was another time.
        channel.requires = []
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin, on: team.office.other)
        #expect(try await notify(request, in: team, id: id, on: team.office.other).tickets == told.tickets)
        #expect(try await team.ticket(tickets[3]).ticket.status == .open)
        let again = try await notify(request, in: team)
        #expect(again.tickets.first { $0.ticket == tickets[3] }?.outcome == .sent)
    }

    @Test("is closed by whoever may, once, and told of by supervisors only")
    func closed() async throws {
        let (team, problem, _) = try await Self.flooded(1)
        let request = NoticeRequest(problem: problem, text: "Tomorrow.")
        for role in Role.allCases where role != .supervisor {
            guard case .forbidden = try await refusal(request, in: team, as: role) else {
                throw SupportError("\(role) may tell everybody something")
            }
        }
        let first = try await team.run(.closeProblem(problem), as: .agent)
        #expect(
            try await team.run(.closeProblem(problem), as: .supervisor, on: team.office.other).position
                == first.position)
        #expect(try await refusal(request, in: team) == .invalidState("closed"))
        let list = try await team.office.desk.problems(
            closed: true, before: nil, limit: 10, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
        #expect(list.problems.map(\.id) == [problem] && list.next == nil)
        let strange = ProblemID(.zero)
        #expect(try await team.refusal(.closeProblem(strange), as: .agent)?.code == .notFound(.problem))
        let unknown = DeskCommand.openProblem(ProblemOpened(title: "T", cause: Skill("none"), product: nil))
        #expect(try await team.refusal(unknown, as: .agent)?.code == .invalid(path: "params.cause"))
    }
}
