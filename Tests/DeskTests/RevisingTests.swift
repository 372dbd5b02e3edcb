internal import Desk
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("What becomes of messages", .timeLimit(.minutes(5)))
struct RevisingTests {
    private func edit(
        _ externalId: String, to text: String, revision: String? = nil, in team: Team, on desk: Desk? = nil
    ) async throws -> CommandResult {
        let change = MessageChange(
            channel: try team.channel(), externalId: externalId, revision: revision, text: text)
        return try await team.run(.edit(change), as: .connector, on: desk)
    }

    private func withdraw(_ externalId: String, in team: Team, on desk: Desk? = nil) async throws -> CommandResult {
        let withdrawal = MessageWithdrawal(channel: try team.channel(), externalId: externalId)
        return try await team.run(.withdraw(withdrawal), as: .connector, on: desk)
    }

    private func items(
        of ticket: TicketID, in team: Team, as role: Role = .agent
    ) async throws -> [ThreadItem] {
        try await team.office.desk.ticket(
            ticket, atLeast: team.head(), as: team.member(role), deadline: .soon
        ).items.filter { $0.type.hasPrefix("message.") }
    }

    private func preview(of ticket: TicketID, in team: Team) async throws -> String? {
        try await team.office.desk.inbox(
            InboxRequest(view: .all), atLeast: team.head(), as: team.member(.agent), deadline: .soon
        ).tickets.first { $0.id == ticket }?.preview
    }

    @Test("an edit makes its words the message's, once per revision, however often and by whomever it is told")
    func edited() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        #expect(try await preview(of: ticket, in: team) == "text of m1")
        let first = try await edit("m1", to: "second words", revision: "2", in: team)
        #expect(first.receipt.duplicate == false && first.receipt.ticket == ticket)
        for desk in [team.office.desk, team.office.other, team.office.desk] {
            let again = try await edit("m1", to: "second words", revision: "2", in: team, on: desk)
            #expect(again.receipt.duplicate == true && again.position == first.position)
            #expect(again.receipt.message == first.receipt.message && again.receipt.ticket == ticket)
        }
        let items = try await items(of: ticket, in: team)
        #expect(items.map(\.personal?.text) == ["second words", "second words"])
        #expect(items.map(\.revision) == [.edited, nil])
        #expect(try await preview(of: ticket, in: team) == "second words")

