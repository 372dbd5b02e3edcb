internal import Identity
internal import Postgres
internal import Ticketing

extension DraftRow {
    /// Reads `DraftColumns`, which begin at a column.
    init(_ row: PostgresRow, from first: Int) throws(PostgresError) {
        self.init(
            reply: ReplyID(UniqueID(try row.uuid(first))), ticket: TicketID(UniqueID(try row.uuid(first + 1))),
            position: LogPosition(try row.int64(first + 2)))
    }

    /// The parameters of `writeDrafts`.
    static func bindings(_ rows: [DraftRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.reply.id.postgres))
        bindings.append(rows.map(\.ticket.id.postgres))
        bindings.append(rows.map(\.position.value))
        return bindings
    }
}

extension OutboxRow {
    /// Reads `OutboxColumns`, which begin at a column.
    init(_ row: PostgresRow, from first: Int) throws(PostgresError) {
        guard let channel = ChannelID(try row.string(first + 2)),
            let delivery = Delivery(rawValue: try row.string(first + 3))
        else { throw PostgresError(.decoding, "a row of the outbox has a channel or a delivery that does not exist") }
        self.init(
            reply: ReplyID(UniqueID(try row.uuid(first))), ticket: TicketID(UniqueID(try row.uuid(first + 1))),
            channel: channel, delivery: delivery, attempt: Int(try row.int64(first + 4)),
            position: LogPosition(try row.int64(first + 5)))
    }

    /// The row as COPY takes it: the workspace, then `OutboxColumns`.
    func append(to fields: inout Bindings, in workspace: WorkspaceID) {
        fields.append(workspace.id.postgres)
        fields.append(reply.id.postgres)
        fields.append(ticket.id.postgres)
        fields.append(channel.name)
        fields.append(delivery.rawValue)
        fields.append(Int64(attempt))
        fields.append(position.value)
    }

    /// The parameters of `writeOutbox`.
    static func bindings(_ rows: [OutboxRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.reply.id.postgres))
        bindings.append(rows.map(\.ticket.id.postgres))
        bindings.append(rows.map(\.channel.name))
        bindings.append(rows.map(\.delivery.rawValue))
        bindings.append(rows.map { Int64($0.attempt) })
        bindings.append(rows.map(\.position.value))
        return bindings
    }
}
