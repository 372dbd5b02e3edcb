internal import Identity
internal import Ticketing

// Messages that are not the ticket's any more on whose stream they stand, as a server finds them.
extension Deciding {
    mutating func split(
        _ messages: [MessageID], off ticket: TicketID, into new: TicketID, _ errand: Errand
    ) -> Verdict? {
        guard let state = memory.ticket(ticket, in: log, fresh: true) else { return nil }
        var decision = state.decideSplit(messages, of: said(on: state), into: new, by: errand.actor)
        if flaw == .halfSplits, case .accepted(var changes) = decision {
            changes.events.removeLast()
            decision = .accepted(changes)
        }
        return Verdict(decision: decision, versions: [.ticket(ticket): state.version])
    }

    /// Messages and replies of a ticket in order, without those that were split off or taken back.
    private func said(on state: TicketState) -> [Split.Words] {
        var story: [RecordedEvent] = []
        var next: (id: TicketID, upTo: LogPosition)? = (state.id, state.position)
        while let (id, upTo) = next {
            let events = log.read(.ticket(id), after: .none).filter { $0.position <= upTo }
            story = events + story
            next = nil
            for recorded in events {
                if case .split(.detached(let detached)) = recorded.event { next = (detached.from, recorded.position) }
            }
        }
        return state.words(of: story)
    }

    /// Whose a message is that stands on a ticket's stream, and where its words stand; nil if it is that ticket's.
    mutating func owner(of position: LogPosition, on ticket: TicketState) -> (ticket: TicketState, words: LogPosition?)?
    {
        if ticket.moved.isEmpty || flaw == .looseAnswers { return nil }
        guard case .messageReceived(let received) = log.events[Int(position.value)].event else { return nil }
        var owner = ticket
        while let next = owner.moved[received.message] {
            guard let state = memory.ticket(next, in: log) else { return nil }
            owner = state
        }
        if owner.id == ticket.id { return nil }
        return (owner, owner.brought[received.message].flatMap(\.words))
    }
}
