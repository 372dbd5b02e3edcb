internal import Desk
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("A reply's delivery", .timeLimit(.minutes(5)))
struct DeliveryTests {
    /// A ticket with a reply that is to go out.
    private func replied(in team: Team) async throws -> (ticket: TicketID, reply: ReplyID) {
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let reply = try await team.act(.reply(text: "On its way.", seen: nil), on: ticket)
        return (ticket, try #require(reply.receipt.reply))
    }

    @Test("is attempted by one of many connectors at once on two desks, and the others are told who it was")
    func oneWinner() async throws {
        let team = try await Team.create()
        let (_, reply) = try await replied(in: team)
        let before = try await team.head()
        let refusals = try await withThrowingTaskGroup(of: DeskError?.self) { group in
            for number in 0..<20 {
                let desk = number.isMultiple(of: 2) ? team.office.desk : team.office.other
                group.addTask { try await team.refusal(.attempt(reply, 1), as: .connector, on: desk) }
            }
            return try await group.reduce(into: [DeskError?]()) { $0.append($1) }
        }
        let taker = try team.member(.connector).agent
        let losers = refusals.compactMap(\.self)
        #expect(losers.count == 19)
        for loser in losers {
            guard case .alreadyTaken(let holder) = loser.code else { throw SupportError("refused otherwise: \(loser)") }
            #expect(holder?.id == taker && !loser.message.contains("Secretname"))
        }
        #expect(try await team.head().value == before.value + 1)
    }

    @Test("that was attempted under a command id is answered so again, whatever came of it")
    func repeated() async throws {
        let team = try await Team.create()
        let (_, reply) = try await replied(in: team)
        let id = CommandID.random()
        let first = try await team.run(.attempt(reply, 1), id: id, as: .connector)
        _ = try await team.run(.heard(.delivered, of: reply, attempt: 1), as: .connector)
        #expect(try await team.run(.attempt(reply, 1), id: id, as: .connector, on: team.office.other) == first)
    }

    @Test("is told by its items, and a retry makes a second attempt of what failed")
    func retried() async throws {
        let team = try await Team.create()
        let (ticket, reply) = try await replied(in: team)
        _ = try await team.run(.attempt(reply, 1), as: .connector)
        _ = try await team.run(.heard(.sent, of: reply, attempt: 1, externalId: "e1"), as: .connector)
        _ = try await team.run(.heard(.failed, of: reply, attempt: 1, reason: "mailbox full"), as: .connector)
        #expect(try await team.ticket(ticket).ticket.status == .open)
        let early = try await team.refusal(.attempt(reply, 2), as: .connector)
        #expect(early?.code == .invalid(path: "params.attempt"))
        let retry = try await team.run(.retry(reply), as: .supervisor, on: team.office.other)
        #expect(retry.receipt.attempt == 2 && retry.receipt.reply == reply)
        #expect(try await team.ticket(ticket).ticket.status == .pending)
        #expect(try await team.ticket(ticket).ticket.waitingSince == nil)
        #expect(try await team.refusal(.retry(reply), as: .agent)?.code == .invalidState("requested"))
        _ = try await team.run(.attempt(reply, 2), as: .connector)
        // The first attempt's late receipts: the failure is no news, the delivery is.
        let head = try await team.head()
        let late = try await team.run(.heard(.failed, of: reply, attempt: 1), as: .connector)
        #expect(try await team.head() == head && late.position == head)
        _ = try await team.run(.heard(.delivered, of: reply, attempt: 1), as: .connector)
        _ = try await team.run(.heard(.read, of: reply), as: .connector)
        let items = try await team.ticket(ticket).items.suffix(8)
        #expect(
            items.map(\.type) == [
                "reply.sent", "reply.attempted", "reply.carried", "reply.failed", "reply.retried", "reply.attempted",
                "reply.delivered", "reply.read",
            ])
        let sealed = items.compactMap(\.personal)
        #expect(sealed.compactMap(\.externalId) == ["e1"] && sealed.compactMap(\.reason) == ["mailbox full"])
        #expect(try await team.refusal(.retry(reply), as: .agent)?.code == .invalidState("read"))
    }

    @Test("of which nobody can tell makes it our turn, and what the customer said in between keeps it so after a retry")
    func lost() async throws {
        let team = try await Team.create()
        let (ticket, reply) = try await replied(in: team)
        _ = try await team.run(.attempt(reply, 1), as: .connector)
        _ = try await team.run(.heard(.unknown, of: reply, attempt: 1, reason: "died"), as: .connector)
        #expect(try await team.ticket(ticket).ticket.status == .open)
        _ = try await team.receive("m2")
        _ = try await team.run(.retry(reply), as: .agent)
        let answer = try await team.ticket(ticket)
        #expect(answer.ticket.status == .open && answer.ticket.preview == "text of m2")
    }

    @Test("that a connector took which never comes back is given up by a supervisor, and is to go out again then")
    func givenUp() async throws {
        let team = try await Team.create()
        let (ticket, reply) = try await replied(in: team)
        let early = try await team.refusal(.heard(.unknown, of: reply), as: .supervisor)
        #expect(early?.code == .invalidState("requested"))
        _ = try await team.run(.attempt(reply, 1), as: .connector)
        #expect(try await team.refusal(.retry(reply), as: .agent)?.code == .invalidState("attempted"))
        _ = try await team.run(.heard(.unknown, of: reply, reason: "replaced"), as: .supervisor)
        let item = try #require(try await team.ticket(ticket).items.last)
        #expect(item.type == "reply.lost" && item.personal?.reason == "replaced" && item.by.kind == "human")
        #expect(try await team.run(.retry(reply), as: .agent).receipt.attempt == 2)
        let outbox = try await team.office.desk.outbox(
            OutboxRequest(), atLeast: team.head(), as: team.member(.connector), deadline: .soon)
        #expect(outbox.items.map(\.attempt) == [2] && outbox.items.map(\.delivery) == [.requested])
    }

    @Test("is the connectors' to tell, and a retry people's")
    func whoMay() async throws {
        let team = try await Team.create()
        let (_, reply) = try await replied(in: team)
        for command in [DeskCommand.attempt(reply, 1), .heard(.read, of: reply), .heard(.unknown, of: reply)] {
            let needed: [Role] = command == .heard(.unknown, of: reply) ? [.connector, .supervisor] : [.connector]
            #expect(try await team.refusal(command, as: .agent)?.code == .forbidden(needs: needed))
        }
        for role in [Role.trainee, .bot, .connector, .auditor] {
            let refusal = try await team.refusal(.retry(reply), as: role)
            #expect(refusal?.code == .forbidden(needs: [.agent, .supervisor]))
        }
    }
}
