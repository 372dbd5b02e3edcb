internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
internal import Ticketing
internal import Vault

extension Desk {
    /// Everybody who may do anything here at all.
    private static let subscribers = Set(Role.allCases)

    /// The last position of the principal's log.
    package func head(of principal: Principal) async throws(DeskError) -> LogPosition {
        try await guarded(by: .now + Self.patience) { try await self.log.last(of: principal.workspace) }
    }

    /// Events read at once for `readLog`.
    private static let pageEventsMax = 256

    /// A part of the log with what may be opened of it, for auditors: at most `limit` events, and no more than fill
    /// `bytesMax` with their entries and sealed parts, give or take a page.
    package func readLog(
        after: LogPosition, limit: Int, bytesMax: Int = .max, as principal: Principal
    ) async throws(DeskError) -> LogStretch {
        try authorise(principal, for: [.auditor])
        return try await guarded(by: .now + Self.patience) {
            let workspace = try await self.workspace(principal.workspace)
            let head = try await self.log.last(of: workspace.id)
            var records: [LogRecord] = []
            var bytes = 0
            while records.count < limit, bytes < bytesMax {
                let wanted = min(limit - records.count, Self.pageEventsMax)
                let page = try await self.log.read(
                    workspace.id, after: records.last?.position ?? after, upTo: head, limit: wanted)
                records += page
                bytes += page.reduce(0) { $0 + $1.entry.count + ($1.sealed?.count ?? 0) }
                if page.count < wanted { break }
            }
            let events = try await self.logEvents(of: records, in: workspace)
            return LogStretch(after: after, upTo: records.last?.position ?? after, events: events, head: head)
        }
    }

    /// A way through the log from a position on. **Errors**: `invalid`, for a position that is not there yet.
    package func subscribe(
        after: LogPosition, filter: FeedFilter, as principal: Principal
    ) async throws(DeskError) -> LogFeed {
        try authorise(principal, for: filter.isOutbox ? Self.outboxFollowers : Self.subscribers)
        return try await guarded(by: .now + Self.patience) {
            let workspace = try await self.workspace(principal.workspace)
            let head = try await self.log.last(of: workspace.id)
            guard after <= head else {
                throw DeskError(
                    .invalid(path: "params.after"),
                    "the log ends at position \(head): subscribe from there, and check that the epoch is still the same"
                )
            }
            var tickets: Set<TicketID> = []
            if let customer = filter.customer {
                // Whatever the customer opened up to `after` is in the views by then; what comes later, the feed learns.
                try await self.waitForViews(after, in: workspace.id, deadline: .now.advanced(by: .seconds(5)))
                tickets = Set(try await self.views.tickets(ofCustomer: customer, in: workspace.id))
            }
            return LogFeed(desk: self, workspace: workspace, after: after, filter: filter, tickets: tickets)
        }
    }

    /// Events as auditors and subscribers get them: bytes as they are stored, and beside them what could be opened.
    func logEvents(of records: [LogRecord], in workspace: DeskWorkspace) async throws -> [LogEvent] {
        let places = try records.map { record -> SealedPlace? in
            if record.sealed == nil { return nil }
            if let place = SealedPlace(ofEntry: record.entry) { return place }
            let event = try Entry.decode(record.entry, at: record.position)
            return event.subject.map {
                SealedPlace(event: event.id, stream: event.stream.description, version: event.version, subject: $0.id)
            }
        }
        let keys = try await vault.keys(of: Set(places.compactMap { $0?.subject }), in: workspace.id)
        return try zip(records, places).map { record, place in
            var personal: [UInt8]?
            // Without its key it is erased.
            if let place, let sealed = record.sealed, let key = keys[place.subject] {
                let context = SealContext(event: place.event, stream: place.stream, version: place.version)
                personal = try key.open(sealed, context)
            }
            return LogEvent(position: record.position, entry: record.entry, personal: personal)
        }
    }
}
