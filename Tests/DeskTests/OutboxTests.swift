internal import Desk
internal import Identity
internal import Projections
internal import Support
import Testing
internal import Ticketing

@Suite("The outbox", .timeLimit(.minutes(5)))
struct OutboxTests {
    private func list(_ team: Team, _ request: OutboxRequest = OutboxRequest()) async throws -> [OutboxItem] {
        try await team.office.other.outbox(
            request, atLeast: try await team.head(), as: team.member(.connector), deadline: .soon
        ).items
    }

    /// What whoever follows the outbox is asked to send, up to the log's end.
    private func follow(
        _ team: Team, channels: Set<ChannelID>? = nil, after: LogPosition = .beforeAll, eventsMax: Int = 2
    ) async throws -> [OutboxItem] {
        let head = try await team.head()
        let filter = FeedFilter(isOutbox: true, channels: channels)
        let feed = try await team.office.other.subscribe(after: after, filter: filter, as: team.member(.connector))
        var upTo = after
        var items: [OutboxItem] = []
        while upTo < head {
            let stretch = try await feed.next(eventsMax: eventsMax)
            #expect(stretch.after == upTo && stretch.upTo > upTo && stretch.events.count <= eventsMax)
            #expect(stretch.events.allSatisfy { $0.outbox?.position == $0.position })
            items += stretch.events.compactMap(\.outbox)
            upTo = stretch.upTo
        }
        return items
    }

