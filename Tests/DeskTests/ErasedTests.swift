internal import Desk
internal import EventLog
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("A customer who was erased", .timeLimit(.minutes(5)))
struct ErasedTests {
    /// What says something of @ann, who has written m1 and m2 and got a reply, and for whom somebody has drafted another.
    private static func words(
        _ team: Team, ticket: TicketID, customer: CustomerID, reply: ReplyID, draft: ReplyID
    ) throws -> [(command: DeskCommand, role: Role)] {
        let channel = try team.channel()
        let target = try #require(SwitchTarget("email"))
        let reason = try #require(SwitchReason("documents"))
        func wish(words: String?, text: String?) -> DeskCommand {
            .ticket(ticket, .askSwitch(SwitchWish(to: target, because: reason, words: words, text: text, seen: nil)))
        }
        let gesture = Intake.Gesture(
            channel: channel, externalId: "s1", signal: .reaction, tone: .bad, emoji: nil, occurredAt: nil)
        let opinion = Intake.Opinion(
            channel: channel, externalId: "f1", score: 1, scale: 5, text: "No.", occurredAt: nil)
        return [
            (.ticket(ticket, .reply(text: "Hello.", seen: nil)), .agent),
            (.ticket(ticket, .draft(text: "Hello?", seen: nil)), .agent),
            (.ticket(ticket, .note(text: "Hm.", mentions: [])), .agent),
            (wish(words: "a signature", text: nil), .agent), (wish(words: nil, text: "By mail."), .agent),
            (.approve(draft, text: "In other words.", seen: nil), .supervisor),
            (.reject(draft, reason: "No."), .supervisor),
            (.heard(.sent, of: reply, externalId: "e1"), .connector),
            (.heard(.delivered, of: reply, externalId: "e1"), .connector),
            (.heard(.failed, of: reply, reason: "Full."), .connector),
            (.heard(.unknown, of: reply, reason: "Lost."), .connector),
            (try team.message("m3"), .connector), (try team.reply("r3", to: "@ann"), .connector),
            (.edit(MessageChange(channel: channel, externalId: "m1", text: "other words")), .connector),
            (.withdraw(MessageWithdrawal(channel: channel, externalId: "m2")), .connector),
            (
                .signal(
                    IncomingSignal(gesture: gesture, author: NetworkIdentity(handle: "@ann"), object: .external("m1"))),
                .connector
            ),
            (.feedback(IncomingFeedback(opinion, about: .ticket(ticket))), .connector),
            (.block(customer, true, reason: "Rude."), .agent),
            (
                .customer(
                    .link(customer, CustomerIdentity(network: "email", handle: "ann@example.org"))), .agent
            ),
        ]
    }

    @Test("is not written of any more: whatever says something of them is refused for good, and nothing is recorded")
    func words() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let message = try await team.receive("m1")
        let ticket = try #require(message.receipt.ticket)
        let customer = try #require(message.receipt.customer)
        _ = try await team.receive("m2")
        let reply = try #require(try await team.act(.reply(text: "Hello.", seen: nil), on: ticket).receipt.reply)
        _ = try await team.run(.attempt(reply, 1), as: .connector)
        let draft = try #require(
            try await team.act(.draft(text: "Well?", seen: nil), on: ticket, as: .bot).receipt.reply)
        let noted = CommandID.random()
        let note = DeskCommand.ticket(ticket, .note(text: "Before.", mentions: []))
        let done = try await team.run(note, id: noted, as: .agent)
        try await office.erase(customer.id)
        let head = try await team.head()
        let words = try Self.words(team, ticket: ticket, customer: customer, reply: reply, draft: draft)
        for desk in [office.desk, office.other] {
            for (command, role) in words {
                #expect(try await team.refusal(command, as: role, on: desk)?.code == .erased, "\(command)")
            }
            // Done while there was a key, and sent again because the answer was lost.
            #expect(try await team.run(note, id: noted, as: .agent, on: desk) == done)
        }
        #expect(try await team.head() == head)
        // What says nothing of them is done as ever.
        _ = try await team.run(.heard(.delivered, of: reply), as: .connector)
        _ = try await team.act(.resolve, on: ticket)
        #expect(try await team.ticket(ticket).ticket.status == .resolved)
    }
}
