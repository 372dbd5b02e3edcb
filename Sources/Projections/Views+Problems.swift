package import Identity
internal import Postgres
package import Ticketing

/// A problem as a list has it.
package struct ListedProblem: Hashable, Sendable {
    package let id: ProblemID
    package let openedAt: LogPosition
    /// How many are linked to it.
    package let tickets: Int
}

extension Views {
    /// Problems that are open, or those that are closed, before one, the newest first.
    package func problems(
        of workspace: WorkspaceID, closed: Bool, before: ProblemID?, limit: Int
    ) async throws -> [ListedProblem] {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(closed)
            bindings.append((before?.id ?? UniqueID(high: .max, low: .max)).postgres)
            bindings.append(limit)
            return try await self.pool.query(live.problems.list, bindings).map { row in
                ListedProblem(
                    id: ProblemID(UniqueID(try row.uuid(0))), openedAt: LogPosition(try row.int64(1)),
                    tickets: Int(try row.int64(2)))
            }
        }
    }

    /// Tickets that are of a problem, after one, by id, how many are linked to it, and of which moment: those that are linked,
    /// and unresolved ones with its cause and product that are of no other and were not taken from it. Instead of one that is
    /// part of another that other one.
    package func members(
        of problem: ProblemID, _ opened: ProblemOpened, in workspace: WorkspaceID, after ticket: TicketID?, limit: Int
    ) async throws -> (tickets: [(ticket: TicketID, isLinked: Bool)], linked: Int, asOf: LogPosition) {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(problem.id.postgres)
            bindings.append((ticket?.id ?? .zero).postgres)
            bindings.append(limit)
            let statement: Statement
            switch (opened.cause, opened.product) {
            case (let cause?, let product?):
                statement = live.problems.byBoth
                bindings.append(cause.name)
                bindings.append(product.name)
            case (let cause?, nil):
                statement = live.problems.byCause
                bindings.append(cause.name)
            case (nil, let product?):
                statement = live.problems.byProduct
                bindings.append(product.name)
            case (nil, nil): statement = live.problems.linked
            }
            var count = Bindings()
            count.append(workspace.id.postgres)
            count.append(problem.id.postgres)
            let steps = [
                (ViewStatements.checkpoint, Self.checkpointBindings(live, workspace)), (statement, bindings),
                (live.problems.count, count),
            ]
            let results = try await self.pool.withConnection { lease in
                try await lease.withTransaction(.readOnly, level: .repeatableRead) { try await $0.queries(steps) }
            }
            let tickets = try results[1].map { (TicketID(UniqueID(try $0.uuid(0))), try $0.bool(1)) }
            return (
                tickets, Int(try results[2].first?.int64(0) ?? 0),
                LogPosition(try results[0].first?.int64(0) ?? -1)
            )
        }
    }
}