    @Test("says whether the channel does once what is sent twice, as its settings have it now")
    func idempotency() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.act(.reply(text: "One.", seen: nil), on: ticket)
        #expect(try await list(team).map(\.isIdempotent) == [false])
        let settings = ChannelSettings(channel: try team.channel(), isIdempotent: true)
        _ = try await team.run(.setting(.setChannel(settings)), as: .admin)
        #expect(try await list(team).map(\.isIdempotent) == [true])
        #expect(try await follow(team).map(\.isIdempotent) == [true])
    }

    @Test(
        "holds what was sent, approved or retried, with all that a connector needs, and nothing that waits for a person"
    )
    func items() async throws {
        let team = try await Team.create()
        let message = try await team.receive("m1", from: "@ann")
        let ticket = try #require(message.receipt.ticket)
        let sent = try #require(try await team.act(.reply(text: "One.", seen: nil), on: ticket).receipt.reply)
        _ = try await team.receive("m2", from: "@ann")
        let draft = try #require(
            try await team.act(.reply(text: "Two?", seen: nil), on: ticket, as: .bot).receipt.reply)
        #expect(try await list(team).map(\.reply) == [sent], "a draft is not in it")
        _ = try await team.act(.note(text: "secret", mentions: []), on: ticket)
        _ = try await team.run(.approve(draft, text: "Two.", seen: nil), as: .agent)
        let plain = try #require(
            try await team.act(.draft(text: "Three.", seen: nil), on: ticket, as: .trainee).receipt.reply)
        _ = try await team.run(.approve(plain, text: nil, seen: nil), as: .supervisor)
        let listed = try await list(team)
        let followed = try await follow(team)
        #expect(listed == followed)
        #expect(listed.map(\.reply) == [sent, draft, plain])
        #expect(listed.map(\.text) == ["One.", "Two.", "Three."])
        #expect(listed.map(\.inReplyTo) == ["m1", "m2", "m2"])
        #expect(listed.allSatisfy { $0.to.handle == "@ann" && $0.attempt == 1 && $0.delivery == .requested })
        #expect(listed.allSatisfy { $0.ticket == ticket && $0.channel.name == "x:@brand" && $0.taker == nil })
    }

    @Test("names as answered what the customer said last and has not taken back, edited or not")
    func answered() async throws {
        let team = try await Team.create()
        let channel = try team.channel()
        func withdraw(_ externalId: String) async throws {
            let withdrawal = MessageWithdrawal(channel: channel, externalId: externalId)
            _ = try await team.run(.withdraw(withdrawal), as: .connector)
        }
        func reply(to ticket: TicketID?) async throws -> ReplyID {
            let said = try await team.act(.reply(text: "Yes.", seen: nil), on: try #require(ticket))
            return try #require(said.receipt.reply)
        }
        let first = try await team.receive("m1", from: "@ann").receipt.ticket
        _ = try await team.receive("m2", from: "@ann")
        try await withdraw("m2")
        _ = try await reply(to: first)
        let second = try await team.receive("m3", from: "@bo").receipt.ticket
        _ = try await team.receive("m4", from: "@bo")
        let change = MessageChange(channel: channel, externalId: "m3", text: "new")
        _ = try await team.run(.edit(change), as: .connector)
        _ = try await reply(to: second)
        let third = try await team.receive("m5", from: "@cy").receipt.ticket
        let failed = try await reply(to: third)
        #expect(try await list(team).map(\.inReplyTo) == ["m1", "m4", "m5"])
        _ = try await team.run(.heard(.failed, of: failed), as: .connector)
        try await withdraw("m5")
        // What was said since is no part of what it answers.
        _ = try await team.receive("m6", from: "@cy")
        _ = try await team.run(.retry(failed), as: .agent)
        #expect(try await list(team).map(\.inReplyTo) == ["m1", "m4", nil])
        #expect(try await follow(team).map(\.inReplyTo) == ["m1", "m4", "m5", nil], "each as of its own position")
    }

    @Test("shows each reply where it is until its network has it, and asks again when somebody retries it")
    func ways() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let reply = try #require(try await team.act(.reply(text: "One.", seen: nil), on: ticket).receipt.reply)
        _ = try await team.run(.attempt(reply, 1), as: .connector)
        let taken = try #require(try await list(team).first)
        #expect(taken.delivery == .attempted && taken.taker != nil)
        _ = try await team.run(.heard(.sent, of: reply), as: .connector)
        #expect(try await list(team).isEmpty)
        _ = try await team.run(.heard(.failed, of: reply, reason: "bounced"), as: .connector)
        #expect(try await list(team).map(\.delivery) == [.failed])
        let before = try await team.head()
        // The customer speaks in between: the retried words still answer what they answered.
        _ = try await team.receive("m2")
        _ = try await team.run(.retry(reply), as: .agent)
        let again = try #require(try await follow(team, after: before).first)
        #expect(again.attempt == 2 && again.text == "One." && again.inReplyTo == "m1" && again.delivery == .requested)
        #expect(try await list(team) == [again])
        _ = try await team.run(.heard(.unknown, of: reply), as: .connector)
        #expect(try await list(team, OutboxRequest(delivery: .unknown)).map(\.attempt) == [2])
        #expect(try await list(team, OutboxRequest(delivery: .requested)).isEmpty)
        _ = try await team.run(.heard(.delivered, of: reply, attempt: 1), as: .connector)
        #expect(try await list(team).isEmpty)
    }

    @Test("is listed page after page, and by channel, and followed by channel, in stretches that tile")
    func pages() async throws {
        let team = try await Team.create()
        var replies: [ReplyID] = []
        for number in 0..<5 {
            let ticket = try #require(try await team.receive("m\(number)", from: "@c\(number)").receipt.ticket)
            let reply = try await team.act(.reply(text: "r\(number)", seen: nil), on: ticket)
            replies.append(try #require(reply.receipt.reply))
        }
        var (request, pages): (OutboxRequest, [[ReplyID]]) = (OutboxRequest(limit: 2), [])
        repeat {
            let answer = try await team.office.desk.outbox(
                request, atLeast: try await team.head(), as: team.member(.agent), deadline: .soon)
            pages.append(answer.items.map(\.reply))
            request.cursor = answer.next
        } while request.cursor != nil
        #expect(pages.map(\.count) == [2, 2, 1] && pages.flatMap(\.self) == replies)
        let (ours, other) = (try team.channel(), try #require(ChannelID("x:@other")))
        #expect(try await list(team, OutboxRequest(channels: [other, ours])).map(\.reply) == replies)
        #expect(try await list(team, OutboxRequest(channels: [other])).isEmpty)
        for eventsMax in [1, 3, 100] {
            #expect(try await follow(team, channels: [other, ours], eventsMax: eventsMax).map(\.reply) == replies)
            #expect(try await follow(team, channels: [other], eventsMax: eventsMax).isEmpty)
        }
    }

    @Test("is for those who carry or check it")
    func whoMay() async throws {
        let team = try await Team.create()
        let (desk, head) = (team.office.desk, try await team.head())
        for role in [Role.agent, .supervisor, .bot, .trainee] {
            let principal = try team.member(role)
            await #expect {
                try await desk.subscribe(after: head, filter: FeedFilter(isOutbox: true), as: principal)
            } throws: { ($0 as? DeskError)?.code == .forbidden(needs: [.auditor, .connector]) }
        }
        let bot = try team.member(.bot)
        await #expect { try await desk.outbox(OutboxRequest(), atLeast: head, as: bot, deadline: .soon) } throws: {
            ($0 as? DeskError)?.code == .forbidden(needs: [.agent, .auditor, .connector, .supervisor])
        }
    }

    @Test("keeps a reply whose customer was erased, without its words, and is the same after the views were made anew")
    func erased() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let message = try await team.receive("m1")
        let ticket = try #require(message.receipt.ticket)
        _ = try await team.act(.reply(text: "One.", seen: nil), on: ticket)
        let before = try await list(team)
        try await office.rebuild()
        #expect(try await list(team) == before)
        try await office.erase(try #require(message.receipt.customer).id)
        let after = try #require(try await list(team).first)
        #expect(after.text == nil && after.to.isErased && after.to.handle == nil && after.inReplyTo == nil)
    }
}
