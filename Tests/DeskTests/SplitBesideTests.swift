internal import Desk
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

/// What else goes on around a split: who waits, what customers do, and what another server knows of it.
@Suite("Around a ticket that is split", .timeLimit(.minutes(5)))
struct SplitBesideTests {
    private func split(
        _ ticket: TicketID, _ messages: [MessageID], in team: Team, on desk: Desk? = nil
    ) async throws -> TicketID {
        try #require(try await team.run(.split(ticket, messages), as: .agent, on: desk).receipt.taker)
    }

    /// Writes, and answers with the ticket and the message.
    private func write(
        _ id: String, answering: String? = nil, in team: Team, on desk: Desk? = nil
    ) async throws -> (ticket: TicketID, message: MessageID) {
        let receipt = try await team.receive(id, answering: answering, on: desk).receipt
        return (try #require(receipt.ticket), try #require(receipt.message))
    }

    private func reply(_ ticket: TicketID, as role: Role = .agent, in team: Team) async throws -> ReplyID {
        try #require(try await team.act(.reply(text: "Here.", seen: nil), on: ticket, as: role).receipt.reply)
    }

    private func waiting(_ tickets: [TicketID], in team: Team) async throws -> [Instant?] {
        var moments: [Instant?] = []
        for ticket in tickets { moments.append(try await team.ticket(ticket).ticket.waitingSince) }
        return moments
    }

    private func signal(_ id: String, on object: String, in team: Team) throws -> DeskCommand {
        .signal(
            IncomingSignal(
                gesture: Intake.Gesture(
                    channel: try team.channel(), externalId: id, signal: .reaction, tone: .good, emoji: nil,
                    occurredAt: nil), author: NetworkIdentity(handle: "@ann"), object: .external(object)))
    }

    private func feedback(
        _ id: String, about subject: IncomingFeedback.Subject, in team: Team
    ) throws -> DeskCommand {
        .feedback(
            IncomingFeedback(
                Intake.Opinion(
                    channel: try team.channel(), externalId: id, score: 3, scale: 5, text: nil, occurredAt: nil),
                about: subject))
    }

    @Test("both wait since the answer to them failed, and the same when the views are made anew")
    func failed() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let first = try await write("m1", in: team)
        let second = try await write("m2", in: team)
        let answer = try await reply(first.ticket, in: team)
        _ = try await team.run(.heard(.failed, of: answer, reason: "full"), as: .connector)
        let since = try #require(try await waiting([first.ticket], in: team)[0])
        let new = try await split(first.ticket, [second.message], in: team)
        #expect(try await waiting([first.ticket, new], in: team) == [since, since])
        _ = try await team.run(.retry(answer), as: .agent)
        #expect(try await waiting([first.ticket, new], in: team) == [nil, since])
        let before = [try await team.ticket(first.ticket), try await team.ticket(new)]
        try await office.rebuild()
        #expect(try await [team.ticket(first.ticket), team.ticket(new)] == before)
    }

    @Test("nobody waits for an answer to what was resolved without one")
    func resolved() async throws {
        let team = try await Team.create()
        let first = try await write("m1", in: team)
        _ = try await team.act(.resolve, on: first.ticket)
        _ = try await write("m2", answering: "m1", in: team)
        let since = try #require(try await waiting([first.ticket], in: team)[0])
        let third = try await write("m3", in: team)
        let new = try await split(first.ticket, [third.message], in: team)
        let moments = try await waiting([first.ticket, new], in: team)
        #expect(moments[0] == since && moments[1].map { $0 > since } == true)
    }

    @Test("what was answered before it was split off does not wait when it is split off once more")
    func answered() async throws {
        let team = try await Team.create()
        let first = try await write("m1", in: team)
        let second = try await write("m2", in: team)
        let third = try await write("m3", in: team)
        _ = try await reply(first.ticket, in: team)
        let new = try await split(first.ticket, [first.message, second.message], in: team)
        let newest = try await split(new, [first.message], in: team, on: team.office.other)
        #expect(try await waiting([first.ticket, new, newest], in: team) == [nil, nil, nil])
        _ = third
    }

