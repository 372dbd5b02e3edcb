internal import Desk
internal import Identity
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
}
