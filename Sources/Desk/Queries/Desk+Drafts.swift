internal import EventLog
package import Identity
internal import Projections
package import Ticketing

/// What part of the drafts a client wants to see.
package struct DraftRequest: Hashable, Sendable {
    package var channel: ChannelID?
    /// Of tickets queued for it.
    package var team: TeamID?
    /// **Range**: 1 to 200.
    package var limit: Int
    /// As the page before gave it; nil for the first page.
    package var cursor: String?

    package init(channel: ChannelID? = nil, team: TeamID? = nil, limit: Int = 50, cursor: String? = nil) {
        self.channel = channel
        self.team = team
        self.limit = limit
        self.cursor = cursor
    }
}

/// Drafts that wait for a person, the oldest first, where the next ones begin, and of which moment.
package struct DraftAnswer: Hashable, Sendable {
    package let drafts: [ThreadItem]
    /// Opaque to clients; nil on the last page.
    package let next: String?
    package let asOf: LogPosition

    package init(drafts: [ThreadItem], next: String?, asOf: LogPosition) {
        self.drafts = drafts
        self.next = next
        self.asOf = asOf
    }
}

extension Desk {
    /// Drafts that nobody has approved or rejected and no customer has overtaken.
    package func drafts(
        _ request: DraftRequest, atLeast: LogPosition, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> DraftAnswer {
        try authorise(principal, for: [.agent, .supervisor, .trainee, .auditor])
        var behind = ReplyID(.zero)
        if let cursor = request.cursor {
            guard let reply = ReplyID(cursor) else {
                throw DeskError(.invalid(path: "params.cursor"), "not a cursor of a list of drafts")
            }
            behind = reply
        }
        return try await guarded(by: deadline + Self.grace) { [behind] in
            let workspace = try await self.workspace(principal.workspace)
            try await self.waitForViews(atLeast, in: workspace.id, deadline: deadline)
            let listing = try await self.views.drafts(
                of: workspace.id, behind: behind, channel: request.channel, team: request.team, limit: request.limit)
            let records = try await self.log.read(workspace.id, at: listing.drafts.map(\.row.position).sorted())
            var items: [LogPosition: ThreadItem] = [:]
            for item in try await self.items(of: records, in: workspace) { items[item.recorded.position] = item }
            return DraftAnswer(
                drafts: listing.drafts.compactMap { items[$0.row.position] },
                next: listing.hasMore ? listing.drafts.last.map { $0.row.reply.description } : nil,
                asOf: listing.asOf)
        }
    }
}
