internal import Identity
internal import Postgres
internal import Ticketing

extension UniqueID {
    /// The same bits, as PostgreSQL's client knows them.
    var postgres: PostgresUUID { PostgresUUID(high: high, low: low) }

    init(_ uuid: PostgresUUID) { self.init(high: uuid.high, low: uuid.low) }
}

extension TicketRow {
    /// What stands in `waiting_since` while nobody waits: the end of the order.
    static let nobodyWaits = Instant.range.upperBound

    /// A control character, so that no tag holds it: `unnest` cannot take arrays of arrays.
    private static let tagSeparator = "\u{1f}"

    /// Reads a row of `TicketColumns`, which begin at a column.
    init(_ row: PostgresRow, from first: Int = 0) throws(PostgresError) {
        guard let channel = ChannelID(try row.string(first + 2)),
            let status = TicketStatus(rawValue: try row.string(first + 3))
        else { throw PostgresError(.decoding, "a ticket's row has a channel or a state that does not exist") }
        let waitingSince = Instant(microseconds: try row.timestampMicros(first + 9))
        let spoken = try row.int64(first + 14)
        var tags: [Tag] = []
        for name in try row.textArray(first + 6) { if let name, let tag = Tag(name) { tags.append(tag) } }
        self.init(
            id: TicketID(UniqueID(try row.uuid(first))), customer: CustomerID(UniqueID(try row.uuid(first + 1))),
            channel: channel, status: status, assignee: try row.uuidOrNil(first + 4).map { AgentID(UniqueID($0)) },
            team: try row.stringOrNil(first + 5).flatMap { TeamID($0) }, tags: tags,
            openedAt: Instant(microseconds: try row.timestampMicros(first + 7)),
            lastAt: Instant(microseconds: try row.timestampMicros(first + 8)),
            waitingSince: waitingSince == Self.nobodyWaits ? nil : waitingSince,
            snoozedUntil: try row.timestampMicrosOrNil(first + 10).map { Instant(microseconds: $0) },
            messages: Int(try row.int32(first + 11)), replies: Int(try row.int32(first + 12)),
            notes: Int(try row.int32(first + 13)), spokenAt: spoken < 0 ? nil : LogPosition(spoken),
            version: StreamVersion(Int(try row.int32(first + 15))), position: LogPosition(try row.int64(first + 16)),
            isSpam: try row.int32(first + 18) == InboxQueue.spam.rawValue,
            // What it says stands in a table of its own.
            detail: try row.int64OrNil(first + 17).map { TicketDetail(position: LogPosition($0), facts: .init()) })
    }

    /// The parameters of `writeTickets`.
    static func bindings(
        _ rows: [TicketRow], in workspace: WorkspaceID, queue: KeyPath<TicketRow, InboxQueue> = \.queue
    ) -> Bindings {
        var bindings = Bindings(reserving: rows.count * 256)
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.id.id.postgres))
        bindings.append(rows.map(\.customer.id.postgres))
        bindings.append(rows.map(\.channel.name))
        bindings.append(rows.map(\.status.rawValue))
        bindings.append(rows.map { $0.assignee?.id.postgres })
        bindings.append(rows.map { $0.team?.name })
        bindings.append(rows.map { $0.tags.map(\.name).joined(separator: tagSeparator) })
        bindings.append(timestampMicros: rows.map(\.openedAt.microseconds))
        bindings.append(timestampMicros: rows.map(\.lastAt.microseconds))
        bindings.append(timestampMicros: rows.map { ($0.waitingSince ?? nobodyWaits).microseconds })
        bindings.append(timestampMicros: rows.map { $0.snoozedUntil?.microseconds })
        bindings.append(rows.map { Int32($0.messages) })
        bindings.append(rows.map { Int32($0.replies) })
        bindings.append(rows.map { Int32($0.notes) })
        bindings.append(rows.map { $0.spokenAt?.value ?? -1 })
        bindings.append(rows.map { Int32($0.version.value) })
        bindings.append(rows.map(\.position.value))
        bindings.append(rows.map { $0.detail?.position.value })
        bindings.append(rows.map { $0[keyPath: queue].rawValue })
        return bindings
    }

    /// The row as COPY takes it: the workspace, then `TicketColumns.names`.
    func append(to fields: inout Bindings, in workspace: WorkspaceID) {
        fields.append(workspace.id.postgres)
        fields.append(id.id.postgres)
        fields.append(customer.id.postgres)
        fields.append(channel.name)
        fields.append(status.rawValue)
        fields.append(assignee?.id.postgres)
        fields.append(team?.name)
        fields.append(tags.map(\.name))
        fields.append(timestampMicros: openedAt.microseconds)
        fields.append(timestampMicros: lastAt.microseconds)
        fields.append(timestampMicros: (waitingSince ?? Self.nobodyWaits).microseconds)
        fields.append(timestampMicros: snoozedUntil?.microseconds)
        fields.append(Int32(messages))
        fields.append(Int32(replies))
        fields.append(Int32(notes))
        fields.append(spokenAt?.value ?? -1)
        fields.append(Int32(version.value))
        fields.append(position.value)
        fields.append(detail?.position.value)
        fields.append(queue.rawValue)
    }
}

