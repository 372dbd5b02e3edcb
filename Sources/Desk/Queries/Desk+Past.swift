internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
internal import Ticketing

/// A moment in the past of a log.
package enum PastMoment: Hashable, Sendable {
    /// After the event at this position.
    case position(LogPosition)
    /// After the last event that was recorded by then.
    case time(Instant)
}

extension Desk {
    /// The inbox exactly as it was: folded from the log by the same code that keeps today's.
    ///
    /// What has been erased since is erased here, too. **Errors**: `invalid` for a position that is not there yet.
    package func inbox(
        _ request: InboxRequest, asOf moment: PastMoment, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> InboxAnswer {
        try authorise(principal, for: [.auditor])
        let query = try request.query(for: principal)
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            let position = try await self.position(of: moment, in: workspace)
            var fold = ViewFold()
            var agents: [AgentRow] = []
            while fold.position < position {
                let records = try await self.log.read(
                    workspace.id, after: fold.position, upTo: position, limit: 2_000, sealed: false)
                if records.isEmpty { break }
                for record in records {
                    guard record.position == fold.position.next else {
                        throw LogHole(workspace: workspace.id, position: fold.position.next)
                    }
                    fold.apply(try Entry.decode(record.entry, at: record.position))
                }
                if Task.isCancelled { throw CancellationError() }
                if ContinuousClock.now >= deadline {
                    throw DeskError(.overloaded, "the log up to position \(position) is too long to read in time")
                }
            }
            agents = Array(fold.agents.values)
            let page = query.page(of: fold.shownTickets, asOf: position)
            let shown = Set(page.rows.map(\.customer))
            let tickets = try await self.summaries(
                of: page.rows, customers: fold.customers.values.filter { shown.contains($0.id) }, agents: agents,
                in: workspace)
            return InboxAnswer(tickets: tickets, next: page.next.map { $0.text(in: query) }, asOf: position)
        }
    }

    private func position(of moment: PastMoment, in workspace: DeskWorkspace) async throws -> LogPosition {
        switch moment {
        case .position(let position):
            let last = try await log.last(of: workspace.id)
            guard position <= last else {
                throw DeskError(.invalid(path: "params.asOf"), "the log ends at position \(last)")
            }
            return position
        case .time(let instant): return try await log.last(of: workspace.id, at: instant)
        }
    }
}
