package import Identity
internal import Postgres
package import Ticketing

/// Which feedback is meant.
package struct FeedbackQuery: Hashable, Sendable {
    /// Of whose replies; nil for everybody's.
    package var agent: AgentID?
    /// Since when; nil for all there is.
    package var since: Instant?
    /// Before which position.
    package var before: LogPosition
    package var limit: Int
    /// Whether all of it is to be added up, too.
    package var isSummed: Bool

    package init(agent: AgentID?, since: Instant?, before: LogPosition, limit: Int, isSummed: Bool = true) {
        self.agent = agent
        self.since = since
        self.before = before
        self.limit = limit
        self.isSummed = isSummed
    }
}

/// Some feedback, the newest first, and with whom customers were how content, all of one moment.
package struct FeedbackListing: Sendable {
    package let positions: [LogPosition]
    package let hasMore: Bool
    /// By agent; nil for what is about nobody's reply. Empty if it was not to be added up.
    package let agents: [(agent: AgentID?, satisfaction: Satisfaction)]
    package let asOf: LogPosition
}

extension Views {
    /// Feedback of everybody's replies, or of one agent's.
    package func feedback(_ query: FeedbackQuery, of workspace: WorkspaceID) async throws -> FeedbackListing {
        try await withLive { live in
            var chosen = Bindings()
            chosen.append(workspace.id.postgres)
            chosen.append(timestampMicros: (query.since ?? Instant.range.lowerBound).microseconds)
            if let agent = query.agent { chosen.append(agent.id.postgres) }
            var page = chosen
            page.append(query.before.value)
            page.append(query.limit + 1)
            let isOne = query.agent != nil
            var steps = [
                (ViewStatements.checkpoint, Self.checkpointBindings(live, workspace)),
                (isOne ? live.people.feedbackOfAgent : live.people.feedback, page),
            ]
            if query.isSummed {
                steps.append((isOne ? live.people.satisfactionWithAgent : live.people.satisfaction, chosen))
            }
            let results = try await self.pool.withConnection { lease in
                try await lease.withTransaction(.readOnly, level: .repeatableRead) { try await $0.queries(steps) }
            }
            let positions = try results[1].map { LogPosition(try $0.int64(0)) }
            return FeedbackListing(
                positions: Array(positions.prefix(query.limit)), hasMore: positions.count > query.limit,
                agents: try results.dropFirst(2).joined().map { row in
                    (
                        try row.uuidOrNil(0).map { AgentID(UniqueID($0)) },
                        Satisfaction(count: Int(try row.int64(1)), sum: Int(try row.int64(2)))
                    )
                }, asOf: LogPosition(try results[0].first?.int64(0) ?? -1))
        }
    }
}

extension FeedbackRow {
    /// The parameters of `writeFeedback`.
    static func bindings(_ rows: [FeedbackRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.position.value))
        bindings.append(rows.map(\.ticket.id.postgres))
        bindings.append(rows.map(\.customer.id.postgres))
        bindings.append(rows.map { $0.agent?.id.postgres })
        bindings.append(rows.map { Int32($0.score) })
        bindings.append(rows.map { Int32($0.scale) })
        bindings.append(timestampMicros: rows.map(\.at.microseconds))
        return bindings
    }
}
