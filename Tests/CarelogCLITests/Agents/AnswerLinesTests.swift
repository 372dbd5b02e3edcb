import Testing
import Wire

@testable import CarelogCLI

@Suite("what commands print")
struct AnswerLinesTests {
    private static let at = WireTime(microseconds: 1_795_292_665_123_456)

    private func problem(
        _ state: WireProblemState, cause: String?, product: String?
    ) -> [String] {
        let problem = WireProblem(
            problem: "p1", title: "Late", cause: cause, product: product, state: state, at: Self.at, by: "a1",
            tickets: 1)
        return ProblemShowCommand.lines(
            ProblemGetResult(
                problem: problem,
                members: [.init(ticket: "t1", isLinked: true), .init(ticket: "t2", isLinked: false)], more: true,
                notices: [], asOf: 41))
    }

    @Test("of a problem says when it was opened, and never that it was closed then")
    func closed() {
        #expect(problem(.open, cause: nil, product: nil).first == "Late (open since \(Self.at.text))")
        #expect(problem(.closed, cause: nil, product: nil).first == "Late (closed; opened \(Self.at.text))")
    }

    @Test(
        "of a problem says why a ticket is of it",
        arguments: [
            ("late", nil, "by its cause"), (nil, "parcel", "by its product"),
            ("late", "parcel", "by its cause and product"),
        ] as [(String?, String?, String)])
    func reasons(cause: String?, product: String?, why: String) {
        let lines = problem(.open, cause: cause, product: product)
        #expect(lines.suffix(3) == ["  t1  linked", "  t2  \(why)", "  and more"])
    }

    @Test("of a route names who has it by the end of their id where there is no name, and shows what a name hides")
    func routes() {
        let id = "01a20289-7231-7a2b-a1e0-089d4ddf7fa0"
        let result = TicketRouteResult(position: 41, version: 7, agent: id)
        #expect(RouteCommand.line(result, names: [:]) == "4ddf7fa0 has it now (version 7).")
        #expect(RouteCommand.line(result, names: [id: "A\u{1B}[2J"]) == "A␛[2J has it now (version 7).")
        let waits = TicketRouteResult(
            position: 41, version: 7, waits: .nobody, obstacles: [.init(agent: id, lack: .away)])
        #expect(RouteCommand.line(waits, names: [id: "A\u{9B}"]) == "It waits: A<U+009B> is away.")
    }

    @Test("of a colleague who was faster shows what their name hides")
    func taken() {
        let error = RPCError.alreadyClaimed(by: WireAgent(id: "a1", name: "A\u{1B}[2J"))
        #expect(TicketCommandOptions.taken(error).description == "A␛[2J has this ticket")
    }

    @Test(
        "says what can be typed where the server names a method",
        arguments: [
            ("it lacks: cause; `ticket.classify` says it", "it lacks: cause; `carelog classify` says it"),
            ("see `ticket.nothing` and `reply.draft`", "see `ticket.nothing` and `reply.draft`"),
            ("ticket.tag", "ticket.tag"),
        ])
    func words(message: String, typed: String) {
        #expect(CommandWords.typed(message) == typed)
    }
}
