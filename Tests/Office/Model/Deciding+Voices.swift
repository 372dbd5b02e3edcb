internal import Identity
internal import Ticketing

// What customers show and say of how they were served.
extension Deciding {
    mutating func signal(_ sign: Wish.Sign) -> Verdict? {
        if log.claims[.signal(sign.channel, id: sign.externalId)] != nil { return nil }
        let author = party(sign.handle, on: sign.channel.network, new: sign.customer)
        var target: (object: SignalReceived.Object, ticket: TicketState)?
        if let object = sign.object {
            // It may come first.
            guard let found = written(log.claims[object]) else { return nil }
            target = found
        }
        let gesture = Intake.Gesture(
            channel: sign.channel, externalId: sign.externalId, signal: .reaction, tone: .good, emoji: nil,
            occurredAt: nil)
        let changes = Intake.signal(gesture, by: author.party, on: target?.object, of: target?.ticket.id)
        var verdict = Verdict(decision: .accepted(changes))
        if let ticket = target?.ticket {
            verdict.versions[.ticket(ticket.id)] = ticket.version
            verdict.guards = author.guards
        } else if let state = author.state {
            verdict.versions[.customer(state.id)] = state.version
        }
        return verdict
    }

    /// On what a signal was given, and where that stands; nil if it is not there yet.
    private mutating func written(
        _ held: ModelLog.Holder?
    ) -> (object: SignalReceived.Object, ticket: TicketState)? {
        guard let held, case .ticket(let id) = held.stream, let state = memory.ticket(id, in: log) else { return nil }
        let recorded = log.events[Int(held.position.value)]
        let object: SignalReceived.Object
        switch recorded.event {
        case .messageReceived(let message): object = .message(message.message)
        case .replyRecorded(let reply): object = .reply(reply.reply, by: reply.author)
        case .replySent(let reply): object = .reply(reply.reply, by: recorded.actor.id)
        case .replyDrafted(let reply): object = .reply(reply.reply, by: recorded.actor.id)
        default: return nil
        }
        if flaw == .wanderingSignals { return (object, state) }
        return (object, owner(of: held.position, on: state)?.ticket ?? state)
    }

    mutating func feedback(_ opinion: Wish.Opinion, _ errand: Errand) -> Verdict? {
        if log.claims[.feedback(opinion.channel, id: opinion.externalId)] != nil { return nil }
        var id = opinion.ticket
        if let reply = opinion.reply {
            guard let found = written(log.claims[.reply(reply)]) else { return nil }
            id = found.ticket.id
        }
        guard let named = memory.ticket(id, in: log, fresh: true) else { return nil }
        let members = conversation(of: named).members.filter { $0.customer == named.customer }
        let state = members.first { $0.id == id } ?? named
        var answers = TicketAnswers()
        for member in members {
            for event in log.read(.ticket(member.id), after: .none) where event.position <= member.position {
                answers.evolve(with: event)
            }
        }
        var answer = answers.last(before: errand.now)
        if let reply = opinion.reply {
            // It has not gone out yet.
            guard let named = answers[reply] else { return nil }
            answer = named
        }
        if flaw == .namelessFeedback { answer = nil }
        let said = Intake.Opinion(
            channel: opinion.channel, externalId: opinion.externalId, score: 4, scale: 5, text: nil, occurredAt: nil)
        var verdict = Verdict(
            decision: .accepted(Intake.feedback(said, on: state.id, of: state.customer, about: answer)),
            versions: [.ticket(state.id): state.version])
        for member in members where member.id != state.id { verdict.guards[.ticket(member.id)] = member.version }
        return verdict
    }
}
