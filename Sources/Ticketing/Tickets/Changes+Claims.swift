internal import Identity

extension Changes {
    /// Takes and releases what follows from the events of a ticket: the difference between what it may have before and after.
    ///
    /// `before` is nil for a ticket that these events open.
    mutating func settle(_ ticket: TicketID, from before: TicketState?, by actor: Actor) {
        var state = before
        let held = before?.claims ?? []
        /// By which event what is held now was first held.
        var takers: [Claim: Int] = [:]
        for (index, new) in events.enumerated() where new.stream == .ticket(ticket) {
            // Claims depend on what happened and by whom, not on when or where it stands.
            let recorded = RecordedEvent(
                position: .beforeAll, stream: new.stream, version: state?.version.next ?? StreamVersion(1),
                id: EventID(.zero), command: CommandID(.zero), at: Instant(microseconds: 0), actor: actor,
                event: new.event,
                subject: new.subject)
            TicketState.evolve(&state, with: recorded)
            let now = state?.claims ?? []
            takers = takers.filter { now.contains($0.key) }
            for claim in now.subtracting(held) where takers[claim] == nil { takers[claim] = index }
        }
        let after = state?.claims ?? []
        // In a fixed order, for the same changes to come out the same; behind what their events take besides.
        for (claim, event) in takers.sorted(by: { ($0.value, $0.key.order) < ($1.value, $1.key.order) }) {
            let place = takes.firstIndex { $0.event > event } ?? takes.count
            takes.insert(Take(claim, by: event), at: place)
        }
        releases += held.subtracting(after).sorted { $0.order < $1.order }
    }
}

extension Claim {
    /// Of the claims of one ticket which comes first.
    fileprivate var order: Int {
        if case .held = self { return 1 }
        return 0
    }
}
