package import Identity

extension TicketState {
    /// What follows from several commands, one after the other, each on what those before it leave behind: all or none.
    func decideAll(_ commands: [TicketCommand], _ context: TicketContext) -> Decision {
        var state = self
        var all = Changes([])
        for command in commands {
            switch state.decideFacts(command, context) {
            case .accepted(let changes):
                state.foresee(changes, context)
                all.add(changes)
            case .unchanged: continue
            case .rejected(let rejection): return .rejected(rejection)
            }
        }
        return all.events.isEmpty ? .unchanged : .accepted(all)
    }

    /// Takes events into account that are not in the log yet, as if nothing came in between: if something does, their
    /// append fails.
    mutating func foresee(_ changes: Changes, _ context: TicketContext) {
        var next: TicketState? = self
        for new in changes.events where new.stream == .ticket(id) {
            let before = next ?? self
            TicketState.evolve(
                &next,
                with: RecordedEvent(
                    position: before.position.next, stream: new.stream, version: before.version.next,
                    id: EventID(.zero), command: CommandID(.zero), at: context.now, actor: context.actor,
                    event: new.event, subject: new.subject))
        }
        if let next { self = next }
    }
}

extension TicketCommand {
    /// What it does, one after the other.
    package var steps: [TicketCommand] {
        switch self {
        case .all(let steps): steps
        case .notice(let notice): notice.steps
        default: [self]
        }
    }

    /// Whether it says something to the customer, or proposes to.
    package var speaks: Bool {
        switch self {
        case .reply, .draft, .approve, .askSwitch: true
        default: false
        }
    }
}

extension MacroAction {
    /// What is done to a ticket.
    package func command(at now: Instant) -> TicketCommand {
        switch self {
        case .tag(let tag): .tag([tag])
        case .untag(let tag): .untag([tag])
        case .team(let team): .assign(agent: nil, team: team)
        case .snooze(let seconds): .snooze(until: now.advanced(bySeconds: Int64(seconds)))
        case .resolve: .resolve
        }
    }
}
