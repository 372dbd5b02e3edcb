internal import Desk
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("A ticket that is split", .timeLimit(.minutes(5)))
struct SplitTests {
    private func texts(_ ticket: TicketID, in team: Team) async throws -> [String?] {
        try await team.ticket(ticket).items.filter { $0.type == "message.received" }.map(\.personal?.text)
    }

    private func split(
        _ ticket: TicketID, _ messages: [MessageID], in team: Team, on desk: Desk? = nil
    ) async throws -> TicketID {
        try #require(try await team.run(.split(ticket, messages), as: .agent, on: desk).receipt.taker)
    }

    private func edit(_ externalId: String, to text: String, in team: Team) async throws -> CommandResult {
        try await team.run(
            .edit(MessageChange(channel: try team.channel(), externalId: externalId, text: text)), as: .connector)
    }

    @Test("is two matters, each with its messages, and one again when they are merged")
    func thereAndBack() async throws {
        let team = try await Team.create()
        let other = team.office.other
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let second = try #require(try await team.receive("m2", on: other).receipt.message)
        _ = try await team.receive("m3")
        let new = try await split(ticket, [second], in: team)
        #expect(try await texts(ticket, in: team) == ["text of m1", "text of m3"])
        #expect(try await texts(new, in: team) == ["text of m2"])
        let shown = try await team.ticket(new).ticket
        #expect(shown.status == .open && shown.preview == "text of m2" && shown.waitingSince != nil)
        let stats = try await team.office.desk.stats(
            atLeast: team.head(), as: team.member(.agent), deadline: .soon
        ).tally
        #expect(stats.tickets == 2 && stats.messages == 3)
        // What they write next is the first one's; what answers the other matter is that one's, on a desk that has not heard of it.
        #expect(try await team.receive("m4", on: other).receipt.ticket == ticket)
        #expect(try await team.receive("m5", answering: "m2", on: other).receipt.ticket == new)
        _ = try await team.act(.resolve, on: new)
        #expect(try await team.receive("m6", answering: "m2").receipt.ticket == new)
        #expect(try await team.ticket(new).ticket.status == .open)
        // And so it is with what becomes of it.
        #expect(try await edit("m2", to: "other words", in: team).receipt.ticket == new)
        #expect(try await texts(new, in: team).first == "other words")
        let customer = try await team.ticket(ticket).ticket.customer.id
        let timeline = try await team.office.desk.timeline(
            customer, limit: 50, cursor: nil, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
        let told = timeline.items.filter { $0.type == "message.received" }.map(\.personal?.text)
        #expect(told.count == 6 && told.contains("other words") && !told.contains("text of m2"))

        _ = try await team.run(.merge(new, into: ticket), as: .agent, on: other)
        #expect(
            try await texts(ticket, in: team)
                == ["text of m1", "other words", "text of m3", "text of m4", "text of m5", "text of m6"])
        _ = try await team.run(.unmerge(new), as: .agent)
        #expect(try await texts(ticket, in: team).count == 3)
    }

    @Test("has what customers show and say of what it began with")
    func signals() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let second = try #require(try await team.receive("m2").receipt.message)
        let new = try await split(ticket, [second], in: team)
        func signal(_ id: String, on object: String) throws -> DeskCommand {
            let gesture = Intake.Gesture(
                channel: try team.channel(), externalId: id, signal: .reaction, tone: .good, emoji: nil,
                occurredAt: nil)
            return .signal(
                IncomingSignal(
                    gesture: gesture, author: NetworkIdentity(handle: "@bo"), object: .external(object)))
        }
        let other = team.office.other
        #expect(try await team.run(try signal("s1", on: "m1"), as: .connector).receipt.ticket == ticket)
        let shown = try await team.run(try signal("s2", on: "m2"), as: .connector, on: other)
        #expect(shown.receipt.ticket == new)
        #expect(try await team.ticket(new).items.contains { $0.type == "signal.received" })
        let opinion = Intake.Opinion(
            channel: try team.channel(), externalId: "f1", score: 5, scale: 5, text: nil, occurredAt: nil)
        let feedback = DeskCommand.feedback(IncomingFeedback(opinion, about: .external("m2")))
        #expect(try await team.run(feedback, as: .connector).receipt.ticket == new)
    }

    @Test("gives what was split off to the network as an answer to it, and can be split again")
    func replies() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        var messages: [MessageID] = []
        for number in 2...4 { messages.append(try #require(try await team.receive("m\(number)").receipt.message)) }
        let new = try await split(ticket, messages, in: team)
        _ = try await edit("m3", to: "other words", in: team)
        let third = try await split(new, [messages[1]], in: team, on: team.office.other)
        #expect(try await texts(new, in: team) == ["text of m2", "text of m4"])
        #expect(try await texts(third, in: team) == ["other words"])
        #expect(try await texts(ticket, in: team) == ["text of m1"])
        #expect(try await team.receive("m5", answering: "m3").receipt.ticket == third)
        _ = try await team.act(.reply(text: "Here.", seen: nil), on: new)
        let outbox = try await team.office.desk.outbox(
            OutboxRequest(), atLeast: team.head(), as: team.member(.connector), deadline: .soon)
        #expect(outbox.items.map(\.inReplyTo) == ["m4"])
        // What was moved is not there any more, and nothing is left to move.
        let gone = DeskCommand.split(ticket, [messages[0]])
        #expect(try await team.refusal(gone, as: .agent)?.code == .invalid(path: "params.messages"))
        let all = DeskCommand.split(third, [messages[1]])
        _ = try await team.act(.resolve, on: third)
        #expect(try await team.refusal(.split(TicketID(.zero), messages), as: .agent)?.code == .notFound(.ticket))
        #expect(try await team.refusal(all, as: .agent) == nil, "m5 is left")
    }

    @Test("by two desks at once moves each message once", arguments: 0..<3)
    func race(round: Int) async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m0").receipt.ticket)
        var messages: [MessageID] = []
        for number in 1...4 { messages.append(try #require(try await team.receive("m\(number)").receipt.message)) }
        let wanted = messages
        async let left = team.refusal(.split(ticket, Array(wanted[0...2])), as: .agent, on: team.office.desk)
        async let right = team.refusal(.split(ticket, Array(wanted[1...3])), as: .supervisor, on: team.office.other)
        let refusals = try await [left, right].compactMap { $0?.code }
        #expect(refusals == [.invalid(path: "params.messages")])
        let views = try await team.office.desk.inbox(
            InboxRequest(view: .all), atLeast: team.head(), as: team.member(.agent), deadline: .soon
        ).tickets.map(\.id)
        var found: [String?] = []
        for id in views { found += try await texts(id, in: team) }
        #expect(views.count == 2 && found.count == 5 && Set(found).count == 5)
    }

    @Test("is the same when the views are made anew")
    func anew() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let second = try #require(try await team.receive("m2").receipt.message)
        let new = try await split(ticket, [second], in: team)
        let before = [try await team.ticket(ticket), try await team.ticket(new)]
        try await office.rebuild()
        #expect(try await [team.ticket(ticket), team.ticket(new)] == before)
    }
}
