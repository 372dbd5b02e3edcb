internal import Desk
internal import Identity
internal import Projections
internal import Support
internal import Testing
internal import Ticketing

@Suite("What agents answer with", .timeLimit(.minutes(5)))
struct TemplateTests {
    private static let sorry = MaterialID(.template, Skill("sorry")!)

    private static func template(_ texts: [String: String]) -> MaterialCommand {
        .set(
            .template(
                Template(
                    title: "Sorry",
                    texts: texts.sorted { $0.key < $1.key }.map {
                        TemplateText(language: Language($0.key)!, text: $0.value)
                    })))
    }

    private static func preview(
        _ team: Team, on ticket: TicketID?, values: [String: String] = [:], language: String? = nil
    ) async throws -> FilledTemplate {
        try await team.office.other.preview(
            sorry.name, on: ticket, language: language.flatMap { Language($0) },
            values: Dictionary(uniqueKeysWithValues: values.map { (Skill($0.key)!, $0.value) }),
            as: team.member(.agent), deadline: .soon)
    }

    @Test("is filled in for a ticket, in its channel's language, and never with a hole")
    func fields() async throws {
        let team = try await Team.create()
        let texts = ["en": "Hi {{customer.name}}, {{days}} days.", "de": "Hallo {{customer.handle}}, {{days}} Tage."]
        _ = try await team.run(.material(Self.sorry, Self.template(texts)), as: .supervisor)
        let ticket = try #require(try await team.receive("m1", from: "@ann").receipt.ticket)
        _ = try await team.ticket(ticket)
        _ = try await team.office.other.stats(
            atLeast: try await team.head(), as: try team.member(.agent), deadline: .soon)
        let english = try await Self.preview(team, on: ticket, values: ["days": "5"], language: "en")
        #expect(english.text == "Hi @ann, 5 days." && english.version == StreamVersion(1))
        let channel = ChannelSettings(channel: try team.channel(), language: Language("de"))
        _ = try await team.run(.setting(.setChannel(channel)), as: .admin, on: team.office.other)
        #expect(try await Self.preview(team, on: ticket, values: ["days": "5"]).text == "Hallo @ann, 5 Tage.")
        do {
            _ = try await Self.preview(team, on: nil)
            Issue.record("a hole was sent")
        } catch let error as DeskError {
            #expect(error.code == .missingFields([Skill("customer.handle")!, Skill("days")!]))
        }
    }