    @Test("what answers a message goes to the ticket that has it, though a desk has not heard of that")
    func elsewhere() async throws {
        let team = try await Team.create()
        let other = team.office.other
        let first = try await write("m1", in: team)
        let second = try await write("m2", in: team)
        _ = try await team.act(.resolve, on: first.ticket)
        // The other desk knows both, as they are before the split.
        #expect(
            try await team.run(signal("s1", on: "m2", in: team), as: .connector, on: other).receipt.ticket
                == first.ticket)
        let new = try await split(first.ticket, [second.message], in: team)
        _ = try await team.act(.resolve, on: new)
        let open = try await write("m3", in: team)
        #expect(open.ticket != first.ticket && open.ticket != new)
        #expect(try await write("m4", answering: "m2", in: team, on: other).ticket == new)
    }

    @Test("what is done on a message is done on the ticket that has it, and credited to who answered there")
    func done() async throws {
        let team = try await Team.create()
        let other = team.office.other
        let first = try await write("m1", in: team)
        let second = try await write("m2", in: team)
        let early = try await reply(first.ticket, as: .supervisor, in: team)
        _ = try await team.run(signal("s0", on: "m2", in: team), as: .connector, on: other)
        let new = try await split(first.ticket, [second.message], in: team)
        // Nobody has answered there yet: who did before it was split off.
        let before = try await team.run(feedback("f1", about: .external("m2"), in: team), as: .connector, on: other)
        #expect(before.receipt.ticket == new && before.receipt.reply == early)
        _ = try await reply(first.ticket, as: .supervisor, in: team)
        let answer = try await reply(new, in: team)
        for (number, desk) in [team.office.desk, other].enumerated() {
            let told = try await team.run(
                feedback("f2\(number)", about: .external("m2"), in: team), as: .connector, on: desk)
            #expect(told.receipt.ticket == new && told.receipt.reply == answer)
            let done = try await team.run(signal("s\(number + 1)", on: "m2", in: team), as: .connector, on: desk)
            #expect(done.receipt.ticket == new)
        }
        let shown = try await team.ticket(new).items.map(\.type)
        #expect(shown.count { $0 == "signal.received" } == 2 && shown.count { $0 == "feedback.received" } == 3)
    }

    @Test("what is done on a reply is found by the name that another desk has heard of", arguments: [false, true])
    func named(asFeedback: Bool) async throws {
        let team = try await Team.create()
        let other = team.office.other
        let first = try #require(try await team.receive("m1", on: other).receipt.ticket)
        let answer = try await reply(first, in: team)
        _ = try await team.run(.heard(.sent, of: answer, externalId: "tw-9"), as: .connector)
        let command =
            try asFeedback
            ? feedback("f1", about: .external("tw-9"), in: team) : signal("s1", on: "tw-9", in: team)
        let done = try await team.run(command, as: .connector, on: other)
        #expect(done.receipt.ticket == first && (!asFeedback || done.receipt.reply == answer))
    }

    @Test("what is split off a blocked customer's ticket is kept apart, and comes back with it")
    func blocked() async throws {
        let team = try await Team.create()
        let first = try await write("m1", in: team)
        let second = try await write("m2", in: team)
        let customer = try await team.ticket(first.ticket).ticket.customer.id
        _ = try await team.run(.block(customer, true, reason: "abuse"), as: .agent)
        let new = try await split(first.ticket, [second.message], in: team)
        func spam() async throws -> Int {
            try await team.office.desk.stats(
                atLeast: team.head(), as: team.member(.agent), deadline: .soon
            ).tally.spam
        }
        func open() async throws -> Set<TicketID> {
            let page = try await team.office.desk.inbox(
                InboxRequest(view: .open), atLeast: team.head(), as: team.member(.agent), deadline: .soon)
            return Set(page.tickets.map(\.id))
        }
        #expect(try await open().isEmpty)
        #expect(try await spam() == 2)
        _ = try await team.run(.block(customer, false, reason: nil), as: .agent)
        #expect(try await open() == [first.ticket, new])
        #expect(try await spam() == 0)
    }

    @Test("a draft lapses when messages are split off its ticket")
    func drafts() async throws {
        let team = try await Team.create()
        let first = try await write("m1", in: team)
        let second = try await write("m2", in: team)
        let draft = try #require(
            try await team.act(.draft(text: "Both?", seen: nil), on: first.ticket).receipt.reply)
        _ = try await split(first.ticket, [second.message], in: team)
        let refused = try await team.refusal(.approve(draft, text: nil, seen: nil), as: .supervisor)
        #expect(refused?.code == .invalidState("lapsed"))
        let item = try await team.ticket(first.ticket).items.first { $0.type == "reply.lapsed" }
        guard case .reply(.lapsed(let lapsed)) = item?.recorded.event else {
            throw SupportError("nothing says that the draft lapsed")
        }
        #expect(lapsed.by == second.message)
    }

    @Test("feedback goes to whose handle it is by now, though a desk has not heard of that")
    func handles() async throws {
        let team = try await Team.create()
        let (desk, other) = (team.office.desk, team.office.other)
        let ann = try await team.receive("m1")
        let bob = try await team.receive("m2", from: "@bob")
        let (hers, his) = (try #require(ann.receipt.customer), try #require(bob.receipt.customer))
        let identity = CustomerIdentity(network: "x", handle: "@third")
        _ = try await team.run(.customer(.link(hers, identity)), as: .agent)
        let first = try feedback("f1", about: .author(handle: "@third"), in: team)
        #expect(try await team.run(first, as: .connector).receipt.customer == hers)
        _ = try await team.run(.customer(.unlink(hers, identity)), as: .agent, on: other)
        _ = try await team.run(.customer(.link(his, identity)), as: .agent, on: other)
        let second = try feedback("f2", about: .author(handle: "@third"), in: team)
        let told = try await team.run(second, as: .connector, on: desk)
        #expect(told.receipt.customer == his && told.receipt.ticket == bob.receipt.ticket)
    }
}
