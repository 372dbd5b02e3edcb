internal import EventCodec
internal import EventLog
package import Identity
internal import Synchronization
internal import Ticketing

/// What decides what a subscriber gets to see of an event.
///
/// Everybody who may subscribe sees all of it today. What comes to differ between them belongs here: what is encoded for
/// one is handed to all others of the same scope.
package struct FeedScope: Hashable, Sendable {
    let workspace: WorkspaceID
    let isOutbox: Bool
}

/// One reader's way through the log: it holds a position, and while it is read from quickly what is read ahead.
///
/// **Isolation**: may be passed around, and is used by one task at a time.
package final class LogFeed: Sendable {
    /// How far one step looks for events that pass the filter, before it says that there were none.
    private static let lookAheadMax = 2_000
    /// Pages that are read ahead: one waits for the database while the other is opened.
    private static let pagesAhead = 2

    private struct State {
        var after: LogPosition
        /// The tickets of the customer that the filter names, as far as the log was read.
        var tickets: Set<TicketID>
        var ahead: [Ahead] = []
    }

    /// What is read and opened while the stretch before it is opened and sent.
    private struct Ahead {
        let after: LogPosition
        let limit: Int
        // Owned by the feed; ends by itself, with one page or an error, and is dropped if it is not asked for.
        let events: Task<[LogEvent], any Error>
    }

    /// Whose log it is, and how much of it is shown: feeds of equal scope and filter deliver equal events.
    package let scope: FeedScope
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
        scope = FeedScope(workspace: workspace.id, isOutbox: filter.isOutbox)
        state = Mutex(State(after: after, tickets: tickets))
    }

    /// Another way through the same log, from here on: for a reader without a filter.
    package func branch(at position: LogPosition) -> LogFeed {
        precondition(filter == .everything, "a feed with a filter has to see every event")
        return LogFeed(desk: desk, workspace: workspace, after: position, filter: filter, tickets: [])
    }

    /// The last position that exists, as far as is known.
    package var head: LogPosition { desk.log.heads.last(of: workspace.id) }

    /// The next stretch of the log, as soon as there is anything after the last one; it holds at most so many events,
    /// maybe none if the filter leaves none. Stretches tile: each begins where the one before ended.
    ///
    /// **Errors**: `unavailable`, after which it may be called again; `closed` when the task is cancelled while it waits.
    package func next(eventsMax: Int) async throws(DeskError) -> LogStretch {
        try await next(eventsMax: eventsMax, pageMax: eventsMax)
    }

    /// The same in pages, for a reader that will ask again at once: what is left of `eventsMax` after this page is read
    /// ahead, up to a page of it.
    package func next(eventsMax: Int, pageMax: Int) async throws(DeskError) -> LogStretch {
        try await desk.guarded {
            let after = self.state.withLock { $0.after }
            await self.desk.log.heads.changed(in: self.workspace.id, beyond: after)
            if Task.isCancelled { throw CancellationError() }
            // A task of its own hears nothing of the reader's end: a read that is cut short costs its connection to the
            // database, and this one is short.
            return try await Task {
                if self.filter == .everything {
                    return try await self.page(after: after, eventsMax: eventsMax, pageMax: pageMax)
                }
                return try await self.stretch(after: after, eventsMax: min(eventsMax, pageMax))
            }.value
        }
    }

    /// Goes on from here: for a reader without a filter that got what lies in between from somebody else.
    package func skip(to position: LogPosition) {
        precondition(filter == .everything, "a feed with a filter has to see every event")
        state.withLock { $0.after = position }
    }

    /// A stretch of everything.
    private func page(after: LogPosition, eventsMax: Int, pageMax: Int) async throws -> LogStretch {
        let head = head
        let ahead = state.withLock { state -> Ahead? in
            if let first = state.ahead.first, first.after == after, first.limit <= eventsMax {
                return state.ahead.removeFirst()
            }
            state.ahead = []
            return nil
        }
        let limit = ahead?.limit ?? min(eventsMax, pageMax)
        readAhead(after: after.value + Int64(limit), upTo: head, eventsMax: eventsMax - limit, pageMax: pageMax)
        let events: [LogEvent]
        if let ahead {
            events = try await ahead.events.value
        } else {
            events = try await Self.events(of: desk, workspace, after: after, upTo: head, limit: limit)
        }
        let upTo = events.last?.position ?? after
        state.withLock { $0.after = upTo }
        return LogStretch(after: after, upTo: upTo, events: events, head: head)
    }

    /// Begins to read what comes after a page, as far as there is anything. Positions are dense: where the next page begins
    /// is known before this one is there.
    private func readAhead(after: Int64, upTo head: LogPosition, eventsMax: Int, pageMax: Int) {
        state.withLock { state in
            var after = after
            var eventsMax = eventsMax
            for page in state.ahead {
                after += Int64(page.limit)
                eventsMax -= page.limit
            }
            while state.ahead.count < Self.pagesAhead, eventsMax > 0, after < head.value {
                let (desk, workspace, start, limit) = (desk, workspace, LogPosition(after), min(eventsMax, pageMax))
                let events = Task {
                    try await Self.events(of: desk, workspace, after: start, upTo: head, limit: limit)
                }
                state.ahead.append(Ahead(after: start, limit: limit, events: events))
                after += Int64(limit)
                eventsMax -= limit
            }
        }
    }

    private static func events(
        of desk: Desk, _ workspace: DeskWorkspace, after: LogPosition, upTo head: LogPosition, limit: Int
    ) async throws -> [LogEvent] {
        let records = try await desk.log.read(workspace.id, after: after, upTo: head, limit: limit)
        return try await desk.logEvents(of: records, in: workspace)
    }

    /// A stretch of what passes the filter.
    private func stretch(after: LogPosition, eventsMax: Int) async throws -> LogStretch {
        let head = head
        // What is sealed is fetched only of what passes: a look ahead is long and most of it may be left out.
        var records = desk.log.atHand(workspace.id, after: after, upTo: head, limit: Self.lookAheadMax) ?? []
        if records.isEmpty {
            records = try await desk.log.read(
                workspace.id, after: after, upTo: head, limit: Self.lookAheadMax, sealed: false)
        }
        var passed: [LogRecord] = []
        var places: [LogPosition: OutboxPlace] = [:]
        var isWhole = true
        var upTo = after
        for record in records {
            let event = try Entry.decode(record.entry, at: record.position)
            if passes(event), try await passesOutbox(event, into: &places) {
                if passed.count == eventsMax { break }
                passed.append(record)
                // Those that were at hand came with it.
                if event.subject != nil, record.sealed == nil { isWhole = false }
            }
            upTo = record.position
        }
        if !isWhole { passed = try await desk.log.read(workspace.id, at: passed.map(\.position)) }
        var events = try await desk.logEvents(of: passed, in: workspace)
        if filter.isOutbox { events = try await withItems(events, at: places) }
        state.withLock { $0.after = upTo }
        return LogStretch(after: after, upTo: upTo, events: events, head: head)
    }

    /// Whether the outbox, if that is what is followed, has something because of an event; notes what.
    private func passesOutbox(
        _ event: RecordedEvent, into places: inout [LogPosition: OutboxPlace]
    ) async throws -> Bool {
        guard filter.isOutbox else { return true }
        guard let place = OutboxPlace(asking: event) else { return false }
        if let channels = filter.channels {
            // A ticket's channel is for ever: what memory has is right.
            guard let ticket = try await desk.ticketState(place.ticket, in: workspace),
                channels.contains(ticket.channel)
            else { return false }
        }
        places[event.position] = place
        return true
    }

    /// The same events with what is to be sent because of them.
    private func withItems(
        _ events: [LogEvent], at places: [LogPosition: OutboxPlace]
    ) async throws -> [LogEvent] {
        let asked = events.compactMap { places[$0.position] }
        let items = try await desk.outboxItems(at: asked, in: workspace)
        return zip(events, items).map { event, item in
            LogEvent(position: event.position, entry: event.entry, personal: event.personal, outbox: item)
        }
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
        case .workspace, .agent, .channel, .material, .problem: return false
        }
    }

    private func noteTickets(in event: RecordedEvent) {
        guard case .ticketOpened(let opened) = event.event, case .ticket(let id) = event.stream,
            opened.customer == filter.customer
        else { return }
        state.withLock { _ = $0.tickets.insert(id) }
    }
}