extension CustomerRow {
    init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            id: CustomerID(UniqueID(try row.uuid(0))), network: try row.string(1),
            registeredAt: LogPosition(try row.int64(2)), tickets: Int(try row.int32(3)),
            messages: Int(try row.int32(4)), lastAt: Instant(microseconds: try row.timestampMicros(5)))
    }

    /// The parameters of `writeCustomers`.
    static func bindings(_ rows: [CustomerRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings(reserving: rows.count * 96)
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.id.id.postgres))
        bindings.append(rows.map(\.network))
        bindings.append(rows.map(\.registeredAt.value))
        bindings.append(rows.map { Int32($0.tickets) })
        bindings.append(rows.map { Int32($0.messages) })
        bindings.append(timestampMicros: rows.map(\.lastAt.microseconds))
        return bindings
    }

    /// The row as COPY takes it: the workspace, then `CustomerColumns`.
    func append(to fields: inout Bindings, in workspace: WorkspaceID) {
        fields.append(workspace.id.postgres)
        fields.append(id.id.postgres)
        fields.append(network)
        fields.append(registeredAt.value)
        fields.append(Int32(tickets))
        fields.append(Int32(messages))
        fields.append(timestampMicros: lastAt.microseconds)
    }
}

extension MaterialRow {
    /// The parameters of `writeMaterials`.
    static func bindings(_ rows: [MaterialRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.id.kind.rawValue))
        bindings.append(rows.map(\.id.name.name))
        bindings.append(rows.map(\.position.value))
        bindings.append(rows.map(\.isRetired))
        return bindings
    }
}

extension TokenRow {
    /// The parameters of `writeTokens`.
    static func bindings(_ rows: [TokenRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.sha256))
        bindings.append(rows.map(\.token.id.postgres))
        bindings.append(rows.map(\.agent.id.postgres))
        bindings.append(rows.map(\.isRevoked))
        return bindings
    }
}

extension Tally {
    init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            customers: Int(try row.int64(0)), tickets: Int(try row.int64(1)), messages: Int(try row.int64(2)),
            replies: Int(try row.int64(3)), posts: Int(try row.int64(4)), spam: Int(try row.int64(5)),
            canned: Int(try row.int64(6)),
            feedback: Int(try row.int64(7)),
            switches: Int(try row.int64(8)))
    }

    /// The parameters of `writeTally`.
    func bindings(in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        for count in [customers, tickets, messages, replies, posts, spam, canned, feedback, switches] {
            bindings.append(count)
        }
        return bindings
    }
}

extension PartRow {
    /// Reads a row of `PartColumns`.
    init(_ row: PostgresRow) throws(PostgresError) {
        self.init(row: try TicketRow(row), root: TicketID(UniqueID(try row.uuid(19))))
    }

    /// The parameters of `writeParts`.
    static func bindings(_ parts: [PartRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = TicketRow.bindings(parts.map(\.row), in: workspace, queue: \.ownQueue)
        bindings.append(parts.map(\.root.id.postgres))
        return bindings
    }
}
