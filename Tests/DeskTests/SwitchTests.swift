internal import Desk
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("Customers who are asked to go on elsewhere", .timeLimit(.minutes(5)))
struct SwitchTests {
    private func wish(
        _ target: String, _ reason: String, words: String? = nil, text: String? = nil, seen: LogPosition? = nil
    ) throws -> TicketAction {
        .askSwitch(
            SwitchWish(
                to: try #require(SwitchTarget(target)), because: try #require(SwitchReason(reason)), words: words,
                text: text, seen: seen))
    }

    private func stats(of team: Team) async throws -> StatsAnswer {
        try await team.office.desk.stats(atLeast: team.head(), as: team.member(.agent), deadline: .soon)
    }

    @Test("are counted by where, where to and why, with the reply that asks it")
    func counting() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let message = try await team.receive("m1")
        let ticket = try #require(message.receipt.ticket)
        let id = CommandID.random()
        let command = DeskCommand.ticket(
            ticket, try wish("email", "documents", words: "needs a signature", text: "By mail, please."))
        let done = try await team.run(command, id: id, as: .agent)
        #expect(done.receipt.replyStatus == .sent)
        let reply = try #require(done.receipt.reply)
        #expect(try await team.run(command, id: id, as: .agent, on: office.other) == done)
        let items = try await team.ticket(ticket).items.suffix(2)
        #expect(items.map(\.type) == ["ticket.switchAsked", "reply.sent"])
        #expect(items.first?.personal?.reason == "needs a signature")
        #expect(try await team.ticket(ticket).ticket.status == .pending)
        let outbox = try await office.desk.outbox(
            OutboxRequest(), atLeast: team.head(), as: team.member(.connector), deadline: .soon)
        #expect(outbox.items.map(\.reply) == [reply] && outbox.items.first?.text == "By mail, please.")

        _ = try await team.act(try wish("email", "documents"), on: ticket, as: .supervisor, on: office.other)
        let private_ = try await team.act(try wish("x:@brand_private", "privacy"), on: ticket)
        #expect(private_.receipt.reply == nil && private_.receipt.replyStatus == nil)
        let counted = try await stats(of: team)
        let channel = try team.channel()
        func kind(_ target: String, _ reason: String) throws -> SwitchKind {
            SwitchKind(
                from: channel, to: try #require(SwitchTarget(target)), reason: try #require(SwitchReason(reason)))
        }
        #expect(counted.tally.switches == 3)
        #expect(
            counted.switches.map(\.kind) == [try kind("email", "documents"), try kind("x:@brand_private", "privacy")])
        #expect(counted.switches.map(\.count) == [2, 1])
        try await office.rebuild()
        #expect(try await stats(of: team) == counted)
    }

    @Test("are asked where they wrote last, of tickets that are merged")
    func merged() async throws {
        let team = try await Team.create()
        let ann = try #require(try await team.receive("m1").receipt.ticket)
        let bob = try #require(try await team.receive("m2", from: "@bob").receipt.ticket)
        _ = try await team.run(.merge(bob, into: ann), as: .agent)
        let asked = try await team.act(try wish("email", "documents", text: "By mail, please."), on: ann)
        #expect(asked.receipt.ticket == bob && asked.receipt.replyStatus == .sent)
        let items = try await team.ticket(bob).items.suffix(2)
        #expect(items.map(\.type) == ["ticket.switchAsked", "reply.sent"])
    }

    @Test("are asked by who may, elsewhere, and by nobody who has not seen what was said")
    func refusals() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let seen = try await team.head()
        _ = try await team.receive("m2")
        let stale = DeskCommand.ticket(ticket, try wish("email", "a", text: "By mail.", seen: seen))
        guard case .staleReply = try await team.refusal(stale, as: .agent)?.code else {
            throw SupportError("a stale reply went out with a switch")
        }
        let here = DeskCommand.ticket(ticket, try wish("x:@brand", "a"))
        #expect(try await team.refusal(here, as: .agent)?.code == .invalid(path: "params.to"))
        #expect(try await stats(of: team).tally.switches == 0)
        for role in [Role.bot, .trainee, .connector, .auditor] {
            guard case .forbidden = try await team.refusal(stale, as: role)?.code else {
                throw SupportError("\(role) may ask customers to go elsewhere")
            }
        }
    }
}