        _ = try await edit("m1", to: "third words", revision: "3", in: team, on: team.office.other)
        let later = try await self.items(of: ticket, in: team)
        #expect(later.map(\.personal?.text) == ["third words", nil, "third words"])
        #expect(later.allSatisfy { $0.by.kind == "customer" && $0.by.name == "@ann" })
        let whole = try await self.items(of: ticket, in: team, as: .auditor)
        #expect(whole.map(\.personal?.text) == ["text of m1", "second words", "third words"])
        #expect(whole.first?.revision == .edited)
        #expect(try await preview(of: ticket, in: team) == "third words")
    }

    @Test("of what is withdrawn nobody but an auditor sees anything, and nothing brings it back")
    func withdrawn() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await edit("m1", to: "second words", in: team)
        let first = try await withdraw("m1", in: team)
        let again = try await withdraw("m1", in: team, on: team.office.other)
        #expect(again.position == first.position && again.receipt.duplicate == true)
        _ = try await edit("m1", to: "third words", in: team, on: team.office.other)
        #expect(try await withdraw("m1", in: team).position == first.position)
        let items = try await items(of: ticket, in: team)
        #expect(items.map(\.personal?.text) == [nil, nil, nil, nil])
        #expect(items.first?.revision == .withdrawn)
        #expect(try await preview(of: ticket, in: team) == nil)
        let whole = try await self.items(of: ticket, in: team, as: .auditor)
        #expect(whole.map(\.personal?.text) == ["text of m1", "second words", nil, "third words"])
    }

    @Test("a timeline shows the last words, though they stand on no page of it")
    func timeline() async throws {
        let team = try await Team.create()
        let received = try await team.receive("m1")
        let customer = try #require(received.receipt.customer)
        _ = try await edit("m1", to: "second words", in: team)
        _ = try await team.receive("m2")
        _ = try await withdraw("m2", in: team)
        var texts: [String?] = []
        var whole: [String?] = []
        for (role, isAuditor) in [(Role.agent, false), (.auditor, true)] {
            var cursor: String?
            repeat {
                let page = try await team.office.desk.timeline(
                    customer, limit: 1, cursor: cursor, atLeast: team.head(), as: team.member(role), deadline: .soon)
                let messages = page.items.filter { $0.type == "message.received" }.map(\.personal?.text)
                if isAuditor { whole += messages } else { texts += messages }
                cursor = page.next
            } while cursor != nil
        }
        #expect(texts == [nil, "second words"])
        #expect(whole == ["text of m2", "text of m1"])
    }

    @Test("whoever answers a message that was changed since has missed the change")
    func stale() async throws {
        let team = try await Team.create()
        let received = try await team.receive("m1")
        let ticket = try #require(received.receipt.ticket)
        _ = try await edit("m1", to: "second words", in: team)
        let refusal = try await team.refusal(
            .ticket(ticket, .reply(text: "Here.", seen: received.position)), as: .agent)
        guard case .staleReply(let missed) = refusal?.code else { throw SupportError("it was not refused as stale") }
        #expect(missed.map(\.type) == ["message.edited"] && missed.map(\.personal?.text) == ["second words"])
    }

    @Test("what is about a message that has not come yet is not found, and is taken when it has")
    func early() async throws {
        let team = try await Team.create()
        let change = MessageChange(channel: try team.channel(), externalId: "m1", text: "new")
        #expect(try await team.refusal(.edit(change), as: .connector)?.code == .notFound(.message))
        let withdrawal = MessageWithdrawal(channel: try team.channel(), externalId: "m1")
        #expect(try await team.refusal(.withdraw(withdrawal), as: .connector)?.code == .notFound(.message))
        _ = try await team.receive("m1")
        #expect(try await team.run(.edit(change), as: .connector).receipt.duplicate == false)
        #expect(try await team.run(.withdraw(withdrawal), as: .connector).receipt.duplicate == false)
        _ = try await team.run(try team.post("p1"), as: .connector)
        let post = MessageWithdrawal(channel: try team.channel(), externalId: "p1")
        #expect(try await team.refusal(.withdraw(post), as: .connector)?.code == .notFound(.message))
        for role in Role.allCases where role != .connector {
            guard case .forbidden = try await team.refusal(.edit(change), as: role)?.code else {
                throw SupportError("\(role) may edit")
            }
        }
    }

    @Test("many edits at once, from two servers, are each there once, and the views are what a replay gives")
    func race() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let desks = [team.office.desk, team.office.other]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    _ = try await edit(
                        "m1", to: "words \(number % 8)", revision: "\(number % 8)", in: team, on: desks[number % 2])
                }
            }
            try await group.waitForAll()
        }
        let items = try await items(of: ticket, in: team, as: .auditor)
        #expect(items.count == 9)
        #expect(Set(items.dropFirst().map(\.personal?.text)) == Set((0..<8).map { "words \($0)" }))
        // Each took the place of the one before: none got lost between.
        var replaced: [LogPosition?] = []
        for case .intake(.messageEdited(let edit)) in items.map(\.recorded.event) { replaced.append(edit.replaces) }
        #expect(replaced == items.dropLast().map(\.recorded.position))
    }

    @Test("how a message came and what came with it is shown")
    func nature() async throws {
        let team = try await Team.create()
        let photo = Attachment(
            url: "https://cdn.example/1", type: "image/jpeg", byteCount: 7, sha256: String(repeating: "0f", count: 32),
            name: "a.jpg")
        let message = IncomingMessage(
            channel: try team.channel(), externalId: "m1", author: NetworkIdentity(handle: "@ann"), text: "Look",
            nature: MessageNature(
                kind: .direct, isPublic: false, language: Language("de"), attachments: [photo]))
        let ticket = try #require(try await team.run(.receive(message), as: .connector).receipt.ticket)
        let answer = try await team.ticket(ticket)
        #expect(answer.ticket.language == Language("de"))
        guard let item = answer.items.last, case .messageReceived(let received) = item.recorded.event else {
            throw SupportError("there is no message")
        }
        #expect(received.kind == .direct && received.isPublic == false && received.attachments == 1)
        #expect(item.personal?.attachments == [photo])
        _ = try await withdraw("m1", in: team)
        #expect(try await items(of: ticket, in: team).first?.personal?.attachments == [])
    }
}

