import JSON
import Wire

extension Samples {
    /// What many customers complain about at once.
    static func visitProblems(_ visitor: some SampleVisitor) throws {
        let done = ProblemResult(position: 41, problem: "b1")
        try visitor.request(
            ProblemOpen(commandID: command, title: "Flood \"A\"", cause: "late", product: "parcel"), [done])
        try visitor.request(ProblemOpen(commandID: command, title: "F"), [done])
        try visitor.request(ProblemClose(commandID: command, problem: "b1"), [done])
        let version = TicketVersion(position: 41, version: 7, ticket: "t2")
        try visitor.request(TicketLink(commandID: command, ticket: "t1", problem: "b1"), [version])
        try visitor.request(TicketUnlink(commandID: command, ticket: "t1", problem: "b1"), [version])
        let outcomes = [
            ProblemNotifyResult.Outcome(ticket: "t1", outcome: "sent", reply: "r1"),
            ProblemNotifyResult.Outcome(ticket: "t2", outcome: "stale"),
        ]
        try visitor.request(
            ProblemNotify(commandID: command, problem: "b1", text: "Tomorrow.", resolve: true, after: "t0"),
            [
                ProblemNotifyResult(position: 41, outcomes: outcomes, next: "t2"),
                ProblemNotifyResult(position: 41, outcomes: []),
            ])
        try visitor.request(ProblemNotify(commandID: command, problem: "b1", text: "Tomorrow."), [])
        let problem = WireProblem(
            problem: "b1", title: "Flood", cause: "late", product: "parcel", state: .open, at: time, by: "a1",
            tickets: 3)
        let bare = WireProblem(problem: "b2", title: "F", state: .closed, at: time, by: "a1", tickets: 0)
        try visitor.request(
            ProblemList(state: .closed, limit: 1, cursor: "c", atLeast: 41),
            [ProblemPage(problems: [problem, bare], next: "b2", asOf: 41), ProblemPage(problems: [], asOf: -1)])
        try visitor.request(ProblemList(), [])
        try visitor.request(
            ProblemGet(problem: "b1", atLeast: 41),
            [
                ProblemGetResult(
                    problem: problem,
                    members: [.init(ticket: "t1", isLinked: true), .init(ticket: "t2", isLinked: false)], more: true,
                    notices: [.init(position: 41, at: time, tickets: 2, resolve: true)], asOf: 41)
            ])
        try visitor.request(ProblemGet(problem: "b1"), [])
    }
}
