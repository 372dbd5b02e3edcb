internal import EventLog
internal import Identity
internal import Projections
internal import Ticketing

/// Gives out what waits in the queues of teams that have a rule.
///
/// It looks whenever the views have read on: a ticket that comes, an agent who comes back, an answer that frees a place are
/// all events. Several servers may do so at once: what one gives out the other finds given, and capacity is counted where
/// the log is written.
package struct Assigner: Sendable {
    private let desk: Desk
    /// Other servers' changes of the rules are taken up at most so late.
    private static let refreshInterval = Duration.seconds(1)
    /// How often in a row others may be faster before the next team has its turn.
    private static let overtakenMax = 16

    package init(desk: Desk) { self.desk = desk }

    /// Gives out until cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            var served: Set<WorkspaceID> = []
            while !Task.isCancelled {
                for id in desk.log.heads.all.keys where served.insert(id).inserted {
                    group.addTask { await serve(id) }
                }
                try? await Task.sleep(for: Self.refreshInterval)
            }
            group.cancelAll()
        }
    }

    /// One workspace, whatever happens to the others.
    private func serve(_ id: WorkspaceID) async {
        var seen = LogPosition.beforeAll
        /// When the rules by which was looked last can be refreshed; nil if they were.
        var due: ContinuousClock.Instant?
        var refreshed: ContinuousClock.Instant?
        while !Task.isCancelled {
            await changed(in: id, beyond: seen, or: due)
            if Task.isCancelled { return }
            do {
                let now = ContinuousClock.now
                if let refreshed, now - refreshed < Self.refreshInterval {
                    // What came may be a rule of another server's, and nothing may come after it: look once more then.
                    due = refreshed + Self.refreshInterval
                } else {
                    try await desk.refreshRules(of: id)
                    refreshed = now
                    due = nil
                }
                seen = desk.views.folded.last(of: id)
                for team in try await desk.ruledTeams(of: id) { try await drain(team, of: id) }
            } catch {
                // A fault is one of the database, which those who work with it report; here it is only tried again.
                seen = .beforeAll
                try? await Task.sleep(for: Self.refreshInterval)
            }
        }
    }

    /// Until the views know of events behind a position, or a moment has come.
    private func changed(in id: WorkspaceID, beyond seen: LogPosition, or due: ContinuousClock.Instant?) async {
        let folded = desk.views.folded
        guard let due else { return await folded.changed(in: id, beyond: seen) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await folded.changed(in: id, beyond: seen) }
            group.addTask { try? await Task.sleep(until: due) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Until nobody can have any of what waits.
    private func drain(_ team: TeamID, of id: WorkspaceID) async throws {
        var size = Desk.routedMax
        var overtaken = 0
        while !Task.isCancelled {
            switch try await desk.route(team: team, in: id, upTo: size) {
            case .nothing: return
            case .routed(_, let last):
                size = Desk.routedMax
                overtaken = 0
                try await desk.settleViews(of: id, upTo: last)
            case .overtaken:
                // Views and log that never agree must not hold up the other teams: it is looked again when something changes.
                overtaken += 1
                if overtaken > Self.overtakenMax { return }
                // The more is given out at once, the more can come in between.
                size = max(1, size / 2)
                try await desk.settleViews(of: id, upTo: nil)
            }
        }
    }
}