    @Test("is listed while it is there, and history for ever")
    func life() async throws {
        let team = try await Team.create()
        _ = try await team.run(.material(Self.sorry, Self.template(["en": "Sorry."])), as: .admin)
        let macro = MaterialID(.macro, Skill("close")!)
        let closing = MaterialCommand.set(
            .macro(Macro(title: "Close", template: Self.sorry.name, actions: [.resolve])))
        _ = try await team.run(.material(macro, closing), as: .admin, on: team.office.other)
        let agent = try team.member(.agent)
        var all = try await team.office.desk.materials(atLeast: try await team.head(), as: agent, deadline: .soon)
        #expect(all.materials.map(\.id) == [macro, Self.sorry])
        _ = try await team.run(.material(Self.sorry, .retire), as: .admin)
        all = try await team.office.desk.materials(atLeast: try await team.head(), as: agent, deadline: .soon)
        #expect(all.materials.map(\.id) == [macro])
        #expect(try await team.refusal(.material(macro, closing), as: .admin) == nil, "it is so already")
        let other = MaterialID(.macro, Skill("other")!)
        #expect(try await team.refusal(.material(other, closing), as: .admin)?.code == .notFound(.template))
        for role in [Role.agent, .bot, .auditor, .connector] {
            #expect(
                try await team.refusal(.material(Self.sorry, .retire), as: role)?.code
                    == .forbidden(needs: [.admin, .supervisor]))
        }
    }

    private static func answer(
        _ values: [String: String] = [:], language: String? = nil, articles: [String] = []
    ) -> PreparedReply {
        PreparedReply(
            template: sorry.name,
            values: Dictionary(uniqueKeysWithValues: values.map { (Skill($0.key)!, $0.value) }),
            language: language.flatMap { Language($0) }, articles: articles.map { Skill($0)! })
    }

    private static func replies(on ticket: TicketID, in team: Team) async throws -> [ThreadItem] {
        try await team.ticket(ticket).items.filter { $0.type.hasPrefix("reply.") }
    }

    private static func material(of item: ThreadItem?) -> ReplyMaterial? {
        switch item?.recorded.event {
        case .replySent(let sent): sent.material
        case .replyDrafted(let drafted): drafted.material
        case .replyApproved(let approved): approved.material
        default: nil
        }
    }

    @Test("is answered with: filled in on the server, at the version that is then in force, and counted")
    func answered() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1", from: "@ann").receipt.ticket)
        let set = try await team.run(
            .material(Self.sorry, Self.template(["en": "Hi {{customer.name}}, {{days}} days."])), as: .supervisor)
        #expect(set.receipt.version == StreamVersion(1))
        let missing = try await team.refusal(
            .ticket(ticket, .reply(text: nil, from: Self.answer(), seen: nil)), as: .agent)
        #expect(missing?.code == .missingFields([Skill("days")!]))
        #expect(try await Self.replies(on: ticket, in: team).isEmpty, "nothing is written")

        let (id, command) = (
            CommandID.random(),
            DeskCommand.ticket(ticket, .reply(text: nil, from: Self.answer(["days": "5"]), seen: nil))
        )
        let sent = try await team.run(command, id: id, as: .agent)
        // Whatever the template says by now, a late copy of the command has the answer that it had.
        let changed = Self.template(["de": "Neu.", "en": "New: {{days}}."])
        _ = try await team.run(.material(Self.sorry, changed), as: .admin, on: team.office.other)
        #expect(try await team.run(command, id: id, as: .agent, on: team.office.other) == sent)
        _ = try await team.act(
            .reply(text: nil, from: Self.answer(["days": "6"], language: "en"), seen: nil), on: ticket)
        _ = try await team.act(.reply(text: "Own words.", from: Self.answer(language: "en"), seen: nil), on: ticket)
        let items = try await Self.replies(on: ticket, in: team)
        #expect(items.map { $0.personal?.text } == ["Hi @ann, 5 days.", "New: 6.", "Own words."])
        let words = items.map { Self.material(of: $0)?.words }
        #expect(words.map { $0?.version } == [StreamVersion(1), StreamVersion(2), StreamVersion(2)])
        #expect(
            words.map { $0?.isEdited } == [false, false, true] && words.map { $0?.language.tag } == ["en", "en", "en"])
        let tally = try await team.office.desk.stats(
            atLeast: try await team.head(), as: team.member(.agent), deadline: .soon
        ).tally
        #expect([tally.replies, tally.canned] == [3, 2])
        _ = try await team.run(.material(Self.sorry, .retire), as: .admin)
        let gone = try await team.refusal(
            .ticket(ticket, .reply(text: "Own.", from: Self.answer(), seen: nil)), as: .agent, on: team.office.other)
        #expect(gone?.code == .notFound(.template))
        #expect(try await team.run(command, id: id, as: .agent) == sent)
        let other = DeskCommand.ticket(ticket, .reply(text: nil, from: Self.answer(["days": "7"]), seen: nil))
        #expect(try await team.refusal(other, id: id, as: .agent)?.code == .commandReused)
    }

    @Test("waits for a person as a bot's draft, and is canned no more in other words")
    func approved() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.run(.material(Self.sorry, Self.template(["en": "Sorry."])), as: .supervisor)
        var drafts: [ReplyID] = []
        for _ in 0..<2 {
            let drafted = try await team.act(.reply(text: nil, from: Self.answer(), seen: nil), on: ticket, as: .bot)
            drafts.append(try #require(drafted.receipt.reply))
        }
        _ = try await team.run(.approve(drafts[0], text: nil, seen: nil), as: .agent)
        _ = try await team.run(.approve(drafts[1], text: "So sorry.", seen: nil), as: .agent, on: team.office.other)
        let items = try await Self.replies(on: ticket, in: team)
        #expect(items.map { Self.material(of: $0)?.words?.isEdited } == [false, false, false, true])
        let tally = try await team.office.desk.stats(
            atLeast: try await team.head(), as: team.member(.agent), deadline: .soon
        ).tally
        #expect([tally.replies, tally.canned] == [2, 1])
    }

    @Test("is linked to articles, each with its address in the words, once")
    func articles() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        for name in ["returns", "hours"] {
            _ = try await team.run(
                .material(
                    MaterialID(.article, Skill(name)!),
                    .set(.article(Article(title: name, url: "https://acme.example/\(name)")))), as: .admin)
        }
        let both = PreparedReply(articles: [Skill("returns")!, Skill("hours")!])
        _ = try await team.act(
            .reply(text: "See https://acme.example/hours first.", from: both, seen: nil), on: ticket)
        let item = try await Self.replies(on: ticket, in: team).last
        #expect(item?.personal?.text == "See https://acme.example/hours first.\nhttps://acme.example/returns")
        #expect(Self.material(of: item) == ReplyMaterial(articles: both.articles))
        let unknown = PreparedReply(articles: [Skill("nothing")!])
        let refusal = try await team.refusal(.ticket(ticket, .draft(text: "See", from: unknown, seen: nil)), as: .agent)
        #expect(refusal?.code == .notFound(.article))
    }

    @Test("says what it says at the answer's own position, whoever changes it meanwhile", arguments: 0..<4)
    func race(number: Int) async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.run(.material(Self.sorry, Self.template(["en": "1"])), as: .admin)
        async let change = team.run(
            .material(Self.sorry, Self.template(["en": "2"])), as: .admin, on: team.office.other)
        async let reply = team.act(.reply(text: nil, from: Self.answer(), seen: nil), on: ticket)
        let (changed, sent) = try await (change, reply)
        let item = try await Self.replies(on: ticket, in: team).last
        let expected = sent.position > changed.position ? 2 : 1
        #expect(Self.material(of: item)?.words?.version == StreamVersion(expected))
        #expect(item?.personal?.text == "\(expected)")
    }

    private static let close = MaterialID(.macro, Skill("close")!)

    private static func run(_ values: [String: String] = [:], seen: LogPosition? = nil) -> TicketAction {
        .run(
            macro: close.name, values: Dictionary(uniqueKeysWithValues: values.map { (Skill($0.key)!, $0.value) }),
            language: nil, seen: seen)
    }

    @Test("is one step of a macro, of which all is done at once or nothing")
    func macro() async throws {
        let team = try await Team.create()
        let ticket = try #require(try await team.receive("m1").receipt.ticket)
        _ = try await team.run(.material(Self.sorry, Self.template(["en": "{{days}} days."])), as: .admin)
        _ = try await team.run(
            .material(
                Self.close,
                .set(
                    .macro(
                        Macro(
                            title: "Close", template: Self.sorry.name,
                            actions: [.tag(Tag("late")!), .team(TeamID("depot")!), .resolve])))), as: .admin)
        let before = try await team.head()
        let hole = try await team.refusal(.ticket(ticket, Self.run()), as: .agent)
        #expect(hole?.code == .missingFields([Skill("days")!]))
        #expect(try await team.head() == before, "nothing is written")
        let stale = try await team.refusal(.ticket(ticket, Self.run(["days": "5"], seen: .beforeAll)), as: .agent)
        guard case .staleReply? = stale?.code else { throw SupportError("it is not stale") }
        #expect(try await team.head() == before, "nothing is written")
        for role in [Role.bot, .auditor, .connector, .admin] {
            #expect(
                try await team.refusal(.ticket(ticket, Self.run(["days": "5"])), as: role)?.code
                    == .forbidden(needs: [.agent, .supervisor, .trainee]))
        }

        let (id, command) = (CommandID.random(), DeskCommand.ticket(ticket, Self.run(["days": "5"])))
        let done = try await team.run(command, id: id, as: .agent)
        #expect(done.position.value == before.value + 4 && done.receipt.replyStatus == .sent)
        #expect(try await team.run(command, id: id, as: .agent, on: team.office.other) == done)
        let answer = try await team.ticket(ticket)
        #expect(
            answer.items.suffix(4).map(\.type) == ["reply.sent", "ticket.tagged", "ticket.assigned", "ticket.resolved"])
        #expect(Set(answer.items.suffix(4).map(\.recorded.command)).count == 1)
        #expect(answer.ticket.status == .resolved && answer.ticket.team == TeamID("depot"))
        #expect(answer.ticket.version == done.receipt.version)
        let material = Self.material(of: try await Self.replies(on: ticket, in: team).last)
        #expect(material?.macro == Self.close.name && material?.words?.template == Self.sorry.name)

        // The customer writes again; a trainee's answer waits, and the rest is done.
        _ = try await team.receive("m2")
        let trainee = try await team.act(Self.run(["days": "6"]), on: ticket, as: .trainee, on: team.office.other)
        #expect(trainee.receipt.replyStatus == .draft && trainee.receipt.reply != nil)
        _ = try await team.run(.material(Self.close, .retire), as: .supervisor)
        let gone = try await team.refusal(.ticket(ticket, Self.run(["days": "7"])), as: .agent)
        #expect(gone?.code == .notFound(.macro))
    }

    @Test("is filled in for the customer whom the answer reaches, of merged tickets as well")
    func merged() async throws {
        let team = try await Team.create()
        let ann = try #require(try await team.receive("a1", from: "@ann").receipt.ticket)
        let bob = try #require(try await team.receive("b1", from: "@bob").receipt.ticket)
        _ = try await team.run(.material(Self.sorry, Self.template(["en": "Hi {{customer.handle}}."])), as: .admin)
        let macro = MaterialCommand.set(
            .macro(Macro(title: "Close", template: Self.sorry.name, actions: [.tag(Tag("late")!)])))
        _ = try await team.run(.material(Self.close, macro), as: .admin)
        _ = try await team.run(.merge(bob, into: ann), as: .agent, on: team.office.other)
        // This desk has not heard that they are one: whoever wrote last is answered.
        let first = try await team.act(.reply(text: nil, from: Self.answer(), seen: nil), on: ann)
        #expect(first.receipt.ticket == bob)
        _ = try await team.receive("a2", from: "@ann", on: team.office.other)
        let second = try await team.act(Self.run(), on: ann)
        #expect(second.receipt.ticket == ann)
        let third = try await team.act(.reply(text: nil, from: Self.answer(), seen: nil), on: bob)
        #expect(third.receipt.ticket == bob)
        let words = try await Self.replies(on: ann, in: team).map { $0.personal?.text }
        #expect(words == ["Hi @bob.", "Hi @ann.", "Hi @bob."])
    }
}
