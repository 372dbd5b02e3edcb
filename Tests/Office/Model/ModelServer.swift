internal import Identity
internal import Ticketing

/// What one of several servers remembers: states that may be older than the log, until somebody tells it.
///
/// It decides as `Desk` does, by the same pure rules: on what it remembers, and again on what the log has where that would
/// record nothing.
struct ModelServer {
    private var tickets: [TicketID: TicketState] = [:]
    private var agents: [AgentID: AgentState] = [:]
    private var customers: [CustomerID: CustomerState] = [:]
    private var rulebook = Rulebook()
    /// Whose identities are.
    private var identities: [Claim: ModelLog.Holder] = [:]

    mutating func ticket(_ id: TicketID, in log: ModelLog, fresh: Bool = false) -> TicketState? {
        var state = tickets[id]
        if state == nil || fresh {
            for event in log.read(.ticket(id), after: state?.version ?? .none) {
                TicketState.evolve(&state, with: event)
            }
            tickets[id] = state
        }
        return state
    }

    mutating func agent(_ id: AgentID, in log: ModelLog, fresh: Bool = false) -> AgentState? {
        var state = agents[id]
        if state == nil || fresh {
            for event in log.read(.agent(id), after: state?.version ?? .none) { AgentState.evolve(&state, with: event) }
            agents[id] = state
        }
        return state
    }

    mutating func customer(_ id: CustomerID, in log: ModelLog, fresh: Bool = false) -> CustomerState? {
        var state = customers[id]
        if state == nil || fresh {
            for event in log.read(.customer(id), after: state?.version ?? .none) {
                CustomerState.evolve(&state, with: event)
            }
            customers[id] = state
        }
        return state
    }

    /// Who has an identity, as it was found last.
    mutating func holder(of identity: Claim, in log: ModelLog) -> ModelLog.Holder? {
        if let known = identities[identity] { return known }
        let held = log.claims[identity]
        identities[identity] = held
        return held
    }

    mutating func forget(_ identity: Claim) { identities[identity] = nil }

    mutating func rules(in log: ModelLog, fresh: Bool = false) -> Rulebook {
        if rulebook.version == .none || fresh {
            for event in log.read(.workspace(Cast.workspace), after: rulebook.version) { rulebook.evolve(with: event) }
        }
        return rulebook
    }

    /// What it remembers of a stream may not be so any more.
    mutating func forget(_ stream: StreamID) {
        switch stream {
        case .ticket(let id): tickets[id] = nil
        case .agent(let id): agents[id] = nil
        case .customer(let id): customers[id] = nil
        case .workspace: rulebook = Rulebook()
        case .channel, .material, .problem: break
        }
    }

    /// Takes what it appended itself into account, as far as it knew what came before.
    mutating func remember(_ event: RecordedEvent) {
        switch event.stream {
        case .ticket(let id):
            if let known = tickets[id], known.version.next != event.version { return tickets[id] = nil }
            TicketState.evolve(&tickets[id], with: event)
        case .agent(let id): agents[id] = nil
        case .customer(let id):
            if let known = customers[id], known.version.next != event.version { return customers[id] = nil }
            CustomerState.evolve(&customers[id], with: event)
        case .workspace:
            if rulebook.version.next == event.version {
                rulebook.evolve(with: event)
            } else {
                rulebook = Rulebook()
            }
        case .channel, .material, .problem: break
        }
    }
}
