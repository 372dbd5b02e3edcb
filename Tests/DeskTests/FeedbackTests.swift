internal import Desk
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("How content customers are", .timeLimit(.minutes(5)))
struct FeedbackTests {
    private func feedback(
        _ externalId: String, _ score: Int, of scale: Int = 5, text: String? = nil,
        about subject: IncomingFeedback.Subject, at moment: Instant? = nil, in team: Team
    ) throws -> DeskCommand {
        .feedback(
            IncomingFeedback(
                Intake.Opinion(
                    channel: try team.channel(), externalId: externalId, score: score, scale: scale, text: text,
                    occurredAt: moment), about: subject))
    }

    private func list(
        _ team: Team, _ request: FeedbackRequest = FeedbackRequest(), as role: Role = .supervisor, on desk: Desk? = nil
    ) async throws -> FeedbackPageAnswer {
        try await (desk ?? team.office.desk).feedback(
            request, atLeast: team.head(), as: team.member(role), deadline: .soon)
    }

    @Test("belongs to the last reply before it for which a person answers, once, whoever brings it how often")
    func belonging() async throws {
        let team = try await Team.create()
        let message = try await team.receive("m1")
        let ticket = try #require(message.receipt.ticket)
        let agent = try team.member(.agent).agent
        _ = try await team.act(.reply(text: "One.", seen: nil), on: ticket, as: .supervisor)
        let draft = try #require(
            try await team.act(.reply(text: "Two?", seen: nil), on: ticket, as: .bot).receipt.reply)
        _ = try await team.run(.approve(draft, text: nil, seen: nil), as: .agent)
        _ = try await team.act(.resolve, on: ticket)
        let moment = team.office.clock.now()
        _ = try await team.receive("m2")
        let later = try await team.receive("m3", from: "@bob")
        _ = try await team.act(
            .reply(text: "To Bob.", seen: nil), on: try #require(later.receipt.ticket), as: .supervisor)

        let command = try feedback(
            "f1", 4, text: "Quick.", about: .author(handle: "@ann"), at: moment, in: team)
        let first = try await team.run(command, as: .connector)
        #expect(first.receipt.ticket == ticket && first.receipt.reply == draft && first.receipt.duplicate == false)
        for desk in [team.office.desk, team.office.other] {
            let again = try await team.run(command, as: .connector, on: desk)
            #expect(again.receipt.duplicate == true && again.position == first.position)
            #expect(again.receipt.reply == draft && again.receipt.ticket == ticket)
        }
        let items = try await team.ticket(ticket).items.filter { $0.type == "feedback.received" }
        #expect(items.count == 1 && items.first?.personal?.text == "Quick." && items.first?.agent?.id == agent)
        #expect(items.first?.by.kind == "customer" && items.first?.by.name == "@ann")
        // It waits for nobody and changes nothing else.
        let state = try await team.ticket(ticket).ticket
        #expect(state.status == .resolved && state.waitingSince == nil)
        let timeline = try await team.office.desk.timeline(
            try #require(message.receipt.customer), limit: 50, cursor: nil, atLeast: team.head(),
            as: team.member(.agent), deadline: .soon)
        #expect(timeline.items.contains { $0.type == "feedback.received" })
        let stats = try await team.office.desk.stats(
            atLeast: team.head(), as: team.member(.agent), deadline: .soon)
        #expect(stats.tally.feedback == 1)
        for role in [Role.agent, .supervisor, .bot] {
            guard case .forbidden = try await team.refusal(command, as: role)?.code else {
                throw SupportError("\(role) may say how content customers are")
            }
        }
    }

    @Test("is about what it names, and waits for what is not there yet")
    func naming() async throws {
        let team = try await Team.create()
        let message = try await team.receive("m1")
        let ticket = try #require(message.receipt.ticket)
        let none = try await team.run(try feedback("f0", 1, about: .ticket(ticket), in: team), as: .connector)
        #expect(none.receipt.reply == nil && none.receipt.ticket == ticket)
        let first = try #require(try await team.act(.reply(text: "1", seen: nil), on: ticket).receipt.reply)
        let second = try #require(
            try await team.act(.reply(text: "2", seen: nil), on: ticket, as: .supervisor).receipt.reply)
        let named = try await team.run(try feedback("f1", 5, about: .reply(first), in: team), as: .connector)
        #expect(named.receipt.reply == first)
        let last = try await team.run(try feedback("f2", 3, about: .external("m1"), in: team), as: .connector)
        #expect(last.receipt.reply == second)
        _ = try await team.run(try team.reply("r1", answering: "m1"), as: .connector)
        let outside = try await team.run(try feedback("f3", 2, about: .external("r1"), in: team), as: .connector)
        #expect(outside.receipt.reply != second && outside.receipt.reply != nil)

