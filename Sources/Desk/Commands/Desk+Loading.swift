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

    /// Who holds these claims. If memory knows all of `required`, the database is not asked about `optional` either: for
    /// them the append is the judge.
    func claims(
        _ required: [Claim], optional: [Claim] = [], in workspace: DeskWorkspace
    ) async throws -> [Claim: LogClaim] {
        var held: [Claim: LogClaim] = [:]
        var asked: [[UInt8]: Claim] = [:]
        var isComplete = true
        memory.withLock { memory in
            for (index, claim) in (required + optional).enumerated() {
                let key = workspace.key(claim)
                if let known = memory.claims.value(for: .init(workspace: workspace.id, key: key)) {
                    held[claim] = known
                } else {
                    asked[key] = claim
                    if index < required.count { isComplete = false }
                }
            }
        }
        if isComplete { return held }
        let found = try await log.claims(workspace.id, Array(asked.keys))
        memory.withLock { memory in
            for (key, claim) in found {
                memory.claims.keep(claim, for: .init(workspace: workspace.id, key: key))
            }
        }
        for (key, claim) in found { if let name = asked[key] { held[name] = claim } }
        return held
    }

    /// Forgets who held a claim, because what it leads to says otherwise.
    func forget(_ claim: Claim, in workspace: DeskWorkspace) {
        let key = DeskMemory.ClaimKey(workspace: workspace.id, key: workspace.key(claim))
        memory.withLock { $0.claims.forget(key) }
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
