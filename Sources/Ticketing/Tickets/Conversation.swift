internal import Identity

/// Tickets that were merged, as one. Each goes on as a stream of its own, where its customer is heard and answered; what people
/// do with all of them they do with the one that the others were merged into.
package struct Conversation: Hashable, Sendable {
    /// More than so many in one are nobody's matter any more.
    package static let partsMax = 32

    /// What is part of no other.
    package let root: TicketState
    /// What was merged into the root, and into those: by their ids.
    package let parts: [TicketState]

    package init(_ root: TicketState, parts: [TicketState] = []) {
        self.root = root
        self.parts = parts.sorted { $0.id < $1.id }
    }

    package var members: [TicketState] { [root] + parts }

    /// Whether what stands for them waits for us, as the views show it.
    package var isOpen: Bool { members.contains(where: \.waits) }

    /// All but one of them.
    package func others(than ticket: TicketID) -> [TicketState] { members.filter { $0.id != ticket } }

    private subscript(ticket: TicketID) -> TicketState? { members.first { $0.id == ticket } }
}

// Who does what is wanted of a conversation.
extension Conversation {
    /// The tickets that a command concerns which names one of them; the command is about the first.
    ///
    /// What is said goes to where the customer wrote last, or to the one that is named if that is a part. Who has the
    /// conversation, and what is noted on it, stands on the root; what takes something off is for whichever have it.
    package func takers(of command: TicketCommand, naming ticket: TicketID, by agent: AgentID) -> [TicketState] {
        switch command {
        case .claim, .release, .assign, .route, .requeue, .note, .tag, .follow, .prioritise, .classify: [root]
        case .reply, .draft, .askSwitch: [ticket == root.id ? lastHeard : self[ticket] ?? root]
        case .resolve, .snooze: those { $0.status != .resolved }
        case .reopen: reopened
        case .untag(let tags): those { !Set($0.tags).isDisjoint(with: tags) }
        case .unfollow: those { $0.followers.contains(agent) }
        case .markSpam: those { $0.spam == nil }
        case .unmarkSpam: those { $0.spam != nil }
        case .approve, .reject, .attempt, .receipt, .retry, .wake: [self[ticket] ?? root]
        case .link: [root]
        case .unlink(let problem): those { !$0.leftProblems.contains(problem) }
        case .notice: [self[ticket] ?? root]
        case .all(let commands):
            // What is said comes first, wherever it stands among them.
            commands.filter(\.speaks).flatMap { takers(of: $0, naming: ticket, by: agent) } + [root]
        }
    }

    /// The ticket whose customer hears what a command says, and by whose channel it is judged. A notice is about the root, and
    /// answers where the customer wrote last.
    package func addressee(of command: TicketCommand, on takers: [TicketState]) -> TicketState {
        let taker = takers.first ?? root
        if case .notice = command, taker.id == root.id { return lastHeard }
        return taker
    }

    /// What follows from a command on these, as one decision: one refusal refuses all of it.
    package func decide(_ command: TicketCommand, on takers: [TicketState], _ context: TicketContext) -> Decision {
        let decision =
            switch command {
            case .all(let commands): decideAll(commands, naming: takers.first?.id ?? root.id, context)
            case .notice(let notice): decideNotice(notice, naming: takers.first?.id ?? root.id, context)
            default: decideFacts(command, on: takers, context)
            }
        guard case .accepted(var changes) = decision else { return decision }
        changes.settle(members, by: context.actor)
        return .accepted(changes)
    }

    /// The same without what follows for their claims.
    private func decideFacts(
        _ command: TicketCommand, on takers: [TicketState], _ context: TicketContext
    ) -> Decision {
        var changes = Changes([])
        for taker in takers {
            var context = context
            context.others = others(than: taker.id)
            // What stands still does so on each of their channels.
            context.frozen = context.rulebook.frozen(on: taker.channel)
            switch taker.decideFacts(command, context) {
            case .accepted(let more): changes.add(more)
            case .unchanged: break
            case .rejected(let rejection): return .rejected(rejection)
            }
        }
        return changes.events.isEmpty ? .unchanged : .accepted(changes)
    }

    /// Several commands, each on what those before it leave behind and on whichever it concerns: all or none.
    private func decideAll(
        _ commands: [TicketCommand], naming ticket: TicketID, _ context: TicketContext
    ) -> Decision {
        var conversation = self
        var all = Changes([])
        for command in commands {
            let takers = conversation.takers(of: command, naming: ticket, by: context.actor.id)
            switch conversation.decideFacts(command, on: takers, context) {
            case .accepted(let changes):
                conversation = conversation.foreseeing(changes, context)
                all.add(changes)
            case .unchanged: continue
            case .rejected(let rejection): return .rejected(rejection)
            }
        }
        return all.events.isEmpty ? .unchanged : .accepted(all)
    }

