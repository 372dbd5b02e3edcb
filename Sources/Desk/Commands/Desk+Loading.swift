internal import Cache
internal import EventCodec
internal import EventLog
internal import Identity
internal import Synchronization
internal import Ticketing

extension Desk {
    /// A ticket's state: from memory, or folded from its stream; nil if there is no such ticket.
    ///
    /// `fresh` reads what was appended since, for decisions that no append will check.
    func ticketState(
        _ ticket: TicketID, in workspace: DeskWorkspace, fresh: Bool = false
    ) async throws -> TicketState? {
        let key = DeskMemory.StreamKey(workspace: workspace.id, stream: .ticket(ticket))
        var state = memory.withLock { $0.tickets.value(for: key) }
        if state != nil && !fresh { return state }
        let before = state?.version ?? .none
        for record in try await log.readStream(workspace.id, "ticket/\(ticket)", after: before) {
            TicketState.evolve(&state, with: try Entry.decode(record.entry, at: record.position))
        }
        if let state, state.version > before || before == .none {
            memory.withLock { memory in
                // Somebody else may have gone further in the meantime.
                if (memory.tickets.value(for: key)?.version ?? .none) < state.version {
                    memory.tickets.keep(state, for: key)
                }
            }
        }
        return state
    }

    /// What the workspace has decided on, from memory or read; `fresh` reads what was appended since.
    func rulebook(in workspace: DeskWorkspace, fresh: Bool = false) async throws -> Rulebook {
        let known = memory.withLock { $0.rulebooks[workspace.id] }
        if let known, !fresh { return known }
        var rulebook = known ?? Rulebook()
        let stream = StreamID.workspace(workspace.id).description
        for record in try await log.readStream(workspace.id, stream, after: rulebook.version) {
            rulebook.evolve(with: try Entry.decode(record.entry, at: record.position))
        }
        memory.withLock { memory in
            if (memory.rulebooks[workspace.id]?.version ?? .none) <= rulebook.version {
                memory.rulebooks[workspace.id] = rulebook
            }
        }
        return rulebook
    }

    /// What is known of an agent, from memory or folded from their stream; nil if there is no such agent.
    func agentState(_ agent: AgentID, in workspace: DeskWorkspace, fresh: Bool = false) async throws -> AgentState? {
        let key = DeskMemory.StreamKey(workspace: workspace.id, stream: .agent(agent))
        var state = memory.withLock { $0.agents.value(for: key) }
        if state != nil && !fresh { return state }
        for record in try await log.readStream(
            workspace.id, StreamID.agent(agent).description, after: state?.version ?? .none)
        {
            AgentState.evolve(&state, with: try Entry.decode(record.entry, at: record.position))
        }
        if let state {
            memory.withLock { memory in
                if (memory.agents.value(for: key)?.version ?? .none) < state.version {
                    memory.agents.keep(state, for: key)
                }
            }
        }
        return state
    }

    /// A customer's state, as `ticketState`.
    func customerState(
        _ customer: CustomerID, in workspace: DeskWorkspace, fresh: Bool = false
    ) async throws -> CustomerState? {
        let key = DeskMemory.StreamKey(workspace: workspace.id, stream: .customer(customer))
        var state = memory.withLock { $0.customers.value(for: key) }
        if state != nil && !fresh { return state }
        let before = state?.version ?? .none
        for record in try await log.readStream(workspace.id, key.stream.description, after: before) {
            CustomerState.evolve(&state, with: try Entry.decode(record.entry, at: record.position))
        }
        if let state {
            memory.withLock { memory in
                if (memory.customers.value(for: key)?.version ?? .none) < state.version {
                    memory.customers.keep(state, for: key)
                }
            }
        }
        return state
    }

    /// Who holds these claims. If memory knows all of `required`, the database is not asked about `optional` either: for
    /// them the append is the judge.
    func claims(
        _ required: [Claim], optional: [Claim] = [], in workspace: DeskWorkspace
    ) async throws -> [Claim: LogClaim] {
        var held: [Claim: LogClaim] = [:]
        var missing: [Claim] = []
        let isComplete = memory.withLock { memory in
            func look(_ claim: Claim) {
                if let known = memory.claims.value(for: .init(workspace: workspace.id, claim: claim)) {
                    held[claim] = known
                } else {
                    missing.append(claim)
                }
            }
            required.forEach(look)
            let isComplete = missing.isEmpty
            // Also then: what the append has just told of them is remembered, and has to be heard.
            optional.forEach(look)
            return isComplete
        }
        if isComplete { return held }
        // Hashed only where the database has to be asked.
        let keys = missing.map(workspace.key)
        let found = try await log.claims(workspace.id, keys)
        memory.withLock { memory in
            for (claim, key) in zip(missing, keys) {
                guard let holder = found[key] else { continue }
                held[claim] = holder
                memory.claims.keep(holder, for: .init(workspace: workspace.id, claim: claim))
            }
        }
        return held
    }

    /// Forgets who held a claim, because what it leads to says otherwise.
    func forget(_ claim: Claim, in workspace: DeskWorkspace) {
        memory.withLock { $0.claims.forget(.init(workspace: workspace.id, claim: claim)) }
    }

    /// How many events a stream without a state here has.
    func version(of stream: StreamID, in workspace: DeskWorkspace) async throws -> StreamVersion {
        let key = DeskMemory.StreamKey(workspace: workspace.id, stream: stream)
        if let known = memory.withLock({ $0.versions.value(for: key) }) { return known }
        // A guess: the append tells the right one if this is wrong, and it is remembered then.
        return .none
    }

    /// The event that stands at a position. **Errors**: `internal`, if there is none.
    func event(at position: LogPosition, in workspace: DeskWorkspace) async throws -> RecordedEvent {
        guard let record = try await log.read(workspace.id, at: [position]).first else {
            throw DeskError(.internal, "a claim leads to position \(position), where nothing stands")
        }
        return try Entry.decode(record.entry, at: position)
    }
}
