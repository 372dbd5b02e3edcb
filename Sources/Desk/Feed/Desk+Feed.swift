internal import EventCodec
internal import EventLog
package import Identity
internal import Projections
internal import Ticketing

extension Desk {
    private static let subscribers: Set<Role> = [.agent, .supervisor, .bot, .connector, .auditor]

    /// The last position of the principal's log.
    package func head(of principal: Principal) async throws(DeskError) -> LogPosition {
        try await guarded { try await self.log.last(of: principal.workspace) }
    }

    /// A part of the log with what may be opened of it, for auditors.
    package func readLog(
        after: LogPosition, limit: Int, as principal: Principal
    ) async throws(DeskError) -> LogStretch {
        try authorise(principal, for: [.auditor])
        return try await guarded {
            let workspace = try await self.workspace(principal.workspace)
            let head = try await self.log.last(of: workspace.id)
            let records = try await self.log.read(workspace.id, after: after, upTo: head, limit: limit)
            let events = try await self.logEvents(of: records, in: workspace)
            return LogStretch(after: after, upTo: records.last?.position ?? after, events: events, head: head)
        }
    }

    /// A way through the log from a position on. **Errors**: `invalid`, for a position that is not there yet.
    package func subscribe(
        after: LogPosition, filter: FeedFilter, as principal: Principal
    ) async throws(DeskError) -> LogFeed {
        try authorise(principal, for: Self.subscribers)
        return try await guarded {
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

    /// Events as auditors and subscribers get them.
    func logEvents(of records: [LogRecord], in workspace: DeskWorkspace) async throws -> [LogEvent] {
        let opened = try await open(records, in: workspace)
        return zip(records, opened).map { record, open in
            LogEvent(position: record.position, entry: record.entry, personal: open.personal)
        }
    }
}
