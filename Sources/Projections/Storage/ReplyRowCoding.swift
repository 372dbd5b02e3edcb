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
