internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
package import Ticketing

/// A problem as lists have it.
package struct ProblemSummary: Hashable, Sendable {
    package let id: ProblemID
    package let opened: ProblemOpened
    package let isClosed: Bool
    package let at: Instant
    package let by: AgentID
    /// How many tickets are linked to it.
    package let tickets: Int
}

/// One problem with its tickets, and what was told to whom.
package struct ProblemAnswer: Sendable {
    package struct Member: Hashable, Sendable {
        package let ticket: TicketID
        /// False for one that is of it because of its cause.
        package let isLinked: Bool
    }

    package let problem: ProblemSummary
    /// By id, the first ones.
    package let members: [Member]
    package let hasMore: Bool
    /// The newest ones, the oldest of them first.
    package let notices: [(recorded: RecordedEvent, noticed: ProblemNoticed)]
    package let asOf: LogPosition
}

extension Desk {
    /// Each is up to 18 KB of ids.
    package static let noticesShown = 100
    private static let problemReaders: Set<Role> = [.agent, .supervisor, .trainee, .bot, .auditor]

    /// Problems that are open, or those that are closed, the newest first. `before` as the page before ended.
    package func problems(
        closed: Bool, before: ProblemID?, limit: Int, atLeast: LogPosition, as principal: Principal,
        deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> (problems: [ProblemSummary], next: ProblemID?, asOf: LogPosition) {
        try authorise(principal, for: Self.problemReaders)
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let asOf = try await self.views.checkpoint(of: workspace.id)
            let listed = try await self.views.problems(
                of: workspace.id, closed: closed, before: before, limit: limit + 1)
            let shown = listed.prefix(limit)
            var openings: [ProblemID: RecordedEvent] = [:]
            for record in try await self.log.read(workspace.id, at: shown.map(\.openedAt).sorted()) {
                let recorded = try Entry.decode(record.entry, at: record.position)
                if case .problem(let id) = recorded.stream { openings[id] = recorded }
            }
            let problems = shown.compactMap { row -> ProblemSummary? in
                guard let recorded = openings[row.id], case .problem(.opened(let opened)) = recorded.event else {
                    return nil
                }
                return ProblemSummary(
                    id: row.id, opened: opened, isClosed: closed, at: recorded.at, by: recorded.actor.id,
                    tickets: row.tickets)
            }
            return (problems, listed.count > limit ? shown.last?.id : nil, asOf)
        }
    }

    /// One problem with the tickets that a notice would go to now.
    package func problem(
        _ id: ProblemID, atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> ProblemAnswer {
        try authorise(principal, for: Self.problemReaders)
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            var state = ProblemState(id: id)
            var notices: [(recorded: RecordedEvent, noticed: ProblemNoticed)] = []
            // And the one that says that it is over.
            let events = try await self.events(of: id, newest: Self.noticesShown + 1, in: workspace)
            for recorded in events {
                state.evolve(with: recorded)
                if case .problem(.noticed(let noticed)) = recorded.event { notices.append((recorded, noticed)) }
            }
            guard let first = events.first, let opened = state.opened else {
                throw DeskError(.notFound(.problem), "there is no problem \(id) in this workspace")
            }
            let max = ProblemNoticed.ticketsMax
            let (members, linked, asOf) = try await self.views.members(
                of: id, opened, in: workspace.id, after: nil, limit: max + 1)
            let summary = ProblemSummary(
                id: id, opened: opened, isClosed: state.isClosed, at: first.at, by: first.actor.id,
                tickets: linked)
            return ProblemAnswer(
                problem: summary,
                members: members.prefix(max).map { ProblemAnswer.Member(ticket: $0.ticket, isLinked: $0.isLinked) },
                hasMore: members.count > max, notices: Array(notices.suffix(Self.noticesShown)), asOf: asOf)
        }
    }
}
