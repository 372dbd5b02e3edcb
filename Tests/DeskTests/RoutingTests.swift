internal import Desk
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("What connectors bring", .timeLimit(.minutes(5)))
struct RoutingTests {
    @Test("reopens the customer's own resolved ticket that it answers")
    func ownTicket() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.act(.resolve, on: ticket)
        let again = try await team.receive("m2", answering: "m1", on: team.office.other)
        #expect(again.receipt.ticket == ticket)
        #expect(try await team.ticket(ticket).ticket.status == .open)
        #expect(try await team.ticket(ticket).items.map(\.type).suffix(2) == ["ticket.reopened", "message.received"])
    }

    @Test("gets a ticket of its own where it answers somebody else's, and says whose")
    func anothersTicket() async throws {
        let team = try await Team.create()
        let anns = try await team.receive("m1", from: "@ann")
        let bobs = try await team.receive("m2", from: "@bob", answering: "m1")
        #expect(bobs.receipt.ticket != anns.receipt.ticket && bobs.receipt.customer != anns.receipt.customer)
        let ticket = try #require(bobs.receipt.ticket)
        guard case .messageReceived(let message)? = try await team.ticket(ticket).items.last?.recorded.event else {
            throw SupportError("there is no message")
        }
        #expect(message.thread == anns.receipt.ticket && message.answers == anns.position)
    }

    @Test("a reply goes to what it answers, else to whom it names, else nowhere")
    func replies() async throws {
        let team = try await Team.create()
        let anns = try await team.receive("m1", from: "@ann")
        let answer = try await team.run(try team.reply("r1", answering: "m1", to: "@bob"), as: .connector)
        #expect(answer.receipt.ticket == anns.receipt.ticket && answer.receipt.customer == anns.receipt.customer)
        let named = try await team.run(try team.reply("r2", answering: "nowhere", to: "@bob"), as: .connector)
        #expect(named.receipt.ticket != anns.receipt.ticket)
        #expect(try await team.receive("m2", from: "@bob").receipt.ticket == named.receipt.ticket)
        let nobody = try await team.refusal(try team.reply("r3", answering: "nowhere"), as: .connector)
        #expect(nobody?.code == .invalid(path: "params.to"))
        // What was refused is not there: the external id is free.
        let freed = try await team.run(try team.reply("r3", to: "@ann"), as: .connector)
        #expect(freed.receipt.ticket == anns.receipt.ticket && freed.receipt.duplicate == false)
    }

    @Test("a post belongs to no ticket, and neither does what answers it")
    func posts() async throws {
        let team = try await Team.create()
        for (number, desk) in [team.office.desk, team.office.other, team.office.desk].enumerated() {
            let post = try await team.run(try team.post("p\(number)"), as: .connector, on: desk)
            #expect(post.receipt.ticket == nil && post.receipt.post != nil)
        }
        let answer = try await team.receive("m1", answering: "p1")
        #expect(answer.receipt.ticket != nil && answer.receipt.duplicate == false)
    }
}
