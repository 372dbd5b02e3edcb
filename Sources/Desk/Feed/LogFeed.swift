internal import EventCodec
internal import EventLog
internal import Identity
internal import Synchronization
internal import Ticketing

/// One reader's way through the log: it holds a position and nothing else, so that a slow reader costs nothing.
///
/// **Isolation**: may be passed around, and is used by one task at a time.
package final class LogFeed: Sendable {
    /// How far one step looks for events that pass the filter, before it says that there were none.
    private static let lookAheadMax = 2_000

    private struct State {
        var after: LogPosition
        /// The tickets of the customer that the filter names, as far as the log was read.
        var tickets: Set<TicketID>
    }

    private let desk: Desk
    private let workspace: DeskWorkspace
    private let filter: FeedFilter
    private let state: Mutex<State>

    init(
        desk: Desk, workspace: DeskWorkspace, after: LogPosition, filter: FeedFilter, tickets: Set<TicketID>
    ) {
        self.desk = desk
        self.workspace = workspace
        self.filter = filter
        state = Mutex(State(after: after, tickets: tickets))
    }

    /// The next stretch of the log, as soon as there is anything after the last one; it holds at most so many events,
    /// maybe none if the filter leaves none. Stretches tile: each begins where the one before ended.
    ///
    /// **Errors**: `unavailable`, after which it may be called again; `closed` when the task is cancelled while it waits.
    package func next(eventsMax: Int) async throws(DeskError) -> LogStretch {
        try await desk.guarded {
            let after = self.state.withLock { $0.after }
            await self.desk.log.heads.changed(in: self.workspace.id, beyond: after)
            if Task.isCancelled { throw CancellationError() }
            // A task of its own hears nothing of the reader's end: a read that is cut short costs its connection to the
            // database, and this one is short.
            return try await Task { try await self.stretch(after: after, eventsMax: eventsMax) }.value
        }
    }

    private func stretch(after: LogPosition, eventsMax: Int) async throws -> LogStretch {
        let head = desk.log.heads.last(of: workspace.id)
        let isFiltered = filter != .everything
        // What is sealed is fetched only of what passes: a look ahead is long and most of it may be left out.
        let records = try await desk.log.read(
            workspace.id, after: after, upTo: head, limit: isFiltered ? Self.lookAheadMax : eventsMax,
            sealed: !isFiltered)
        var passed: [LogRecord] = []
        var upTo = after
        for record in records {
            let event = try Entry.decode(record.entry, at: record.position)
            if passes(event) {
                if passed.count == eventsMax { break }
                passed.append(record)
            }
            upTo = record.position
        }
        if isFiltered {
            passed = try await desk.log.read(workspace.id, at: passed.map(\.position))
        }
        let events = try await desk.logEvents(of: passed, in: workspace)
        state.withLock { $0.after = upTo }
        return LogStretch(after: after, upTo: upTo, events: events, head: head)
    }

    /// Whether the filter lets an event through; learns the tickets that the customer opens.
    private func passes(_ event: RecordedEvent) -> Bool {
        if let types = filter.types, !types.contains(EventType(of: event.event).rawValue) {
            noteTickets(in: event)
            return false
        }
        if let ticket = filter.ticket, event.stream != .ticket(ticket) { return false }
        guard let customer = filter.customer else { return true }
        noteTickets(in: event)
        switch event.stream {
        case .customer(let id): return id == customer
        case .ticket(let id): return state.withLock { $0.tickets.contains(id) }
        case .workspace, .agent, .channel: return false
        }
    }

    private func noteTickets(in event: RecordedEvent) {
        guard case .ticketOpened(let opened) = event.event, case .ticket(let id) = event.stream,
            opened.customer == filter.customer
        else { return }
        state.withLock { _ = $0.tickets.insert(id) }
    }
}
