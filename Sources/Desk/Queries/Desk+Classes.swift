internal import EventLog
package import Identity
internal import Projections
package import Ticketing

/// The names of a kind as they are called now, and how many tickets have each.
package struct ClassesAnswer: Hashable, Sendable {
    package let tree: ClassTree
    /// Of the settings.
    package let version: StreamVersion
    /// Those that no ticket has are left out.
    package let counts: [Skill: Int]
    package let asOf: LogPosition
}

extension Desk {
    /// What tickets can be said to be. `atLeast` is a position that must be in it.
    package func classes(
        _ kind: ClassKind, atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> ClassesAnswer {
        try authorise(principal, for: [.admin, .agent, .supervisor, .bot, .auditor, .trainee])
        return try await guarded(by: deadline + Self.grace) {
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let (counts, asOf) = try await self.views.classCounts(kind, of: workspace.id)
            // Read behind the counts: it has every name that they have.
            let rulebook = try await self.rulebook(in: workspace, fresh: true)
            return ClassesAnswer(tree: rulebook.tree(kind), version: rulebook.version, counts: counts, asOf: asOf)
        }
    }
}
