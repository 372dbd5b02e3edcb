package import Identity
internal import Postgres
package import Ticketing

/// Drafts that wait for a person, the oldest first, and of which moment.
package struct DraftListing: Sendable {
    package let drafts: [(row: DraftRow, channel: ChannelID)]
    /// Whether there are more behind the last one.
    package let hasMore: Bool
    /// The last position that is in it.
    package let asOf: LogPosition
}

extension Views {
    /// Drafts behind the one with this id, of one channel and of one team's tickets if they are given.
    package func drafts(
        of workspace: WorkspaceID, behind reply: ReplyID, channel: ChannelID?, team: TeamID?, limit: Int
    ) async throws -> DraftListing {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(Int32(live.generation))
            bindings.append(reply.id.postgres)
            bindings.append(channel?.name)
            bindings.append(team?.name)
            bindings.append(limit + 1)
            var drafts: [(row: DraftRow, channel: ChannelID)] = []
            var asOf = LogPosition.beforeAll
            for row in try await self.pool.query(live.drafts, bindings) {
                asOf = LogPosition(try row.int64(0))
                if row.isNull(1) { continue }
                guard let channel = ChannelID(try row.string(4)) else {
                    throw PostgresError(.decoding, "a ticket's row has a channel that does not exist")
                }
                drafts.append((try DraftRow(row, from: 1), channel))
            }
            return DraftListing(drafts: Array(drafts.prefix(limit)), hasMore: drafts.count > limit, asOf: asOf)
        }
    }
}

/// Replies that are not with their networks, the oldest first, and of which moment.
package struct OutboxListing: Sendable {
    package let rows: [OutboxRow]
    /// Whether there are more behind the last one.
    package let hasMore: Bool
    /// The last position that is in it.
    package let asOf: LogPosition
}

extension Views {
    /// Replies behind the one with this id; on these channels, or on all if there are none, and at one point of their way if
    /// it is given.
    package func outbox(
        of workspace: WorkspaceID, behind reply: ReplyID, channels: [ChannelID], delivery: Delivery?, limit: Int
    ) async throws -> OutboxListing {
        try await withLive { live in
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(Int32(live.generation))
            bindings.append(reply.id.postgres)
            bindings.append(channels.map(\.name))
            bindings.append(delivery?.rawValue)
            bindings.append(limit + 1)
            var rows: [OutboxRow] = []
            var asOf = LogPosition.beforeAll
            for row in try await self.pool.query(live.outbox, bindings) {
                asOf = LogPosition(try row.int64(0))
                if !row.isNull(1) { rows.append(try OutboxRow(row, from: 1)) }
            }
            return OutboxListing(rows: Array(rows.prefix(limit)), hasMore: rows.count > limit, asOf: asOf)
        }
    }
}
