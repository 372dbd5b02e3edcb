internal import Desk
internal import EventCodec
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("A draft on the desk", .timeLimit(.minutes(5)))
struct DraftTests {
    private func drafted(
        by role: Role, on ticket: TicketID, in team: Team, saying text: String = "Soon?"
    ) async throws -> ReplyID {
        let result = try await team.act(.draft(text: text, seen: nil), on: ticket, as: role)
        #expect(result.receipt.replyStatus == .draft)
        return try #require(result.receipt.reply)
    }

    private func list(_ team: Team, _ request: DraftRequest = DraftRequest()) async throws -> [String?] {
        try await team.office.other.drafts(
            request, atLeast: try await team.head(), as: team.member(.agent), deadline: .soon
        ).drafts.map { $0.personal?.text }
    }

    @Test("waits until a colleague lets it go out in other words, which are what everybody reads")
    func edited() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let reply = try await team.act(.reply(text: "Tomorrow, surely!", seen: nil), on: ticket, as: .trainee)
        #expect(reply.receipt.replyStatus == .draft, "a trainee's reply waits")
        let draft = try #require(reply.receipt.reply)
        #expect(try await team.ticket(ticket).ticket.preview == "text of m1", "a draft is not said yet")
        #expect(try await list(team) == ["Tomorrow, surely!"])
        let approved = try await team.run(
            .approve(draft, text: "On Tuesday.", seen: nil), as: .agent, on: team.office.other)
        #expect(approved.receipt.reply == draft)
        let answer = try await team.ticket(ticket)
        #expect(answer.ticket.preview == "On Tuesday." && answer.ticket.status == .pending)
        let said = answer.items.suffix(2)
        #expect(said.map(\.type) == ["reply.drafted", "reply.approved"])
        #expect(said.map { $0.personal?.text } == ["Tomorrow, surely!", "On Tuesday."])
        #expect(said.map(\.by.name) == ["Secretname trainee", "Secretname agent"])
        #expect(try await list(team) == [])
    }

    @Test("that goes out as it is shows its words in the inbox, and in what a colleague missed")
    func unedited() async throws {
        let team = try await Team.create()
        let first = try await team.receive("m1")
        let ticket = try #require(first.receipt.ticket)
        let draft = try await drafted(by: .bot, on: ticket, in: team)
        _ = try await team.run(.approve(draft, text: nil, seen: nil), as: .agent)
        #expect(try await team.ticket(ticket).ticket.preview == "Soon?")
        let refusal = try await team.refusal(
            .ticket(ticket, .reply(text: "Never.", seen: first.position)), as: .supervisor, on: team.office.other)
        guard case .staleReply(let missed)? = refusal?.code else { throw SupportError("it is not stale") }
        #expect(missed.map { $0.personal?.text } == ["Soon?"])
    }

    @Test("is not approved by who wrote it, nor by a trainee, a bot or anybody twice")
    func whoMay() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let draft = try await drafted(by: .agent, on: ticket, in: team)
        for role in [Role.trainee, .bot, .auditor, .connector] {
            let refusal = try await team.refusal(.approve(draft, text: nil, seen: nil), as: role)
            #expect(refusal?.code == .forbidden(needs: [.agent, .supervisor]))
        }
        #expect(try await team.refusal(.approve(draft, text: nil, seen: nil), as: .agent)?.code == .ownDraft)
        #expect(try await team.refusal(.approve(draft, text: "I!", seen: nil), as: .agent)?.code == .ownDraft)
        #expect(try await team.refusal(.approve(draft, text: nil, seen: nil), as: .supervisor) == nil)
        let again = try await team.refusal(.approve(draft, text: nil, seen: nil), as: .supervisor)
        #expect(again?.code == .invalidState("sent"))
    }

    @Test("of two who approve and reject it at once on two desks is decided once")
    func oneWinner() async throws {
        let team = try await Team.create()
        for number in 0..<8 {
            let ticket = try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket)
            let draft = try await drafted(by: .bot, on: ticket, in: team)
            async let left = team.refusal(.approve(draft, text: nil, seen: nil), as: .agent)
            async let right = team.refusal(.reject(draft, reason: "no"), as: .supervisor, on: team.office.other)
            let refusals = try await [left, right].compactMap { $0?.code }
            #expect(refusals == [.invalidState("rejected")] || refusals == [.invalidState("sent")])
        }
    }

    @Test("is rejected with a reason, which its author reads")
    func rejected() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let draft = try await drafted(by: .trainee, on: ticket, in: team)
        let rejected = try await team.run(.reject(draft, reason: "We promise no dates."), as: .supervisor)
        let answer = try await team.ticket(ticket)
        #expect(rejected.receipt.version == answer.ticket.version && rejected.position == answer.asOf)
        #expect(answer.items.last?.type == "reply.rejected")
        #expect(answer.items.last?.personal?.reason == "We promise no dates.")
        #expect(answer.ticket.status == .open && answer.ticket.preview == "text of m1")
        #expect(try await list(team) == [])
        let late = try await team.refusal(.approve(draft, text: nil, seen: nil), as: .agent)
        #expect(late?.code == .invalidState("rejected"))
        // Whoever rejects what is rejected already is not told otherwise.
        #expect(try await team.run(.reject(draft, reason: "Nor that."), as: .agent).position == rejected.position)
    }

    @Test("dies in the same append as the customer's next message, and that message is what the connector is told")
    func lapsed() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let (first, second) = (
            try await drafted(by: .bot, on: ticket, in: team), try await drafted(by: .trainee, on: ticket, in: team)
        )
        let before = try await team.head()
        let message = try await team.receive("m2", on: team.office.other)
        #expect(message.position.value == before.value + 3)
        #expect(try await team.receive("m2").position == message.position, "the same for a repetition")
        #expect(
            try await team.ticket(ticket).items.suffix(3).map(\.type) == [
                "reply.lapsed", "reply.lapsed", "message.received",
            ])
        #expect(try await list(team) == [])
        for draft in [first, second] {
            let refusal = try await team.refusal(.approve(draft, text: nil, seen: message.position), as: .agent)
            #expect(refusal?.code == .invalidState("lapsed"))
        }
        _ = try await team.receive("m3")
        #expect(try await team.ticket(ticket).items.suffix(1).map(\.type) == ["message.received"])
    }

    @Test(
        "dies with what it answers: when the customer edits or withdraws a message, and not when an edit came too late")
    func changed() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let channel = try team.channel()
        func edit(to text: String, at seconds: Int64) -> DeskCommand {
            .edit(
                MessageChange(
                    channel: channel, externalId: "m1", text: text,
                    occurredAt: Instant(microseconds: seconds * 1_000_000)))
        }
        let withdrawal = DeskCommand.withdraw(MessageWithdrawal(channel: channel, externalId: "m1"))
        for (change, type) in [(edit(to: "second words", at: 9), "message.edited"), (withdrawal, "message.withdrawn")] {
            let draft = try await drafted(by: .bot, on: ticket, in: team)
            _ = try await drafted(by: .trainee, on: ticket, in: team)
            let changed = try await team.run(change, as: .connector, on: team.office.other)
            let answer = try await team.ticket(ticket)
            #expect(answer.items.suffix(3).map(\.type) == ["reply.lapsed", "reply.lapsed", type])
            #expect(changed.position == answer.asOf && changed.receipt.version == answer.ticket.version)
            #expect(
                try await team.run(change, as: .connector).position == changed.position, "the same for a repetition")
            #expect(try await list(team) == [])
            let refusal = try await team.refusal(.approve(draft, text: nil, seen: answer.asOf), as: .agent)
            #expect(refusal?.code == .invalidState("lapsed"))
        }
        _ = try await drafted(by: .bot, on: ticket, in: team)
        _ = try await team.run(edit(to: "no words", at: 8), as: .connector)
        #expect(try await list(team) == ["Soon?"])
    }

    @Test("goes out in other words only by whoever may answer alone there, and as it is by any colleague")
    func ownWords() async throws {
        let team = try await Team.create()
        // Both desks know that nothing is set.
        let ticket = try #require(try await team.receive("m1", on: team.office.other).receipt.ticket)
        let strict = ChannelSettings(channel: try team.channel(), alone: [.supervisor])
        _ = try await team.run(.setting(.setChannel(strict)), as: .admin)
        let drafts = [
            try await drafted(by: .bot, on: ticket, in: team), try await drafted(by: .bot, on: ticket, in: team),
            try await drafted(by: .bot, on: ticket, in: team),
        ]
        func approve(_ number: Int, _ text: String?) -> DeskCommand { .approve(drafts[number], text: text, seen: nil) }
        // The other desk has not heard of the setting: the append tells it.
        let refusal = try await team.refusal(approve(0, "Mine!"), as: .agent, on: team.office.other)
        #expect(refusal?.code == .forbidden(needs: [.supervisor]))
        #expect(try await team.refusal(approve(0, nil), as: .agent) == nil)
        #expect(try await team.refusal(approve(1, "Ours."), as: .supervisor) == nil)
        _ = try await team.run(.setting(.retireChannel(try team.channel())), as: .admin)
        // Nor of its end: no append tells of a refusal.
        #expect(try await team.refusal(approve(2, "Mine."), as: .agent, on: team.office.other) == nil)
    }

    @Test("is not approved by a trainee, whatever else they are")
    func trainees() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let draft = try await drafted(by: .bot, on: ticket, in: team)
        let both = try team.member(.agent).also(.trainee)
        let desk = team.office.desk
        for text in [nil, "Mine!"] {
            await #expect {
                try await desk.execute(
                    .approve(draft, text: text, seen: nil), id: .random(), as: both, deadline: .soon)
            } throws: { ($0 as? DeskError)?.code == .forbidden(needs: [.agent, .supervisor]) }
        }
        #expect(try await list(team) == ["Soon?"])
    }

    @Test("that is approved while the customer writes either went out before or is dead", arguments: 0..<6)
    func race(number: Int) async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let draft = try await drafted(by: .bot, on: ticket, in: team)
        async let approval = team.refusal(.approve(draft, text: nil, seen: nil), as: .agent)
        async let message = team.receive("m2", on: team.office.other)
        let (refusal, _) = try await (approval, message)
        let types = try await team.ticket(ticket).items.suffix(2).map(\.type)
        if refusal == nil {
            #expect(types == ["reply.approved", "message.received"])
        } else {
            #expect(refusal?.code == .invalidState("lapsed") && types == ["reply.lapsed", "message.received"])
        }
    }

    @Test("is listed with others, the oldest first, by channel and by team, page after page")
    func listed() async throws {
        let team = try await Team.create()
        for number in 0..<5 {
            let ticket = try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket)
            _ = try await drafted(by: .bot, on: ticket, in: team, saying: "d\(number)")
            if number > 2 { _ = try await team.act(.assign(agent: nil, team: TeamID("depot")), on: ticket) }
        }
        #expect(try await list(team) == ["d0", "d1", "d2", "d3", "d4"])
        #expect(try await list(team, DraftRequest(team: TeamID("depot"))) == ["d3", "d4"])
        #expect(try await list(team, DraftRequest(channel: try team.channel(), limit: 2)) == ["d0", "d1"])
        #expect(try await list(team, DraftRequest(channel: ChannelID("x:@other"))) == [])
        var (request, pages): (DraftRequest, [[String?]]) = (DraftRequest(limit: 2), [])
        repeat {
            let answer = try await team.office.desk.drafts(
                request, atLeast: try await team.head(), as: team.member(.trainee), deadline: .soon)
            pages.append(answer.drafts.map { $0.personal?.text })
            request.cursor = answer.next
        } while request.cursor != nil
        #expect(pages == [["d0", "d1"], ["d2", "d3"], ["d4"]])
        let (desk, head, bot) = (team.office.desk, try await team.head(), try team.member(.bot))
        await #expect { try await desk.drafts(DraftRequest(), atLeast: head, as: bot, deadline: .soon) } throws: {
            ($0 as? DeskError)?.code == .forbidden(needs: [.agent, .auditor, .supervisor, .trainee])
        }
    }

    @Test("on a part of a conversation is listed with the team that has the conversation, and on the part's channel")
    func listedOfPart() async throws {
        let team = try await Team.create()
        let ann = try #require(try await team.receive("m1").receipt.ticket)
        let help = try #require(ChannelID("x:@help"))
        let message = IncomingMessage(
            channel: help, externalId: "m2", author: NetworkIdentity(handle: "@bob"), text: "text of m2")
        let bob = try #require(try await team.run(.receive(message), as: .connector).receipt.ticket)
        let (depot, front) = (TeamID("depot"), TeamID("front"))
        _ = try await team.act(.assign(agent: nil, team: depot), on: bob)
        _ = try await team.run(.merge(bob, into: ann), as: .agent)
        _ = try await team.act(.assign(agent: nil, team: front), on: ann)
        let reply = try await team.act(.reply(text: "Soon?", seen: nil), on: ann, as: .trainee)
        #expect(reply.receipt.taker == bob && reply.receipt.replyStatus == .draft, "Bob wrote last")
        #expect(try await list(team, DraftRequest(team: front)) == ["Soon?"])
        #expect(try await list(team, DraftRequest(team: depot)) == [])
        #expect(try await list(team, DraftRequest(channel: help, team: front)) == ["Soon?"])
        #expect(try await list(team, DraftRequest(channel: try team.channel(), team: front)) == [])
        _ = try await team.run(.unmerge(bob), as: .agent)
        #expect(try await list(team, DraftRequest(team: front)) == [])
        #expect(try await list(team, DraftRequest(team: depot)) == ["Soon?"])
    }

    @Test("is there after the views were made anew, and gone from all lists once its customer is erased but for its id")
    func rebuilt() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let message = try await team.receive("m1")
        let ticket = try #require(message.receipt.ticket)
        _ = try await drafted(by: .bot, on: ticket, in: team)
        try await office.rebuild()
        #expect(try await list(team) == ["Soon?"])
        try await office.erase(try #require(message.receipt.customer).id)
        let answer = try await team.office.desk.drafts(
            DraftRequest(), atLeast: .beforeAll, as: team.member(.agent), deadline: .soon)
        #expect(answer.drafts.map(\.isErased) == [true] && answer.drafts.first?.personal == nil)
    }

    @Test(
        "is what a reply becomes where its channel does not let its author answer alone, from that setting's position on"
    )
    func channelPolicy() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        func answer(as role: Role) async throws -> ReplyStatus? {
            try await team.act(.reply(text: "hm", seen: nil), on: ticket, as: role).receipt.replyStatus
        }
        #expect(try await [answer(as: .agent), answer(as: .bot), answer(as: .trainee)] == [.sent, .draft, .draft])
        let strict = ChannelSettings(channel: try team.channel(), alone: [.bot, .supervisor])
        _ = try await team.run(.setting(.setChannel(strict)), as: .admin, on: team.office.other)
        // This desk has not heard of it: the append tells it.
        #expect(try await [answer(as: .agent), answer(as: .bot), answer(as: .supervisor)] == [.draft, .sent, .sent])
        _ = try await team.run(.setting(.retireChannel(try team.channel())), as: .admin, on: team.office.other)
        #expect(try await [answer(as: .agent), answer(as: .bot)] == [.sent, .draft])
    }

    @Test("is approved once under one command id, with the same words")
    func idempotent() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let draft = try await drafted(by: .bot, on: ticket, in: team)
        let (id, command) = (CommandID.random(), DeskCommand.approve(draft, text: "Now.", seen: nil))
        let first = try await team.run(command, id: id, as: .agent)
        #expect(try await team.run(command, id: id, as: .agent, on: team.office.other) == first)
        for other in [DeskCommand.approve(draft, text: nil, seen: nil), .approve(draft, text: "Then.", seen: nil)] {
            #expect(try await team.refusal(other, id: id, as: .agent)?.code == .commandReused)
        }
    }
}
