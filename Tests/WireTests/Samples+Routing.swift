import JSON
import Wire

extension Samples {
    /// One ticket that is given out because somebody says so.
    static func visitRouting(_ visitor: some SampleVisitor) throws {
        let obstacles = TicketRouteResult.Lack.allCases.map { TicketRouteResult.Obstacle(agent: "a1", lack: $0) }
        try visitor.request(
            TicketRoute(commandID: command, ticket: "t1"),
            [TicketRouteResult(position: 41, version: 7, agent: "a1")]
                + TicketRouteResult.Waits.allCases.map {
                    TicketRouteResult(position: 41, version: 7, waits: $0, obstacles: $0 == .nobody ? obstacles : [])
                })
    }
}
