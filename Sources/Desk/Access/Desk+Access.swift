internal import EventLog
internal import Identity
internal import Postgres
internal import Projections
internal import Synchronization
internal import Ticketing

extension Desk {
    /// Whose token it is; nil if it opens nothing: unknown, or revoked.
    package func authenticate(token: String) async throws(DeskError) -> Principal? {
        guard AccessToken.isWellFormed(token) else { return nil }
        return try await guarded(by: .now + Self.patience) {
            let digest = AccessToken.digest(of: token)
            var found = try await self.views.token(sha256: digest)
            if found == nil {
                // It may have been issued a moment ago by another process: look again once the views have caught up.
                let isComplete = try await self.catchUpViews()
                found = try await self.views.token(sha256: digest)
                if found == nil, !isComplete {
                    throw DeskError(.notYetVisible, "what was issued last is not yet in the views; ask again")
                }
            }
            guard let (id, row) = found, !row.isRevoked else { return nil }
            let workspace = try await self.workspace(id)
            guard let agent = try await self.views.agents([row.agent], of: id).first else { return nil }
            let name = try await self.name(of: agent.id, in: workspace)
            return Principal(
                workspace: id, workspaceName: workspace.log.name, epoch: workspace.log.epoch, agent: agent.id,
                kind: agent.kind, name: name.name, roles: agent.roles, token: row.token)
        }
    }

    /// Whether a token that was good still is. A session asks now and then, so that what is revoked ends soon.
    package func isStillGood(_ principal: Principal, tokenSHA256: [UInt8]) async throws(DeskError) -> Bool {
        try await guarded(by: .now + Self.patience) {
            guard let (_, row) = try await self.views.token(sha256: tokenSHA256) else { return false }
            return !row.isRevoked
        }
    }

    /// Waits until the views know every token that was issued before the call; false if not all logs could be waited for.
    ///
    /// One look runs at a time, and all who come while it does share the next one: any number of wrong tokens costs no
    /// more than that.
    private func catchUpViews() async throws -> Bool {
        let look = memory.withLock { memory in
            if let next = memory.nextLook { return next }
            let running = memory.look
            let next = Task {
                _ = await running?.result
                self.memory.withLock { memory in
                    memory.look = memory.nextLook
                    memory.nextLook = nil
                }
                return try await self.lookOnce()
            }
            memory.nextLook = next
            return next
        }
        return try await look.value
    }

    private func lookOnce() async throws -> Bool {
        // Who began it is not the only one who waits for it.
        try await PostgresDeadline.with(.now + Self.patience) {
            try await log.refreshHeads()
            let deadline = ContinuousClock.now.advanced(by: .seconds(2))
            var isComplete = true
            for (workspace, head) in log.heads.all where head > views.folded.last(of: workspace) {
                do {
                    try await waitForViews(head, in: workspace, deadline: deadline)
                } catch let error as DeskError where error.code == .notYetVisible {
                    // One log that cannot be folded must not keep everybody else out.
                    isComplete = false
                }
            }
            return isComplete
        }
    }
}