        let draft = try #require(try await team.act(.draft(text: "3?", seen: nil), on: ticket).receipt.reply)
        for (number, subject) in [
            IncomingFeedback.Subject.author(handle: "@nobody"), .external("m9"), .reply(ReplyID(.zero)), .reply(draft),
        ].enumerated() {
            let refused = try await team.refusal(
                try feedback("g\(number)", 1, about: subject, in: team), as: .connector)
            #expect(refused?.code == .notFound(.message), "\(subject)")
        }
        let nowhere = try feedback("g", 1, about: .ticket(TicketID(.zero)), in: team)
        #expect(try await team.refusal(nowhere, as: .connector)?.code == .notFound(.ticket))
    }

    @Test("is about the answer to its customer, on whichever of their tickets that are merged, and on nobody else's")
    func merged() async throws {
        let team = try await Team.create()
        let first = try #require(try await team.receive("m1").receipt.ticket)
        let other = IncomingMessage(
            channel: try #require(ChannelID("x:@other")), externalId: "m2", author: NetworkIdentity(handle: "@ann"),
            text: "And here.")
        let second = try #require(try await team.run(.receive(other), as: .connector).receipt.ticket)
        let bob = try #require(try await team.receive("m3", from: "@bob").receipt.ticket)
        _ = try await team.run(.merge(second, into: first), as: .agent)
        _ = try await team.run(.merge(bob, into: first), as: .agent, on: team.office.other)
        let answer = try await team.act(.reply(text: "Ann!", seen: nil), on: second)
        _ = try await team.act(.reply(text: "Bob!", seen: nil), on: bob, as: .supervisor)
        let about = try await team.run(try feedback("f1", 5, about: .ticket(first), in: team), as: .connector)
        #expect(about.receipt.reply == answer.receipt.reply && about.receipt.ticket == first)
        let his = try await team.run(try feedback("f2", 1, about: .ticket(bob), in: team), as: .connector)
        #expect(his.receipt.reply != answer.receipt.reply && his.receipt.ticket == bob)
    }

    @Test("is added up by agent, whatever the scales, page after page, and agents see their own")
    func listing() async throws {
        let team = try await Team.create()
        let office = team.office
        let (agent, lead) = (try team.member(.agent).agent, try team.member(.supervisor).agent)
        let message = try await team.receive("m1")
        let ticket = try #require(message.receipt.ticket)
        let first = try #require(try await team.act(.reply(text: "1", seen: nil), on: ticket).receipt.reply)
        let second = try #require(
            try await team.act(.reply(text: "2", seen: nil), on: ticket, as: .supervisor).receipt.reply)
        var positions: [LogPosition] = []
        for (number, (score, scale, reply)) in [
            (5, 5, first), (0, 2, first), (3, 10, second), (1, 3, first),
        ].enumerated() {
            let command = try feedback("f\(number)", score, of: scale, about: .reply(reply), in: team)
            positions.append(try await team.run(command, as: .connector).position)
        }
        let since = office.clock.now()
        let command = try feedback("f9", 7, of: 7, about: .ticket(ticket), at: since, in: team)
        positions.append(try await team.run(command, as: .connector).position)

        let all = try await list(team)
        #expect(all.items.map(\.recorded.position) == positions.reversed() && all.next == nil)
        // (1 + 0 + 1/3) / 3, and (3/10 + 1) / 2.
        #expect(all.agents.map(\.agent?.id) == [agent, lead])
        #expect(all.agents.map(\.satisfaction.percent) == [44, 65] && all.agents.map(\.satisfaction.count) == [3, 2])
        let own = try await list(team, FeedbackRequest(agent: lead), as: .auditor)
        #expect(own.items.map(\.recorded.position) == [positions[4], positions[2]] && own.agents == [all.agents[1]])
        let mine = try await list(team, as: .agent, on: office.other)
        #expect(mine.items.count == 3 && mine.agents == [all.agents[0]])
        let recent = try await list(team, FeedbackRequest(since: since))
        #expect(recent.items.map(\.recorded.position) == [positions[4]] && recent.agents.count == 1)
        var (request, pages): (FeedbackRequest, [Int]) = (FeedbackRequest(limit: 2), [])
        repeat {
            let page = try await list(team, request)
            #expect(page.agents == (pages.isEmpty ? all.agents : []), "added up once")
            pages.append(page.items.count)
            request.cursor = page.next
        } while request.cursor != nil
        #expect(pages == [2, 2, 1])
        let profile = try await office.desk.customer(
            try #require(message.receipt.customer), limit: 1, cursor: nil, atLeast: team.head(),
            as: team.member(.agent), deadline: .soon)
        #expect(profile.satisfaction.count == 5 && profile.satisfaction.percent == 53)

        for role in [Role.agent, .trainee] {
            guard case .forbidden = await refusal(FeedbackRequest(agent: lead), of: team, as: role) else {
                throw SupportError("\(role) lists feedback on a colleague")
            }
        }
        #expect(try await list(team, as: .trainee).items.isEmpty)
        #expect(
            try await team.ticket(ticket).items.count { $0.type == "feedback.received" } == 5,
            "on a ticket it is part of what was said")
        guard case .forbidden = await refusal(FeedbackRequest(), of: team, as: .bot) else {
            throw SupportError("a bot sees feedback")
        }
        try await office.erase(try #require(message.receipt.customer).id)
        let erased = try await list(team)
        #expect(erased.items.allSatisfy(\.isErased) && erased.agents == all.agents)
    }

    private func refusal(_ request: FeedbackRequest, of team: Team, as role: Role) async -> DeskError.Code? {
        do {
            _ = try await list(team, request, as: role)
            return nil
        } catch {
            return (error as? DeskError)?.code
        }
    }
}
