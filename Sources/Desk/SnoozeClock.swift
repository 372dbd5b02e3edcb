internal import Identity
internal import Projections
internal import Ticketing

/// Brings snoozed tickets back when their time has come.
///
/// The wake-up is an event like any other. Several servers may try: the ticket's version lets one of them succeed, and the
/// others find it awake.
package struct SnoozeClock: Sendable {
    private let desk: Desk
    private let interval: Duration

    /// Looks once per interval; a ticket is at most so late.
    package init(desk: Desk, interval: Duration = .seconds(1)) {
        self.desk = desk
        self.interval = interval
    }

    /// Wakes tickets until cancelled.
    package func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            // A fault is one of the database, which those who work with it report; here it is only tried again.
            _ = try? await desk.wakeDue()
        }
    }
}

extension Desk {
    /// Wakes every snoozed ticket whose time has come; answers how many.
    package func wakeDue() async throws(DeskError) -> Int {
        try await guarded {
            var woken = 0
            for (id, ticket) in try await self.views.due(by: self.now()) {
                let workspace = try await self.workspace(id)
                guard let state = try await self.ticketState(ticket, in: workspace, fresh: true) else { continue }
                let context = TicketContext(actor: .clock, now: self.now())
                guard case .accepted(let changes) = state.decide(.wake, context) else { continue }
                let plan = Plan(
                    decision: .accepted(changes), receipt: Receipt(ticket: ticket), position: state.position,
                    versions: [.ticket(ticket): state.version])
                let command = CommandID(self.makeID())
                let result = try await self.append(
                    changes, of: plan, command: command, fingerprint: command.id.bytes, in: workspace, actor: .clock,
                    deadline: .now.advanced(by: .seconds(5)))
                if result != nil { woken += 1 }
            }
            return woken
        }
    }
}
