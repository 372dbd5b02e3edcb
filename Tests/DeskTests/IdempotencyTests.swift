internal import Desk
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("A command id", .timeLimit(.minutes(5)))
struct IdempotencyTests {
    @Test("used by forty at once on two desks has one effect and forty equal answers")
    func atOnce() async throws {
        let team = try await Team.create()
        let (id, command, before) = (CommandID.random(), try team.message("m1"), try await team.head())
        let answers = try await withThrowingTaskGroup(of: CommandResult.self) { group in
            for number in 0..<40 {
                let desk = number.isMultiple(of: 2) ? team.office.desk : team.office.other
                group.addTask { try await team.run(command, id: id, as: .connector, on: desk) }
            }
            return try await group.reduce(into: Set<CommandResult>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
        #expect(answers.first?.receipt.duplicate == false)
        #expect(try await team.head().value == before.value + 3, "a customer, a ticket and a message")
    }

    @Test("gets its first answer again after whatever came later, on either desk")
    func repeatedLater() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let id = CommandID.random()
        let first = try await team.run(.ticket(ticket, .claim), id: id, as: .agent)
        _ = try await team.act(.release, on: ticket)
        _ = try await team.act(.claim, on: ticket, as: .supervisor, on: team.office.other)
        _ = try await team.act(.resolve, on: ticket, as: .supervisor)
        let before = try await team.head()
        #expect(try await team.run(.ticket(ticket, .claim), id: id, as: .agent) == first)
        #expect(try await team.run(.ticket(ticket, .claim), id: id, as: .agent, on: team.office.other) == first)
        #expect(try await team.head() == before)
    }

    @Test(
        "of what changed nothing is done as well: a late copy has no effect either, on either desk",
        arguments: [false, true])
    func nothingChanged(isLateOnOther: Bool) async throws {
        let team = try await Team.create()
        let late = isLateOnOther ? team.office.other : team.office.desk
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let tag = try #require(Tag("parcel"))
        _ = try await team.act(.tag([tag]), on: ticket)
        _ = try await team.act(.claim, on: ticket)
        let commands: [(Role, TicketAction)] = [(.agent, .tag([tag])), (.agent, .claim), (.supervisor, .reopen)]
        var first: [(id: CommandID, role: Role, action: TicketAction, told: CommandResult)] = []
        for (role, action) in commands {
            let id = CommandID.random()
            first.append((id, role, action, try await team.run(.ticket(ticket, action), id: id, as: role)))
        }
        let position = try await team.head()
        #expect(first.allSatisfy { $0.told.position == position }, "told is what is there already")
        _ = try await team.act(.untag([tag]), on: ticket, on: team.office.other)
        _ = try await team.act(.release, on: ticket, on: team.office.other)
        _ = try await team.act(.resolve, on: ticket, on: team.office.other)
        let before = try await team.head()
        for (id, role, action, told) in first {
            #expect(try await team.run(.ticket(ticket, action), id: id, as: role, on: late) == told)
            #expect(try await team.refusal(.ticket(ticket, .resolve), id: id, as: role)?.code == .commandReused)
        }
        #expect(try await team.head() == before)
    }

    @Test("belongs to one request: with another it is refused, whatever would become of that")
    func reused() async throws {
        let team = try await Team.create()
        let id = CommandID.random()
        let ticket = try #require(try await team.run(try team.message("m1"), id: id, as: .connector).receipt.ticket)
        let nobody = TicketID(CommandID.random().id)
        for other in [try team.message("m2"), try team.post("m1"), try team.reply("m1", to: "@ann")] {
            #expect(try await team.refusal(other, id: id, as: .connector)?.code == .commandReused)
        }
        for other in [DeskCommand.ticket(ticket, .claim), .ticket(ticket, .release), .ticket(nobody, .claim)] {
            #expect(try await team.refusal(other, id: id, as: .agent)?.code == .commandReused)
        }
    }

    @Test("that was refused had no effect: it may be used again when things have changed")
    func refusedFirst() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.act(.claim, on: ticket, as: .supervisor)
        // Once the views know it, so does the desk what the holder is called.
        #expect(try await team.ticket(ticket).ticket.assignee?.name == "Secretname supervisor")
        let id = CommandID.random()
        for _ in 0..<2 {
            let refusal = try await team.refusal(.ticket(ticket, .claim), id: id, as: .agent)
            let supervisor = try team.member(.supervisor).agent
            guard case .alreadyClaimed(let holder)? = refusal?.code else { throw SupportError("it was not refused") }
            #expect(holder.id == supervisor && holder.name == "Secretname supervisor")
            #expect(refusal?.message.contains("Secretname") == false, "messages hold nothing personal")
        }
        let release = try await team.refusal(.ticket(ticket, .release), as: .agent)
        #expect(release?.message.contains("Secretname") == false)
        _ = try await team.act(.release, on: ticket, as: .supervisor)
        #expect(try await team.run(.ticket(ticket, .claim), id: id, as: .agent).position == team.head())
    }

    @Test("makes no difference to what an external id names: that is there once, and of one kind")
    func externalIds() async throws {
        let team = try await Team.create()
        let message = try await team.receive("m1")
        let reply = try await team.run(try team.reply("r1", answering: "m1"), as: .connector)
        let post = try await team.run(try team.post("p1"), as: .connector)
        let before = try await team.head()
        for desk in [team.office.desk, team.office.other] {
            let again = try await team.receive("m1", on: desk)
            #expect(again.receipt.message == message.receipt.message && again.receipt.duplicate == true)
            #expect(again.receipt.ticket == message.receipt.ticket && again.position == message.position)
            let replied = try await team.run(try team.reply("r1", answering: "m1"), as: .connector, on: desk)
            #expect(replied.receipt.reply == reply.receipt.reply && replied.position == reply.position)
            let posted = try await team.run(try team.post("p1"), as: .connector, on: desk)
            #expect(posted.receipt.post == post.receipt.post && posted.receipt.duplicate == true)
            for taken in ["r1", "p1"] {
                let refusal = try await team.refusal(try team.message(taken), as: .connector, on: desk)
                #expect(refusal?.code == .externalIdTaken)
            }
            #expect(try await team.refusal(try team.post("m1"), as: .connector, on: desk)?.code == .externalIdTaken)
        }
        #expect(try await team.head() == before)
    }
}
