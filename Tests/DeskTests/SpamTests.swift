internal import Desk
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("What is kept apart", .timeLimit(.minutes(5)))
struct SpamTests {
    private func view(_ view: InboxRequest.View, of team: Team, on desk: Desk? = nil) async throws -> [TicketID] {
        try await (desk ?? team.office.desk).inbox(
            InboxRequest(view: view), atLeast: team.head(), as: team.member(.agent), deadline: .soon
        ).tickets.map(\.id)
    }

    private func tally(of team: Team) async throws -> [Int] {
        let tally = try await team.office.desk.stats(
            atLeast: team.head(), as: team.member(.agent), deadline: .soon
        ).tally
        return [tally.tickets, tally.messages, tally.replies, tally.spam]
    }

    @Test("is in no view but its own and is not counted, and comes back as it was")
    func kept() async throws {
        let team = try await Team.create()
        let ann = try #require(try await team.receive("m1").receipt.ticket)
        let bob = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
        _ = try await team.act(.claim, on: ann)
        _ = try await team.act(.tag([try #require(Tag("vip"))]), on: ann)
        _ = try await team.act(.reply(text: "Hm.", seen: nil), on: ann)
        _ = try await team.receive("m3")
        let before = try await team.ticket(ann).ticket
        #expect(try await tally(of: team) == [2, 3, 1, 0])

        _ = try await team.act(.markSpam, on: ann, on: team.office.other)
        for view in InboxRequest.View.allCases where view != .spam {
            let shown = try await self.view(view, of: team)
            #expect(!shown.contains(ann), "\(view)")
        }
        #expect(try await view(.spam, of: team) == [ann])
        #expect(try await view(.all, of: team) == [bob])
        #expect(try await tally(of: team) == [1, 1, 0, 1])
        #expect(try await team.ticket(ann).ticket.isSpam)
        // It goes on: the customer's words come in, and nobody is told.
        #expect(try await team.receive("m4").receipt.ticket == ann)
        _ = try await team.act(.resolve, on: ann)
        #expect(try await view(.resolved, of: team).isEmpty)
        #expect(try await view(.spam, of: team, on: team.office.other) == [ann])
        #expect(try await team.receive("m5").receipt.ticket != ann)

        _ = try await team.act(.unmarkSpam, on: ann, as: .supervisor)
        let after = try await team.ticket(ann).ticket
        #expect(!after.isSpam && after.assignee == before.assignee && after.tags == before.tags)
        #expect(try await view(.resolved, of: team) == [ann])
        #expect(try await view(.spam, of: team).isEmpty)
        #expect(try await tally(of: team) == [3, 5, 1, 0])
        for role in [Role.bot, .auditor, .connector] {
            guard case .forbidden = try await team.refusal(.ticket(ann, .markSpam), as: role)?.code else {
                throw SupportError("\(role) may say what is spam")
            }
        }
    }

    private func block(
        _ customer: CustomerID, _ isBlocked: Bool = true, in team: Team, on desk: Desk? = nil, id: CommandID = .random()
    ) async throws -> CommandResult {
        try await team.run(.block(customer, isBlocked, reason: "because"), id: id, as: .agent, on: desk)
    }

    private func message(_ externalId: String, on channel: String, from handle: String) throws -> DeskCommand {
        .receive(
            IncomingMessage(
                channel: try #require(ChannelID(channel)), externalId: externalId,
                author: NetworkIdentity(handle: handle), text: "text of \(externalId)"))
    }

    @Test("is not what somebody put back, though the block is sent once more, and what was judged outlives the block")
    func decidedSince() async throws {
        let team = try await Team.create()
        let first = try await team.receive("m1")
        let (ticket, customer) = (try #require(first.receipt.ticket), try #require(first.receipt.customer))
        let judged = try #require(
            try await team.run(try message("m2", on: "x:@sales", from: "@ann"), as: .connector).receipt.ticket)
        let command = CommandID.random()
        _ = try await block(customer, in: team, id: command)
        #expect(try await view(.spam, of: team).count == 2)
        _ = try await team.act(.unmarkSpam, on: ticket)
        _ = try await team.act(.markSpam, on: judged)
        let head = try await team.head()
        for desk in [team.office.desk, team.office.other] {
            _ = try await block(customer, in: team, on: desk, id: command)
        }
        #expect(try await team.head() == head)
        #expect(try await view(.open, of: team) == [ticket])
        _ = try await block(customer, false, in: team)
        #expect(try await view(.spam, of: team) == [judged])
        // Blocked anew, they are not heard on what was put back before either.
        _ = try await block(customer, in: team)
        #expect(try await view(.spam, of: team).count == 2)
    }

    @Test("of a blocked customer is all that is unresolved and all that they open, until they are heard again")
    func blocked() async throws {
        let team = try await Team.create()
        let first = try await team.receive("m1")
        let (ticket, customer) = (try #require(first.receipt.ticket), try #require(first.receipt.customer))
        let resolved = try #require(
            try await team.run(try message("m2", on: "x:@help", from: "@ann"), as: .connector).receipt.ticket)
        _ = try await team.act(.resolve, on: resolved)
        let judged = try #require(
            try await team.run(try message("m3", on: "x:@sales", from: "@ann"), as: .connector).receipt.ticket)
        _ = try await team.act(.markSpam, on: judged)
        _ = try await team.receive("m4", from: "@bob")
        let other = team.office.other
        // Both desks know her as one who is heard.
        _ = try await team.run(try message("m5", on: "x:@other", from: "@ann"), as: .connector, on: other)

        let command = CommandID.random()
        let done = try await block(customer, in: team, id: command)
        #expect(try await block(customer, in: team, on: other, id: command) == done)
        #expect(try await view(.spam, of: team).count == 3)
        #expect(try await view(.all, of: team).count == 2)
        #expect(try await view(.resolved, of: team) == [resolved])
        // What they open is spam, on whichever desk, and so is what they open again; what is spam goes on.
        for (number, desk) in [team.office.desk, other].enumerated() {
            let opened = try await team.run(
                try message("n\(number)", on: "x:@new\(number)", from: "@ann"), as: .connector, on: desk)
            #expect(try await team.ticket(try #require(opened.receipt.ticket)).ticket.isSpam)
        }
        #expect(
            try await team.run(try message("n2", on: "x:@help", from: "@ann"), as: .connector).receipt.ticket
                != resolved)
        #expect(try await team.receive("m6").receipt.ticket == ticket)
        #expect(try await team.receive("m7", from: "@cid").receipt.duplicate == false)
        #expect(try await view(.open, of: team).count == 2)
        let timeline = try await team.office.desk.timeline(
            customer, limit: 50, cursor: nil, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
        #expect(timeline.items.first { $0.type == "customer.blocked" }?.personal?.reason == "because")

        _ = try await block(customer, false, in: team, on: other)
        #expect(try await view(.spam, of: team) == [judged], "what somebody called spam stays so")
        #expect(try await view(.open, of: team).contains(ticket))
        let heard = try await team.run(try message("n3", on: "x:@last", from: "@ann"), as: .connector)
        #expect(try await !team.ticket(try #require(heard.receipt.ticket)).ticket.isSpam)
        let nobody = try await team.refusal(.block(CustomerID(.zero), true, reason: nil), as: .agent)
        #expect(nobody?.code == .notFound(.customer))
    }

    @Test("a ticket that opens at the moment of the block is spam, whichever comes first", arguments: 0..<6)
    func race(round: Int) async throws {
        let team = try await Team.create()
        let first = try await team.receive("m0", from: "@ann")
        let customer = try #require(first.receipt.customer)
        let desks = [team.office.desk, team.office.other]
        for desk in desks { _ = try await team.receive("w\(desk === desks[0])", from: "@ann", on: desk) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    let command = try message("n\(number)", on: "x:@c\(number)", from: "@ann")
                    _ = try await team.run(command, as: .connector, on: desks[number % 2])
                }
                if number == round * 2 {
                    group.addTask { _ = try await block(customer, in: team, on: desks[round % 2]) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await view(.all, of: team).isEmpty)
        #expect(try await view(.spam, of: team).count == 13)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    let command = try message("p\(number)", on: "x:@d\(number)", from: "@ann")
                    _ = try await team.run(command, as: .connector, on: desks[number % 2])
                }
            }
            group.addTask { _ = try await block(customer, false, in: team, on: desks[(round + 1) % 2]) }
            try await group.waitForAll()
        }
        #expect(try await view(.spam, of: team).isEmpty)
        #expect(try await view(.all, of: team).count == 19)
    }
}