    /// What stands for all of them decides whether its customer is told; who is told is who wrote last.
    private func decideNotice(
        _ notice: TicketNotice, naming ticket: TicketID, _ context: TicketContext
    ) -> Decision {
        if ticket != root.id { return .rejected(.merged(into: root.id)) }
        var context = context
        context.others = parts
        if let rejection = root.refusal(of: notice, context) { return .rejected(rejection) }
        return decideAll(notice.steps(context), naming: root.id, context)
    }

    private func foreseeing(_ changes: Changes, _ context: TicketContext) -> Conversation {
        func next(_ member: TicketState) -> TicketState {
            var next = member
            next.foresee(changes, context)
            return next
        }
        return Conversation(next(root), parts: parts.map(next))
    }

    /// Where the customer wrote last who waits for an answer, or who wrote last if none does; what is kept apart is not answered
    /// unasked.
    private var lastHeard: TicketState {
        let heard = members.filter { $0.heardAt != nil && $0.spam == nil }
        let waiting = heard.filter { $0.status == .open }
        return (waiting.isEmpty ? heard : waiting).max { ($0.heardAt ?? .beforeAll) < ($1.heardAt ?? .beforeAll) }
            ?? root
    }

    /// One ticket is enough to open it again: all of them if it only rests.
    private var reopened: [TicketState] {
        if let open = members.first(where: { $0.status == .open }) { return [open] }
        return those { $0.status != .resolved }
    }

    /// The root if none is such.
    private func those(_ isConcerned: (TicketState) -> Bool) -> [TicketState] {
        let concerned = members.filter(isConcerned)
        return concerned.isEmpty ? [root] : concerned
    }
}

// How conversations become one, and several again.
extension Conversation {
    /// Makes another conversation part of this one. Each is named by any of its tickets.
    ///
    /// Only what is part of nothing becomes part of something, and only of what is part of nothing: of two merges that cross
    /// the later finds that it asks for nothing any more, and a ring of them cannot be closed.
    package func absorb(
        _ other: Conversation, naming from: TicketID, into: TicketID, by actor: Actor
    ) -> Decision {
        if from == into { return .rejected(.mergesItself) }
        if from != other.root.id {
            return other.root.id == root.id ? .unchanged : .rejected(.merged(into: other.root.id))
        }
        if other.root.id == root.id { return .rejected(.merged(into: root.id)) }
        // It had `other.parts` besides itself.
        if parts.count + 1 + other.parts.count > Self.partsMax {
            return .rejected(.tooManyParts(maximum: Self.partsMax))
        }
        var changes = Changes([
            other.root.fact(.merge(.merged(into: root.id))), root.fact(.merge(.absorbed(other.root.id))),
        ])
        changes.settle(members + other.members, by: actor)
        return .accepted(changes)
    }

    /// Lets a ticket go, with what was merged into it before.
    package func expel(_ ticket: TicketID, by actor: Actor) -> Decision {
        guard let part = self[ticket], let into = part.mergedInto, let whole = self[into] else { return .unchanged }
        var changes = Changes([
            part.fact(.merge(.unmerged(from: into))), whole.fact(.merge(.expelled(ticket))),
        ])
        changes.settle(members, by: actor)
        return .accepted(changes)
    }
}

extension TicketState {
    /// Whether it is merged with any other.
    package var isLinked: Bool { mergedInto != nil || !parts.isEmpty }

    /// Whether it waits for us, or any that it is merged with does. Those that are kept apart are not looked at unless all are.
    func isOpen(_ context: TicketContext) -> Bool {
        let all = [self] + context.others
        let heard = all.filter { $0.spam == nil }
        return (heard.isEmpty ? all : heard).contains { $0.status == .open }
    }

    /// Whether it is done, and all that it is merged with; as of `isOpen`.
    func isResolved(_ context: TicketContext) -> Bool {
        let all = [self] + context.others
        let heard = all.filter { $0.spam == nil }
        return (heard.isEmpty ? all : heard).allSatisfy { $0.status == .resolved }
    }

    /// Whether it is kept apart, and all that it is merged with: whoever is blocked hides nobody else.
    func isKeptApart(_ context: TicketContext) -> Bool {
        spam != nil && context.others.allSatisfy { $0.spam != nil }
    }

    /// Whether somebody other than the actor has spoken after this position, here or on what it is merged with.
    func hasSpoken(after seen: LogPosition, _ context: TicketContext) -> Bool {
        hasSpoken(after: seen, besides: context.actor.id)
            || context.others.contains { $0.hasSpoken(after: seen, besides: context.actor.id) }
    }

    /// What concerns the whole conversation is not a part's to do.
    func refusedByPart(_ command: TicketCommand) -> Decision? {
        guard let mergedInto else { return nil }
        switch command {
        // What a crisis raised before it was merged, its end puts back.
        case .prioritise(_, crisis: .some): return nil
        case .claim, .release, .assign, .note, .tag, .follow, .prioritise, .classify, .link, .notice:
            return .rejected(.merged(into: mergedInto))
        case .route, .requeue: return .unchanged
        default: return nil
        }
    }
}
