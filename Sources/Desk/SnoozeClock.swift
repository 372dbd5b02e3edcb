internal import Identity
internal import Projections
internal import Ticketing
internal import Vault

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
    /// Wakes every snoozed ticket whose time has come; answers how many. One that cannot be woken keeps no other asleep.
    package func wakeDue() async throws(DeskError) -> Int {
        let due = try await guarded { try await self.views.due(by: self.now()) }
        var woken = 0
        for (id, ticket) in due {
            do {
                if try await wake(ticket, in: id) { woken += 1 }
            } catch {
                // A fault of ours concerns this ticket and is in the log; any other concerns all of them.
                if error.code != .internal { throw error }
            }
        }
        return woken
    }

    private func wake(_ ticket: TicketID, in id: WorkspaceID) async throws(DeskError) -> Bool {
        try await guarded {
            let workspace = try await self.workspace(id)
            guard let state = try await self.ticketState(ticket, in: workspace, fresh: true) else { return false }
            let others = try await self.conversation(of: state, in: workspace).others(than: ticket)
            let context = TicketContext(actor: .clock, now: self.now(), others: others)
            guard case .accepted(let changes) = state.decide(.wake, context) else { return false }
            var plan = Plan(
                decision: .accepted(changes), receipt: Receipt(ticket: ticket), position: state.position)
            plan.rest(on: [state] + others)
            let command = CommandID(self.makeID())
            // Nil if somebody did something with it at this moment; the next look decides again.
            let result = try await self.append(
                changes, of: plan, command: command, fingerprint: Digest.sha256(command.id.bytes), in: workspace,
                actor: .clock, deadline: .now.advanced(by: .seconds(5)))
            return result != nil
        }
    }
}
