internal import Desk
internal import EventLog
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("Who is told of a problem, and how", .timeLimit(.minutes(5)))
struct NoticeTests {
    private static let late = Skill("late")!
    private static let cause = TicketAction.classify(ClassChange(TicketClasses(cause: late)))

    /// A workspace with a problem of a cause.
    private static func flooded(in office: Office? = nil) async throws -> (team: Team, problem: ProblemID) {
        let team = try await Team.create(in: office)
        let causes = ClassTree([ClassNode(id: late, name: "Late")])
        _ = try await team.run(.setting(.setTree(.cause, causes)), as: .admin)
        let opened = ProblemOpened(title: "The depot is flooded", cause: late, product: nil)
        let problem = try await team.run(.openProblem(opened), as: .agent).receipt.problem
        return (team, try #require(problem))
    }

    private func ticket(_ handle: String, on channel: String = "x:@brand", in team: Team) async throws -> TicketID {
        let message = IncomingMessage(
            channel: try #require(ChannelID(channel)), externalId: "of \(handle)",
            author: NetworkIdentity(handle: handle), text: "Where is it?", inReplyTo: nil)
        return try #require(try await team.run(.receive(message), as: .connector).receipt.ticket)
    }

    private func notify(
        _ problem: ProblemID, _ team: Team, id: CommandID = .random(), resolves: Bool = false, on desk: Desk? = nil
    ) async throws -> [NoticeAnswer.Ticket] {
        // Whoever asks has seen nothing yet.
        try await (desk ?? team.office.desk).notify(
            NoticeRequest(problem: problem, text: "Tomorrow.", resolves: resolves), id: id, atLeast: .beforeAll,
            as: team.member(.supervisor), deadline: .soon
        ).tickets
    }

    private func outcomes(_ told: [NoticeAnswer.Ticket]) -> [TicketID: NoticeOutcome] {
        Dictionary(uniqueKeysWithValues: told.map { ($0.ticket, $0.outcome) })
    }

    private func shown(_ problem: ProblemID, _ team: Team) async throws -> ProblemAnswer {
        try await team.office.desk.problem(
            problem, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
    }

    @Test("what was linked a moment ago is told, whatever the views know by then")
    func atOnce() async throws {
        let (team, problem) = try await Self.flooded()
        for number in 0..<10 {
            let ticket = try await ticket("@c\(number)", in: team)
            _ = try await team.act(.link(problem), on: ticket, on: team.office.other)
            #expect(try await notify(problem, team).contains { $0.ticket == ticket && $0.outcome == .sent })
        }
    }

    @Test("an erased customer is told nothing, which is recorded, and keeps nobody else from being told")
    func erased() async throws {
        let office = try await Office.start()
        let (team, problem) = try await Self.flooded(in: office)
        let (gone, other) = (try await ticket("@gone", in: team), try await ticket("@there", in: team))
        for ticket in [gone, other] { _ = try await team.act(.link(problem), on: ticket) }
        let customer = try await team.ticket(gone).ticket.customer.id
        let before = try await notify(problem, team)
        #expect(outcomes(before) == [gone: .sent, other: .sent])
        let first = CommandID.random()
        #expect(outcomes(try await notify(problem, team, id: first)) == [gone: .sent, other: .sent])
        try await office.erase(customer.id)
        let second = CommandID.random()
        let told = try await notify(problem, team, id: second, resolves: true)
        #expect(outcomes(told) == [gone: .erased, other: .sent])
        #expect(told.first { $0.ticket == gone }?.reply == nil)
        #expect(try await team.ticket(gone).ticket.status == .pending)
        #expect(try await notify(problem, team, id: second, resolves: true, on: office.other) == told)
        // What was told while there was a key stays told.
        #expect(outcomes(try await notify(problem, team, id: first)) == [gone: .sent, other: .sent])
    }

    @Test("whether it has to be approved says the channel on which it is answered")
    func channels() async throws {
        for isStrictRoot in [false, true] {
            let (team, problem) = try await Self.flooded()
            let strict = ChannelSettings(channel: try team.channel(), alone: [])
            _ = try await team.run(.setting(.setChannel(strict)), as: .admin)
            let mail = "email:care@brand.example"
            let root = try await ticket("r", on: isStrictRoot ? "x:@brand" : mail, in: team)
            let part = try await ticket("p", on: isStrictRoot ? mail : "x:@brand", in: team)
            _ = try await team.run(.merge(part, into: root), as: .agent)
            _ = try await team.act(.link(problem), on: root)
            // The part has written last.
            let told = try await notify(problem, team, resolves: true)
            #expect(told.map(\.ticket) == [root] && told.map(\.outcome) == [isStrictRoot ? .sent : .draft])
            let reply = try #require(told.first?.reply)
            let items = try await team.ticket(root).items.filter { $0.recorded.stream == .ticket(part) }
            #expect(items.contains { $0.recorded.event.says(reply) })
            #expect(try await team.ticket(root).ticket.status == (isStrictRoot ? .resolved : .open))
        }
    }

    @Test("what is part of another is told through that one, once, whichever of them is of it and why")
    func merged() async throws {
        let (team, problem) = try await Self.flooded()
        var roots: [TicketID] = []
        for number in 0..<4 {
            let (root, part) = (try await ticket("@r\(number)", in: team), try await ticket("@p\(number)", in: team))
            // Linked or of its cause, before or behind the merge, the part alone or both of them.
            if number % 2 == 0 { _ = try await team.act(.link(problem), on: part) }
            if number % 2 == 1 { _ = try await team.act(Self.cause, on: part) }
            if number == 3 { _ = try await team.act(Self.cause, on: root) }
            _ = try await team.run(.merge(part, into: root), as: .agent)
            if number == 2 { _ = try await team.act(.link(problem), on: root) }
            roots.append(root)
        }
        let members = try await shown(problem, team).members
        #expect(members.map(\.ticket) == roots.sorted())
        #expect(Set(members.filter(\.isLinked).map(\.ticket)) == [roots[0], roots[2]])
        let told = try await notify(problem, team)
        #expect(outcomes(told) == Dictionary(uniqueKeysWithValues: roots.map { ($0, NoticeOutcome.sent) }))
        #expect(try await shown(problem, team).members.map(\.ticket) == roots.sorted())
        // What was taken from it is so as a whole.
        _ = try await team.act(.unlink(problem), on: roots[0])
        #expect(try await shown(problem, team).members.map(\.ticket) == roots.dropFirst().sorted())
    }

    @Test("whoever is blocked hides nobody who is merged with them")
    func blocked() async throws {
        let (team, problem) = try await Self.flooded()
        let (root, part) = (try await ticket("@r", in: team), try await ticket("@p", in: team))
        _ = try await team.act(.link(problem), on: root)
        _ = try await team.run(.merge(part, into: root), as: .agent)
        let customer = try await team.ticket(root).ticket.customer.id
        _ = try await team.run(.block(customer, true, reason: nil), as: .agent)
        let told = try await notify(problem, team)
        #expect(outcomes(told) == [root: .sent])
        let reply = try #require(told.first?.reply)
        #expect(try await team.ticket(part).items.contains { $0.recorded.event.says(reply) })
        _ = try await team.act(.markSpam, on: part)
        #expect(outcomes(try await notify(problem, team)) == [root: .spam])
    }

    @Test("what was taken from it is not of it by its cause, also in views that were made anew, until it is linked")
    func unlinked() async throws {
        let office = try await Office.start()
        let (team, problem) = try await Self.flooded(in: office)
        var tickets: [TicketID] = []
        for number in 0..<3 {
            tickets.append(try await ticket("@c\(number)", in: team))
            _ = try await team.act(Self.cause, on: tickets[number])
        }
        _ = try await team.act(.link(problem), on: tickets[0])
        for ticket in tickets.prefix(2) { _ = try await team.act(.unlink(problem), on: ticket) }
        for _ in 0..<2 {
            #expect(try await shown(problem, team).members.map(\.ticket) == [tickets[2]])
            try await office.rebuild()
        }
        #expect(outcomes(try await notify(problem, team)) == [tickets[2]: .sent])
        _ = try await team.act(.link(problem), on: tickets[1])
        let answer = try await shown(problem, team)
        #expect(Set(answer.members.map(\.ticket)) == [tickets[1], tickets[2]] && answer.problem.tickets == 2)
    }

    @Test("the newest hundred notices are shown, the oldest of them first")
    func newest() async throws {
        let (team, problem) = try await Self.flooded()
        for number in 0..<102 { _ = try await notify(problem, team, resolves: number == 2) }
        for _ in 0..<2 {
            let answer = try await shown(problem, team)
            #expect(answer.notices.count == 100 && answer.notices.first?.noticed.resolves == true)
            #expect(answer.notices.map(\.recorded.position) == answer.notices.map(\.recorded.position).sorted())
            #expect(answer.problem.opened.title == "The depot is flooded")
            _ = try await team.run(.closeProblem(problem), as: .agent)
        }
        #expect(try await shown(problem, team).problem.isClosed)
        let unknown = try await team.refusal(
            .ticket(try await ticket("@a", in: team), .link(ProblemID(.zero))), as: .agent)
        #expect(unknown?.code == .notFound(.problem))
    }
}

extension Event {
    /// Whether it sends or drafts this reply.
    fileprivate func says(_ reply: ReplyID) -> Bool {
        switch self {
        case .replySent(let sent): sent.reply == reply
        case .replyDrafted(let drafted): drafted.reply == reply
        default: false
        }
    }
}
