internal import Client
internal import Testing
internal import Ticketing
internal import Wire

@Suite("What agents answer with, over TCP", .timeLimit(.minutes(5)))
struct MaterialTests {
    @Test("is listed page by page, each once, though all of it fits into no frame")
    func pages() async throws {
        let team = try await Team.create()
        let supervisor = try await team.connect(.supervisor)
        let text = String(repeating: "Sorry! ", count: 5_600)
        for number in 0..<30 {
            let template = WireTemplate(
                template: "t\(number)", title: "\(number)", texts: [WireTemplateText(language: "en", text: text)])
            _ = try await supervisor.call(DocumentCommand(commandID: CommandIDs.random(), template))
        }
        let article = WireArticle(article: "a", title: "A", url: "https://a")
        let last = try await supervisor.call(DocumentCommand(commandID: CommandIDs.random(), article)).position
        let agent = try await team.connect(.agent)
        var names: [String] = []
        var cursor: String?
        repeat {
            let page = try await agent.call(MaterialList(limit: 200, cursor: cursor, atLeast: last))
            names += page.articles.map(\.article) + page.templates.map(\.template)
            cursor = page.next
        } while cursor != nil
        #expect(names == ["a"] + (0..<30).map { "t\($0)" }.sorted())
        do {
            _ = try await agent.call(MaterialList(cursor: "upwards"))
            Issue.record("it took any cursor")
        } catch {
            guard case .rpc(let refusal) = error else { throw error }
            #expect(refusal.kind == .invalidParams)
        }
        for client in [supervisor, agent] { await client.close() }
    }
}