@Suite("What people do instead of writing", .timeLimit(.minutes(5)))
struct SignalTests {
    private func signal(
        _ externalId: String, on object: IncomingSignal.Object? = nil, by handle: String = "@bo", in team: Team
    ) throws -> DeskCommand {
        .signal(
            IncomingSignal(
                gesture: Intake.Gesture(
                    channel: try team.channel(), externalId: externalId, signal: .reaction, tone: .bad,
                    emoji: "\u{1f44e}",
                    occurredAt: nil), author: NetworkIdentity(handle: handle), object: object))
    }

    @Test("on what was written stands in its ticket, once, with whoever wrote it")
    func onTicket() async throws {
        let team = try await Team.create()
        let agent = try team.member(.agent).agent
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let reply = try #require(
            try await team.act(.reply(text: "Hm.", seen: nil), on: ticket).receipt.reply)
        let outside = try await team.run(try team.reply("r1", answering: "m1"), as: .connector)
        for (number, object) in [.external("m1"), .reply(reply), .external("r1")].enumerated()
            as EnumeratedSequence<[IncomingSignal.Object]>
        {
            // The same id as a message's is another thing.
            let id = number == 0 ? "m1" : "s\(number)"
            let first = try await team.run(try signal(id, on: object, in: team), as: .connector)
            #expect(first.receipt.ticket == ticket && first.receipt.duplicate == false)
            let again = try await team.run(
                try signal(id, on: object, in: team), as: .connector, on: team.office.other)
            #expect(again.position == first.position && again.receipt.duplicate == true)
            #expect(again.receipt.customer == first.receipt.customer && again.receipt.ticket == ticket)
        }
        let answer = try await team.ticket(ticket)
        let signals = answer.items.filter { $0.type == "signal.received" }
        #expect(signals.count == 3)
        #expect(signals.allSatisfy { $0.by.kind == "customer" && $0.by.name == "@bo" })
        #expect(signals.allSatisfy { $0.personal?.emoji == "\u{1f44e}" })
        #expect(signals.map(\.agent?.id)[..<2] == [nil, agent])
        guard
            case .replyRecorded(let recorded) = answer.items.first(where: { $0.type == "reply.recorded" })?.recorded
                .event
        else { throw SupportError("there is no reply") }
        #expect(signals.last?.agent == PersonName(id: recorded.author, name: "@brand"))
        #expect(outside.receipt.ticket == ticket && answer.ticket.status == .pending)
    }

    @Test("on a reply of ours finds it by what its network calls it, as everything does that names it so")
    func onOurs() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let drafted = try await team.act(.draft(text: "Hm.", seen: nil), on: ticket, as: .bot)
        let reply = try #require(drafted.receipt.reply)
        _ = try await team.run(.approve(reply, text: "Yes.", seen: nil), as: .agent)
        let carried = try await team.run(.heard(.sent, of: reply, externalId: "e1"), as: .connector)
        // Under the same name, and another: both are its own. This desk does not know the first yet.
        for (delivery, name) in [(Delivery.delivered, "e1"), (.read, "e2")] {
            _ = try await team.run(
                .heard(delivery, of: reply, externalId: name), as: .connector, on: team.office.other)
        }
        for (number, name) in ["e1", "e2"].enumerated() {
            let desk = number == 0 ? team.office.desk : team.office.other
            let signalled = try await team.run(
                try signal("s\(number)", on: .external(name), in: team), as: .connector, on: desk)
            #expect(signalled.receipt.ticket == ticket)
            // The network shows us our own post.
            let echo = try await team.run(try team.reply(name, to: "@ann"), as: .connector, on: desk)
            #expect(echo.receipt.reply == reply && echo.receipt.duplicate == true && echo.receipt.ticket == ticket)
            #expect(number == 1 || echo.position == carried.position)
            let message = try await team.refusal(try team.message(name), as: .connector, on: desk)
            #expect(message?.code == .externalIdTaken)
        }
        let bot = try team.member(.bot).agent
        let items = try await team.ticket(ticket).items
        #expect(items.filter { $0.type == "signal.received" }.map(\.agent?.id) == [bot, bot])
        #expect(!items.contains { $0.type == "reply.recorded" })
        _ = try await team.act(.resolve, on: ticket)
        #expect(try await team.receive("m2", answering: "e1").receipt.ticket == ticket)
    }

    @Test("on what the network told of before its receipt finds that, and the receipt is recorded all the same")
    func echoFirst() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        let reply = try #require(try await team.act(.reply(text: "Hm.", seen: nil), on: ticket).receipt.reply)
        let echo = try await team.run(try team.reply("e1", answering: "m1"), as: .connector)
        for desk in [team.office.other, team.office.desk] {
            let delivery: Delivery = desk === team.office.desk ? .delivered : .sent
            let heard = DeskCommand.heard(delivery, of: reply, externalId: "e1")
            #expect(try await team.refusal(heard, as: .connector, on: desk) == nil)
        }
        #expect(
            try await team.run(try signal("s1", on: .external("e1"), in: team), as: .connector).receipt.ticket == ticket
        )
        let items = try await team.ticket(ticket).items.suffix(3)
        #expect(items.map(\.type) == ["reply.carried", "reply.delivered", "signal.received"])
        #expect(items.last?.agent?.name == "@brand")
        let again = try await team.run(try team.reply("e1", answering: "m1"), as: .connector)
        #expect(again.receipt.reply == echo.receipt.reply && again.receipt.duplicate == true)
    }

    @Test("about the brand stands in their own timeline")
    func onBrand() async throws {
        let team = try await Team.create()
        let first = try await team.run(try signal("s1", by: "@new", in: team), as: .connector)
        #expect(first.receipt.ticket == nil && first.receipt.duplicate == false)
        let customer = try #require(first.receipt.customer)
        let second = try await team.run(
            try signal("s2", by: "@new", in: team), as: .connector, on: team.office.other)
        #expect(second.receipt.customer == customer)
        let again = try await team.run(try signal("s1", by: "@new", in: team), as: .connector)
        #expect(again.position == first.position && again.receipt.duplicate == true)
        let timeline = try await team.office.desk.timeline(
            customer, limit: 10, cursor: nil, atLeast: team.head(), as: team.member(.agent), deadline: .soon)
        #expect(timeline.items.map(\.type) == ["signal.received", "signal.received", "customer.registered"])
        #expect(try await team.receive("m1", from: "@new").receipt.customer == customer)
    }

    @Test("on what has not come yet is not found")
    func early() async throws {
        let team = try await Team.create()
        let command = try signal("s1", on: .external("m1"), in: team)
        #expect(try await team.refusal(command, as: .connector)?.code == .notFound(.message))
        #expect(
            try await team.refusal(try signal("s2", on: .reply(ReplyID(.zero)), in: team), as: .connector)?.code
                == .notFound(.message))
        _ = try await team.receive("m1")
        #expect(try await team.run(command, as: .connector).receipt.duplicate == false)
    }
}
