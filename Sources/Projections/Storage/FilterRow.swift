internal import Identity
internal import Postgres
internal import Ticketing

/// By what else than its state a ticket is found: a row of `view_<n>.ticket_filter`.
struct FilterRow: Hashable, Sendable {
    let ticket: TicketID
    /// As `TicketFilter` spells it.
    let filter: String
    let queue: InboxQueue
    let waitingSince: Instant
    let lastAt: Instant

    /// The rows that find a ticket as it is now.
    static func rows(of row: TicketRow) -> [FilterRow] {
        row.filters.map { filter in
            FilterRow(
                ticket: row.id, filter: filter, queue: row.queue,
                waitingSince: row.waitingSince ?? TicketRow.nobodyWaits, lastAt: row.lastAt)
        }
    }

    /// The parameters of `writeFilters`.
    static func bindings(_ rows: [FilterRow], in workspace: WorkspaceID) -> Bindings {
        var bindings = Bindings(reserving: rows.count * 128)
        bindings.append(workspace.id.postgres)
        bindings.append(rows.map(\.ticket.id.postgres))
        bindings.append(rows.map(\.filter))
        bindings.append(rows.map(\.queue.rawValue))
        bindings.append(timestampMicros: rows.map(\.waitingSince.microseconds))
        bindings.append(timestampMicros: rows.map(\.lastAt.microseconds))
        return bindings
    }

    /// The row as COPY takes it: the workspace, then `FilterColumns`.
    func append(to fields: inout Bindings, in workspace: WorkspaceID) {
        fields.append(workspace.id.postgres)
        fields.append(ticket.id.postgres)
        fields.append(filter)
        fields.append(queue.rawValue)
        fields.append(timestampMicros: waitingSince.microseconds)
        fields.append(timestampMicros: lastAt.microseconds)
    }
}
