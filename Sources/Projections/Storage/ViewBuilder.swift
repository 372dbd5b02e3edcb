internal import EventCodec
internal import EventLog
internal import Failpoints
internal import Identity
internal import Postgres
internal import Ticketing

/// Folds a long stretch of a log into a generation that nobody reads yet.
///
/// It is the fold that keeps the live generation, made for bulk: entries come out of one COPY, rows that are new go in by
/// another, and while one batch is written the next is read and folded. A batch ends in a transaction like any other, with
/// its checkpoint, so that what was built before an interruption is kept.
///
/// **Units**: in memory are the rows that three batches touch, and those of one as they are written, however long the log is.
struct ViewBuilder: Sendable {
    let folder: ViewFolder
    /// **Units**: events.
    let batchEventsMax: Int

    /// Folds up to a position; `note` is told of each batch that is written.
    func build(
        _ workspace: WorkspaceID, upTo target: LogPosition, note: @escaping @Sendable (LogPosition) -> Void
    ) async throws {
        do {
            try await buildOnce(workspace, upTo: target, note: note)
        } catch let error as PostgresError where error.sqlState == .serializationFailure {
            // The last batch of who built before us was on its way; it has arrived.
            try await buildOnce(workspace, upTo: target, note: note)
        }
    }

    private func buildOnce(
        _ workspace: WorkspaceID, upTo target: LogPosition, note: @escaping @Sendable (LogPosition) -> Void
    ) async throws {
        var fold = try await folder.begin(workspace)
        try await withThrowingTaskGroup(of: Void.self) { group in
            while fold.position < target {
                try Task.checkCancellation()
                let start = fold.position
                let end = min(target, LogPosition(start.value + Int64(batchEventsMax)))
                // What the batch before touched stays: it is being written and cannot be loaded yet. It is put by, so that
                // nothing of what is written from is copied.
                fold.beginBatch(keeping: 0)
                try await folder.log.copyEntries(
                    of: workspace, after: start, upTo: end,
                    decode: { (bytes, position) in try Entry.decode(bytes, at: position) },
                    { events in try await folder.apply(events, of: workspace, to: &fold) })
                guard fold.position == end else {
                    throw LogHole(workspace: workspace, position: fold.position.next)
                }
                // One at a time, in their order.
                try await group.next()
                group.addTask { [batch = fold.batch] in
                    try await write(Batch(of: batch, in: workspace, from: start, by: folder))
                    note(end)
                }
            }
            try await group.waitForAll()
        }
    }

    private func write(_ batch: Batch) async throws {
        let (statements, workspace) = (folder.statements, batch.workspace)
        Failpoint.foldWriting.pass()
        try await folder.pool.withConnection { lease in
            try await lease.withTransaction { transaction in
                _ = try await transaction.query(batch.advance.0, batch.advance.1)
                try await copy(batch.newTickets, into: statements.copy("ticket", TicketColumns.names), transaction) {
                    $0.append(to: &$1, in: workspace)
                }
                let details = batch.newTickets.compactMap { DetailRow(of: $0) }
                try await copy(details, into: statements.copy("ticket_detail", DetailColumns.names), transaction) {
                    $0.append(to: &$1, in: workspace)
                }
                let filters = batch.newTickets.filter(\.isFiltered).flatMap(FilterRow.rows(of:))
                try await copy(filters, into: statements.copy("ticket_filter", FilterColumns.names), transaction) {
                    $0.append(to: &$1, in: workspace)
                }
                try await copy(
                    batch.newCustomers, into: statements.copy("customer", CustomerColumns.names), transaction
                ) { $0.append(to: &$1, in: workspace) }
                let parts = PersonPart.parts(of: batch.newTimeline)
                try await copy(parts, into: statements.copy("timeline", TimelineColumns.names), transaction) {
                    $0.append(to: &$1, in: workspace)
                }
                let news = PersonPart.parts(of: batch.newNotifications)
                try await copy(news, into: statements.copy("notification", NotificationColumns.names), transaction) {
                    $0.append(to: &$1, in: workspace)
                }
                try await copy(batch.newOutbox, into: statements.copy("outbox", OutboxColumns.names), transaction) {
                    $0.append(to: &$1, in: workspace)
                }
                _ = try await transaction.queries(batch.changes)
            }
        }
        Failpoint.foldWritten.pass()
    }

    /// Sends rows, each with the fields that `bind` appends to no bindings.
    private func copy<Row>(
        _ rows: [Row], into sql: String, _ transaction: PostgresTransaction, bind: (Row, inout Bindings) -> Void
    ) async throws {
        if rows.isEmpty { return }
        let copy = try await transaction.copyIn(sql)
        var encoder = BinaryCopyEncoder()
        var fields = Bindings()
        for row in rows {
            fields.removeAll()
            bind(row, &fields)
            encoder.append(fields)
            if encoder.byteCount >= Self.writeBytes { try await copy.write(encoder.take()) }
        }
        encoder.finish()
        try await copy.write(encoder.take())
        try await copy.finish()
    }

    /// What is encoded before it is sent.
    private static let writeBytes = 256 * 1024

    /// What a batch of a fold writes.
    private struct Batch: Sendable {
        let workspace: WorkspaceID
        let advance: (Statement, Bindings)
        let newTickets: [TicketRow]
        let newCustomers: [CustomerRow]
        let newTimeline: [TimelineRow]
        let newNotifications: [NotificationRow]
        let newOutbox: [OutboxRow]
        /// Of rows that were there before.
        let changes: [(Statement, Bindings)]

        init(of fold: ViewFold, in workspace: WorkspaceID, from position: LogPosition, by folder: ViewFolder) {
            self.workspace = workspace
            advance = folder.advance(fold, of: workspace, from: position)
            newTickets = fold.newTickets.compactMap { fold.shown($0) }
            newCustomers = fold.newCustomers.compactMap { fold.customers[$0] }
            newTimeline = fold.newTimeline
            newNotifications = fold.newNotifications
            // In the order of their key, which is made as they come.
            newOutbox = fold.outbox.new.sorted().compactMap { fold.outbox.written[$0] }
            changes = folder.changes(
                of: fold, in: workspace, tickets: fold.changedTickets, customers: Array(fold.changedCustomers),
                outbox: fold.outbox.written.filter { !fold.outbox.new.contains($0.key) }.map(\.value))
        }
    }
}
