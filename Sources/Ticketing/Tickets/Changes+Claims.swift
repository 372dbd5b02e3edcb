internal import Identity

extension TicketState {
    /// Whether it waits for us, as far as it alone is asked.
    var waits: Bool { status == .open && spam == nil }
}

extension [TicketState] {
    /// What these tickets may have, as they are now: the one thing that the log's claims about them follow from. Each once.
    ///
    /// Who has a conversation holds it while any ticket of it waits: all that they are merged with have to be among them.
    package var claims: [Claim] {
        var claims: [Claim] = []
        // By their places: to copy a ticket costs more than all of this.
        for place in indices where self[place].status != .resolved && self[place].splitFrom == nil {
            // What the customer writes next is not for what was split off.
            claims.append(.unresolved(self[place].customer, self[place].channel))
        }
        for place in indices where self[place].mergedInto == nil {
            guard let assignee = self[place].assignee,
                indices.contains(where: { self[$0].waits && root(of: $0) == place })
            else { continue }
            claims.append(.held(assignee, network: self[place].channel.network, self[place].id))
        }
        return claims
    }

    /// The place of what stands for one of them; nil if that is not among them.
    private func root(of place: Int) -> Int? {
        var place = place
        for _ in indices {
            guard let into = self[place].mergedInto else { return place }
            guard let next = firstIndex(where: { $0.id == into }) else { return nil }
            place = next
        }
        return nil
    }
}

extension Changes {
    /// Takes and releases what follows from the events of tickets: the difference between what these may have before and after.
    ///
    /// `tickets`: all that the events are about, but those that they open, and all that those are merged with.
    package mutating func settle(_ tickets: [TicketState], by actor: Actor) {
        let held = tickets.claims
        var (states, now) = (tickets, held)
        /// By which event what is held now was first held.
        var takers: [(claim: Claim, event: Int)] = []
        for (index, new) in events.enumerated() {
            guard case .ticket(let id) = new.stream else { continue }
            // Taken out, so that it is changed in place.
            var state = states.firstIndex { $0.id == id }.map { states.remove(at: $0) }
            // Claims depend on what happened and by whom, not on when or where it stands.
            let recorded = RecordedEvent(
                position: .beforeAll, stream: new.stream, version: state?.version.next ?? StreamVersion(1),
                id: EventID(.zero), command: CommandID(.zero), at: Instant(microseconds: 0), actor: actor,
                event: new.event,
                subject: new.subject)
            TicketState.evolve(&state, with: recorded)
            if let state { states.append(state) }
            now = states.claims
            takers.removeAll { !now.contains($0.claim) }
            for claim in now where !held.contains(claim) && !takers.contains(where: { $0.claim == claim }) {
                takers.append((claim, index))
            }
        }
        // In a fixed order, for the same changes to come out the same; behind what their events take besides.
        for (claim, event) in takers.sorted(by: { ($0.event, $0.claim.order) < ($1.event, $1.claim.order) }) {
            let place = takes.firstIndex { $0.event > event } ?? takes.count
            takes.insert(Take(claim, by: event), at: place)
        }
        releases += held.filter { !now.contains($0) }.sorted { $0.order < $1.order }
    }
}

extension Claim {
    /// Of the claims that follow from tickets which comes first.
    fileprivate var order: Order {
        if case .held(_, _, let ticket) = self { return Order(isHeld: 1, ticket: ticket.id) }
        return Order(isHeld: 0, ticket: .zero)
    }

    fileprivate struct Order: Comparable {
        let isHeld: Int
        let ticket: UniqueID

        static func < (left: Order, right: Order) -> Bool {
            (left.isHeld, left.ticket) < (right.isHeld, right.ticket)
        }
    }
}
