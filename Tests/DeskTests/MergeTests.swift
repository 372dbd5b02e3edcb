internal import Desk
internal import EventLog
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("Merged tickets", .timeLimit(.minutes(5)))
struct MergeTests {
    private func view(_ view: InboxRequest.View, of team: Team, as role: Role = .agent) async throws -> [TicketID] {
        try await team.office.desk.inbox(
            InboxRequest(view: view), atLeast: team.head(), as: team.member(role), deadline: .soon
        ).tickets.map(\.id)
    }

    private func merge(
        _ from: TicketID, into: TicketID, in team: Team, on desk: Desk? = nil, id: CommandID = .random()
    ) async throws -> CommandResult {
        try await team.run(.merge(from, into: into), id: id, as: .agent, on: desk)
    }

    private func open(_ handle: String, in team: Team) async throws -> TicketID {
        try #require(try await team.receive("first of \(handle)", from: handle).receipt.ticket)
    }

    @Test("are one in every view and in what is told of them, and come back as they were")
    func thereAndBack() async throws {
        let team = try await Team.create()
        let other = team.office.other
        let (ann, bob) = (try await open("@ann", in: team), try await open("@bob", in: team))
        _ = try await team.act(.claim, on: ann)
        _ = try await team.act(.claim, on: bob, as: .supervisor)
        _ = try await team.act(.tag([try #require(Tag("vip"))]), on: bob)
        let before = [try await team.ticket(ann).ticket, try await team.ticket(bob).ticket]

        let command = CommandID.random()
        let done = try await merge(bob, into: ann, in: team, id: command)
        #expect(done.receipt.taker == ann)
        #expect(try await merge(bob, into: ann, in: team, on: other, id: command) == done)
        #expect(try await view(.open, of: team) == [ann])
        #expect(try await view(.all, of: team) == [ann])
        #expect(try await view(.mine, of: team) == [ann])
        #expect(try await view(.mine, of: team, as: .supervisor).isEmpty)
        // What either customer writes shows at once, on their own ticket and on what stands for both.
        #expect(try await team.receive("again", from: "@bob", on: other).receipt.ticket == bob)
        let whole = try await team.ticket(ann)
        #expect(whole.ticket.parts == [bob])
        #expect(try await whole.ticket.position == team.head())
        #expect(whole.ticket.tags == before[1].tags && whole.ticket.assignee == before[0].assignee)
        #expect(whole.ticket.preview == "text of again")
        #expect(Set(whole.items.map(\.recorded.stream)) == [.ticket(ann), .ticket(bob)])
        #expect(whole.items.map(\.recorded.position) == whole.items.map(\.recorded.position).sorted())
        #expect(whole.items.filter { $0.type == "message.received" }.map(\.by.name) == ["@ann", "@bob", "@bob"])
        let part = try await team.ticket(bob)
        #expect(part.ticket.mergedInto == ann && part.items.allSatisfy { $0.recorded.stream == .ticket(bob) })
        #expect(part.ticket.assignee == before[1].assignee, "who had it rests, too")

        let undone = try await team.run(.unmerge(bob), as: .supervisor, on: other)
        #expect(undone.receipt.taker == bob)
        let after = [try await team.ticket(ann).ticket, try await team.ticket(bob).ticket]
        for (was, now) in zip(before, after) {
            #expect(now.status == was.status && now.assignee == was.assignee && now.tags == was.tags)
            #expect(now.openedAt == was.openedAt && now.waitingSince == was.waitingSince)
            #expect(now.parts.isEmpty && now.mergedInto == nil)
        }
        #expect(after[0].preview == before[0].preview && after[1].preview == "text of again")
        #expect(try await Set(view(.open, of: team)) == [ann, bob])
        #expect(try await view(.mine, of: team, as: .supervisor) == [bob])
        // To undo it again, or what never was, changes nothing.
        let head = try await team.head()
        _ = try await team.run(.unmerge(bob), as: .agent)
        #expect(try await team.head() == head)
        for role in [Role.bot, .trainee, .auditor, .connector] {
            let refused = [
                try await team.refusal(.merge(bob, into: ann), as: role)?.code,
                try await team.refusal(.unmerge(bob), as: role)?.code,
            ]
            #expect(refused.allSatisfy { if case .forbidden? = $0 { true } else { false } }, "\(role)")
        }
        let nobody = TicketID(.zero)
        #expect(try await team.refusal(.merge(nobody, into: ann), as: .agent)?.code == .notFound(.ticket))
        #expect(try await team.refusal(.merge(ann, into: nobody), as: .agent)?.code == .notFound(.ticket))
        #expect(try await team.refusal(.merge(ann, into: ann), as: .agent)?.code == .invalid(path: "params.into"))
        #expect(try await team.refusal(.unmerge(nobody), as: .agent)?.code == .notFound(.ticket))
    }

    @Test("take commands on any of them as one, and say which took it")
    func commands() async throws {
        let team = try await Team.create()
        let other = team.office.other
        let (ann, bob) = (try await open("@ann", in: team), try await open("@bob", in: team))
        _ = try await merge(bob, into: ann, in: team)
        // The other desk has heard of neither.
        let claimed = try await team.act(.claim, on: bob, on: other)
        #expect(claimed.receipt.taker == ann && claimed.receipt.ticket == ann)
        #expect(try await team.act(.claim, on: ann).receipt.taker == nil)
        guard case .alreadyClaimed = try await team.refusal(.ticket(bob, .claim), as: .supervisor)?.code else {
            throw SupportError("two people have one conversation")
        }
        #expect(try await team.act(.note(text: "Hm.", mentions: []), on: bob).receipt.taker == ann)
        // Bob wrote last: what is said on the whole goes to him.
        let seen = try await team.ticket(ann).ticket.position
        let replied = try await team.act(.reply(text: "Here.", seen: seen), on: ann)
        #expect(replied.receipt.taker == bob && replied.receipt.ticket == bob)
        #expect(try await team.ticket(bob).ticket.status == .pending)
        #expect(try await team.ticket(ann).ticket.status == .open, "Ann waits on")
        // The supervisor has not seen that; whichever ticket they name.
        for ticket in [ann, bob] {
            let command = DeskCommand.ticket(ticket, .reply(text: "There.", seen: seen))
            guard case .staleReply(let missed) = try await team.refusal(command, as: .supervisor, on: other)?.code
            else { throw SupportError("a stale reply went out") }
            #expect(missed.map(\.personal?.text) == ["Here."])
        }
        _ = try await team.act(.resolve, on: bob, on: other)
        #expect(try await view(.resolved, of: team) == [ann])
        #expect(try await [team.ticket(ann).ticket.status, team.ticket(bob).ticket.status] == [.resolved, .resolved])
        // Bob begins anew, which concerns nobody who is done.
        let new = try #require(try await team.receive("new", from: "@bob").receipt.ticket)
        #expect(new != bob && new != ann)
        #expect(try await team.act(.reopen, on: bob).receipt.taker == ann)
        #expect(try await Set(view(.open, of: team)) == [ann, new])
    }

    private static let elsewhere = ChannelID("x:@other")!
    private static let hello = MaterialID(.template, Skill("hello")!)
    private static let close = MaterialID(.macro, Skill("close")!)
    private static let canned = PreparedReply(template: hello.name)

    /// Ann writes on a channel that speaks English; then Bob, on one that speaks German. What is prepared is so in both.
    private func annAndBob(in team: Team) async throws -> (ann: TicketID, bob: TicketID) {
        let texts = [
            TemplateText(language: Language("de")!, text: "Hallo {{customer.name}} auf {{channel}}."),
            TemplateText(language: Language("en")!, text: "Dear {{customer.name}} on {{channel}}."),
        ]
        let macro = Macro(title: "Close", template: Self.hello.name, actions: [.resolve])
        _ = try await team.run(
            .material(Self.hello, .set(.template(Template(title: "Hello", texts: texts)))), as: .admin)
        _ = try await team.run(.material(Self.close, .set(.macro(macro))), as: .admin)
        for (channel, language) in [(Self.elsewhere, "en"), (try team.channel(), "de")] {
            let settings = ChannelSettings(channel: channel, language: Language(language))
            _ = try await team.run(.setting(.setChannel(settings)), as: .admin)
        }
        let message = IncomingMessage(
            channel: Self.elsewhere, externalId: "o1", author: NetworkIdentity(handle: "@ann"), text: "Hello?")
        let ann = try #require(try await team.run(.receive(message), as: .connector).receipt.ticket)
        return (ann, try await open("@bob", in: team))
    }

    private func said(on ticket: TicketID, in team: Team) async throws -> [String?] {
        try await team.ticket(ticket).items.filter { $0.type.hasPrefix("reply.") }.map(\.personal?.text)
    }

    @Test("are answered in words that are for whoever gets them, in their language")
    func words() async throws {
        let team = try await Team.create()
        let (ann, bob) = try await annAndBob(in: team)
        _ = try await team.act(.reply(text: "Hello.", seen: nil), on: ann)
        _ = try await merge(bob, into: ann, in: team)
        for ticket in [ann, bob] {
            let shown = try await team.office.other.preview(
                Self.hello.name, on: ticket, language: nil, values: [:], as: team.member(.agent), deadline: .soon)
            #expect(shown.text == "Hallo @bob auf x:@brand." && shown.language == Language("de"))
        }
        // Bob waits; and wrote last, when nobody does any more.
        for action in [
            TicketAction.reply(text: nil, from: Self.canned, seen: nil),
            .draft(text: nil, from: Self.canned, seen: nil),
            .run(macro: Self.close.name, values: [:], language: nil, seen: nil),
        ] {
            let done = try await team.act(action, on: ann)
            #expect(done.receipt.taker == bob && done.receipt.ticket == bob)
        }
        #expect(try await said(on: bob, in: team) == Array(repeating: "Hallo @bob auf x:@brand.", count: 3))
    }

    @Test("are answered in words for whoever gets them by a desk that knew of no merge when it chose them")
    func wordsOvertaken() async throws {
        let team = try await Team.create()
        let other = team.office.other
        let (ann, bob) = try await annAndBob(in: team)
        // What is prepared stands still for Ann and not for Bob: refused at first, it is decided anew on what is merged.
        let crisis = CrisisDeclaration(
            channels: [Self.elsewhere], freezes: [.templates], raises: nil, notify: [], reason: "?")
        _ = try await team.run(.declareCrisis(crisis), as: .supervisor)
        _ = try await team.act(.claim, on: ann, on: other)
        _ = try await merge(bob, into: ann, in: team)
        let done = try await team.act(.reply(text: nil, from: Self.canned, seen: nil), on: ann, on: other)
        #expect(done.receipt.taker == bob)
        #expect(try await said(on: bob, in: team) == ["Hallo @bob auf x:@brand."])
    }

    @Test("that cross lose no ticket: one of the two is done, the other learns of it", arguments: 0..<6)
    func crossing(round: Int) async throws {
        let team = try await Team.create()
        let (ann, bob) = (try await open("@ann", in: team), try await open("@bob", in: team))
        let desks = [team.office.desk, team.office.other]
        async let left = team.refusal(.merge(ann, into: bob), as: .agent, on: desks[round % 2])
        async let right = team.refusal(.merge(bob, into: ann), as: .supervisor, on: desks[(round + 1) % 2])
        let refusals = try await [left, right]
        let shown = try await view(.all, of: team)
        #expect(shown.count == 1)
        #expect(refusals.compactMap { $0?.code } == [.merged(into: try #require(shown.first).id)])
        let whole = try await team.ticket(try #require(shown.first))
        #expect(whole.items.filter { $0.type == "message.received" }.count == 2)
        #expect(try await team.ticket(try #require(whole.ticket.parts.first)).ticket.mergedInto == shown.first)
    }

    @Test("of many in a ring, by two desks at once, are one conversation with everything in it")
    func ring() async throws {
        let team = try await Team.create()
        var tickets: [TicketID] = []
        for number in 0..<6 { tickets.append(try await open("@c\(number)", in: team)) }
        let ids = tickets
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in ids.indices {
                group.addTask {
                    let desk = number % 2 == 0 ? team.office.desk : team.office.other
                    let command = DeskCommand.merge(ids[number], into: ids[(number + 1) % ids.count])
                    let refusal = try await team.refusal(command, as: .agent, on: desk)
                    guard case .merged? = refusal?.code ?? .merged(into: ids[0].id) else {
                        throw SupportError("\(refusal as Any)")
                    }
                }
                group.addTask { _ = try await team.receive("more \(number)", from: "@c\(number)") }
            }
            try await group.waitForAll()
        }
        // Five links hold six tickets; the sixth would have closed the ring.
        let shown = try await view(.all, of: team)
        #expect(shown.count == 1)
        let whole = try await team.ticket(try #require(shown.first))
        #expect(whole.items.filter { $0.type == "message.received" }.count == 12)
        #expect(whole.items.filter { $0.type == "ticket.merged" }.count == 5)
    }

    @Test("do not answer over each other's heads: of two who have seen the same one gets through", arguments: 0..<4)
    func fresh(round: Int) async throws {
        let team = try await Team.create()
        let (ann, bob) = (try await open("@ann", in: team), try await open("@bob", in: team))
        _ = try await merge(bob, into: ann, in: team)
        let seen = try await team.ticket(ann).ticket.position
        let tickets = [ann, bob]
        async let left = team.refusal(
            .ticket(tickets[round % 2], .reply(text: "One.", seen: seen)), as: .agent, on: team.office.desk)
        async let right = team.refusal(
            .ticket(bob, .reply(text: "Two.", seen: seen)), as: .supervisor, on: team.office.other)
        let refusals = try await [left, right].compactMap(\.self)
        #expect(refusals.count == 1)
        guard case .staleReply? = refusals.first?.code else { throw SupportError("it was refused otherwise") }
        // A reply to one and a customer's word on the other, decided at once, too.
        let now = try await team.ticket(ann).ticket.position
        _ = try await team.receive("meanwhile", from: "@ann", on: team.office.other)
        guard
            case .staleReply? = try await team.refusal(.ticket(bob, .reply(text: "Three.", seen: now)), as: .agent)?
                .code
        else { throw SupportError("a word on what it is merged with was overheard") }
    }

    @Test("keep drafts, the outbox and the clock: each goes on where it was written")
    func sideTables() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let (ann, bob) = (try await open("@ann", in: team), try await open("@bob", in: team))
        let draft = try #require(try await team.act(.draft(text: "Hm?", seen: nil), on: bob).receipt.reply)
        _ = try await merge(bob, into: ann, in: team)
        let drafts = try await office.desk.drafts(
            DraftRequest(), atLeast: team.head(), as: team.member(.agent), deadline: .soon)
        #expect(drafts.drafts.map(\.recorded.stream) == [.ticket(bob)])
        let approved = try await team.run(.approve(draft, text: nil, seen: nil), as: .supervisor, on: office.other)
        #expect(approved.receipt.ticket == bob)
        let outbox = try await office.desk.outbox(
            OutboxRequest(), atLeast: team.head(), as: team.member(.connector), deadline: .soon)
        #expect(outbox.items.map(\.ticket) == [bob] && outbox.items.map(\.to.handle) == ["@bob"])
        _ = try await team.run(.attempt(draft, 1), as: .connector)
        #expect(try await team.ticket(ann).items.last?.type == "reply.attempted")
        // A draft that one of them has overtaken is dead.
        let late = try #require(try await team.act(.draft(text: "Hm?", seen: nil), on: bob).receipt.reply)
        _ = try await team.receive("and?", from: "@ann")
        #expect(
            try await team.refusal(.approve(late, text: nil, seen: nil), as: .supervisor)?.code
                == .invalidState("lapsed"))
        // What becomes of one reply is told of the ticket on which it stands.
        let rejected = try #require(try await team.act(.draft(text: "Hm?", seen: nil), on: bob).receipt.reply)
        let part = try await team.run(.reject(rejected, reason: "no"), as: .supervisor).receipt
        #expect(part.ticket == bob && part.taker == nil)
        #expect(try await part.version == team.ticket(bob).ticket.version)
        // Each wakes by itself.
        let until = Instant(microseconds: office.clock.now().microseconds + 3_600_000_000)
        _ = try await team.act(.snooze(until: until), on: ann)
        #expect(try await team.ticket(ann).ticket.snoozedUntil == until)
        office.clock.advance(bySeconds: 3_601)
        #expect(try await office.desk.wakeDue() == 2)
        #expect(try await team.ticket(ann).ticket.status == .open)
        _ = try await team.head()
        #expect(try await office.desk.wakeDue() == 0)
    }

    @Test("are the same when the views are made anew, on the past's day, too")
    func anew() async throws {
        let office = try await Office.start()
        let team = try await Team.create(in: office)
        let (ann, bob) = (try await open("@ann", in: team), try await open("@bob", in: team))
        let cid = try await open("@cid", in: team)
        let alone = try await team.head()
        _ = try await merge(cid, into: bob, in: team)
        _ = try await merge(bob, into: ann, in: team)
        _ = try await team.act(.tag([try #require(Tag("vip"))]), on: cid)
        let before = [try await team.ticket(ann), try await team.ticket(bob), try await team.ticket(cid)]
        try await office.rebuild()
        #expect(try await [team.ticket(ann), team.ticket(bob), team.ticket(cid)] == before)
        #expect(before[0].items.count == 11 && before[1].ticket.parts == [cid])
        let auditor = try team.member(.auditor)
        let then = try await office.desk.inbox(
            InboxRequest(view: .all), asOf: .position(alone), as: auditor, deadline: .soon)
        let now = try await office.desk.inbox(
            InboxRequest(view: .all), asOf: .position(team.head()), as: auditor, deadline: .soon)
        #expect(then.tickets.count == 3 && now.tickets.map(\.id) == [ann])
    }
}
