internal import Identity
internal import Ticketing

// Tickets that are merged, as a server finds them and decides on them.
extension Deciding {
    /// A ticket with all that it is merged with, as the log has them now, or as memory has them.
    mutating func conversation(of ticket: TicketState, fresh: Bool = true) -> Conversation {
        if !ticket.isLinked { return Conversation(ticket) }
        var root = memory.ticket(ticket.id, in: log, fresh: fresh) ?? ticket
        for _ in 0...Conversation.partsMax {
            guard let into = root.mergedInto, let next = memory.ticket(into, in: log, fresh: fresh) else { break }
            root = next
        }
        var parts: [TicketID: TicketState] = [:]
        var rest = root.parts
        while let id = rest.popLast(), parts.count <= Conversation.partsMax {
            guard parts[id] == nil, id != root.id, let part = memory.ticket(id, in: log, fresh: fresh) else { continue }
            parts[id] = part
            rest += part.parts
        }
        return Conversation(root, parts: Array(parts.values))
    }

    mutating func merge(_ from: TicketID, into: TicketID, _ errand: Errand) -> Verdict? {
        // What a server remembers is not read again if it was linked with nothing.
        guard let one = memory.ticket(from, in: log), let two = memory.ticket(into, in: log) else { return nil }
        let (other, whole) = (conversation(of: one), conversation(of: two))
        var decision = whole.absorb(other, naming: from, into: into, by: errand.actor)
        if flaw == .halfMerges, case .accepted(let changes) = decision {
            decision = .accepted(Changes([changes.events[0]], takes: changes.takes, releases: changes.releases))
        }
        return Verdict(decision: decision, restingOn: whole.members + other.members)
    }

    mutating func unmerge(_ ticket: TicketID, _ errand: Errand) -> Verdict? {
        guard let state = memory.ticket(ticket, in: log, fresh: true) else { return nil }
        let conversation = conversation(of: state)
        return Verdict(decision: conversation.expel(ticket, by: errand.actor), restingOn: conversation.members)
    }

    /// Those that the command concerns change, and no other has changed since.
    mutating func together(_ command: TicketCommand, on named: TicketState, _ errand: Errand) -> Verdict? {
        let conversation = conversation(of: named)
        let takers = conversation.takers(of: command, naming: named.id, by: errand.actor.id)
        guard let first = takers.first else { return nil }
        var guards: [StreamID: StreamVersion] = [:]
        let context = context(of: command, on: first, errand, fresh: true, &guards)
        let decision =
            flaw == .deafParts ? first.decide(command, context) : conversation.decide(command, on: takers, context)
        return Verdict(decision: decision, restingOn: conversation.members, guards: guards)
    }
}

extension Verdict {
    /// A decision for which all of these have to be as they were read, whether it writes them or not.
    fileprivate init(
        decision: Decision, restingOn members: [TicketState], guards: [StreamID: StreamVersion] = [:]
    ) {
        self.init(decision: decision, guards: guards)
        guard case .accepted(let changes) = decision else { return }
        let written = Set(changes.events.map(\.stream))
        for member in members {
            let stream = StreamID.ticket(member.id)
            // Whoever was read twice may have changed in between.
            if written.contains(stream) {
                versions[stream] = min(versions[stream] ?? member.version, member.version)
            } else {
                self.guards[stream] = min(self.guards[stream] ?? member.version, member.version)
            }
        }
    }
}
