internal import Client
internal import Testing
internal import Ticketing
internal import Wire

@Suite("A problem, over the socket", .timeLimit(.minutes(5)))
struct ProblemCallTests {
    @Test("is opened, told of and closed; a notice that is sent again is answered the same")
    func problem() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let lead = try await team.connect(.supervisor)
        let ticket = try await connector.call(MessageReceive.made(1)).ticket
        let problem = try await lead.call(ProblemOpen(commandID: CommandIDs.random(), title: "Flood")).problem
        let link = TicketLink(commandID: CommandIDs.random(), ticket: ticket, problem: problem)
        #expect(try await lead.call(link).version == 3)
        let notice = ProblemNotify(
            commandID: CommandIDs.random(), problem: problem, text: "Tomorrow.", resolve: true)
        let told = try await lead.call(notice)
        #expect(told.outcomes.map(\.outcome) == ["sent"] && told.outcomes.map(\.ticket) == [ticket])
        #expect(told.next == nil)
        #expect(try await lead.call(notice) == told)
        // Who has told somebody something sees it.
        let shown = try await lead.call(TicketGet(ticket: ticket))
        #expect(shown.ticket.state == .resolved && shown.ticket.problem == problem)
        #expect(shown.items.filter { $0.type == "reply.sent" }.map(\.text) == ["Tomorrow."])
        #expect(try await lead.call(ProblemGet(problem: problem)).notices.map(\.tickets) == [1])
        _ = try await lead.call(ProblemClose(commandID: CommandIDs.random(), problem: problem))
        #expect(try await lead.call(ProblemList()).problems.isEmpty)
        #expect(try await lead.call(ProblemList(state: .closed)).problems.map(\.title) == ["Flood"])
        for client in [connector, lead] { await client.close() }
    }
}
