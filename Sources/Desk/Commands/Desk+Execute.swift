internal import Cache
internal import EventCodec
internal import EventLog
package import Identity
internal import Synchronization
internal import Ticketing
internal import Vault

/// What a command comes to, as far as is known before it is appended.
struct Plan {
    let decision: Decision
    /// What the client is told if it is so.
    var receipt: Receipt
    /// Of what the command is about: its last event, for an answer that changes nothing.
    let position: LogPosition
    /// Whether what makes it change nothing can never pass, so that a late copy of the command finds it, too.
    var isForGood = false
    /// Streams with events already, and their versions; those left out are new.
    var versions: [StreamID: StreamVersion] = [:]
    /// People whose first event this is.
    var newcomers: Set<UniqueID> = []
    /// Streams that the decision read and does not write, as they were then.
    var guards: [StreamID: StreamVersion] = [:]
    /// Turns a rejection into what the client is told.
    var ticket: TicketState?
    /// What the ticket is merged with.
    var others: [TicketState] = []

    /// As which versions tickets were read, whether they are written or only guarded.
    var tickets: [TicketID: StreamVersion] {
        var tickets: [TicketID: StreamVersion] = [:]
        for case (.ticket(let ticket), let version) in guards { tickets[ticket] = version }
        for case (.ticket(let ticket), let version) in versions { tickets[ticket] = version }
        return tickets
    }
}

extension Desk {
    /// Commands that touch the same thing at once are decided again; more often than this means that something is wrong.
    static let attemptsMax = 64

    /// Does what a client asks, once, however often it is asked under the same id.
    ///
    /// **Errors**: rejections say why; `outcomeUnknown` is the only one after which something may have been recorded.
    /// Always answers by the deadline.
    package func execute(
        _ command: DeskCommand, id: CommandID, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> CommandResult {
        let result = try await carryOut(command, id: id, as: principal, deadline: deadline)
        guard case .block(let customer, _, _) = command else { return result }
        do {
            try await guarded(by: deadline) {
                try await self.settleTickets(of: customer, behind: result.position, as: principal, deadline: deadline)
            }
        } catch {
            throw DeskError(
                .outcomeUnknown, "it is recorded; whether all their tickets followed is told by sending it again")
        }
        return result
    }

    private func carryOut(
        _ command: DeskCommand, id: CommandID, as principal: Principal, deadline: ContinuousClock.Instant
    ) async throws(DeskError) -> CommandResult {
        try authorise(principal, for: command.allowedRoles)
        return try await guarded(by: deadline) {
            let workspace = try await self.workspace(principal.workspace)
            let fingerprint = command.fingerprint(by: principal.agent)
            // Whether a supervisor gives somebody more than they can hold: only what was found to be too much is.
            var mayExceed = false
            for _ in 0..<Self.attemptsMax {
                let plan: Plan
                do {
                    plan = try await self.plan(command, in: workspace, as: principal, mayExceed: mayExceed)
                } catch let error as DeskError {
                    // As with a rejection: what cannot be now may have been done before, or its id used for another.
                    if let known = try await self.recall(id, fingerprint, in: workspace) { return known }
                    throw error
                }
                switch plan.decision {
                case .accepted(let changes):
                    do {
                        let result = try await self.append(
                            changes, of: plan, command: id, fingerprint: fingerprint, in: workspace,
                            actor: principal.actor, deadline: deadline)
                        if let result { return result }
                    } catch let full as CapacityReached {
                        // A rule knew less than the log: it chooses anew.
                        if case .ticket(_, .route) = command { continue }
                        guard command.mayExceedCapacity, principal.has(anyOf: [.supervisor]), !mayExceed else {
                            throw try await self.refusal(full.rejection, of: plan, in: workspace, as: principal)
                        }
                        mayExceed = true
                    } catch let error as DeskError where error.code == .erased {
                        // It may have been done while there was a key.
                        if let known = try await self.recall(id, fingerprint, in: workspace) { return known }
                        throw error
                    }
                case .unchanged:
                    if let known = try await self.recall(id, fingerprint, in: workspace) { return known }
                    if plan.isForGood { return CommandResult(position: plan.position, receipt: plan.receipt) }
                    // Recorded all the same: a late copy, when things have changed, must find that it was done.
                    let result = try await self.append(
                        Changes([]), of: plan, command: id, fingerprint: fingerprint, in: workspace,
                        actor: principal.actor, deadline: deadline)
                    if let result { return result }
                case .rejected(let rejection):
                    // What is refused now may be the repetition of what was done before.
                    if let known = try await self.recall(id, fingerprint, in: workspace) { return known }
                    throw try await self.refusal(rejection, of: plan, in: workspace, as: principal)
                }
                if ContinuousClock.now >= deadline { break }
            }
            throw DeskError(.contended, "others keep changing the same thing; try again in a moment")
        }
    }

    /// Demands one of these roles. **Errors**: `forbidden`.
    func authorise(_ principal: Principal, for roles: Set<Role>) throws(DeskError) {
        if principal.has(anyOf: roles) { return }
        let needed = roles.sorted()
        throw DeskError(
            .forbidden(needs: needed), "this needs the role \(needed.map(\.rawValue).joined(separator: " or "))")
    }

    /// What was told when the command was first sent; nil if it was never done.
    func recall(
        _ id: CommandID, _ fingerprint: [UInt8], in workspace: DeskWorkspace
    ) async throws -> CommandResult? {
        guard let known = try await log.command(workspace.id, id) else { return nil }
        guard known.fingerprint == fingerprint else { throw Self.commandReused }
        return try CommandResult(stored: known.receipt, last: known.last)
    }

    static let commandReused = DeskError(
        .commandReused, "this commandId was used for another request; make a new one for every new command")

    /// Appends, also that nothing has changed; nil if somebody else was faster and it has to be decided again.
    ///
    /// **Errors**: besides, `CapacityReached`.
    func append(
        _ changes: Changes, of plan: Plan, command: CommandID, fingerprint: [UInt8], in workspace: DeskWorkspace,
        actor: Actor, deadline: ContinuousClock.Instant
    ) async throws -> CommandResult? {
        let sealed = try await seal(changes, of: plan, command: command, in: workspace, actor: actor)
        let standing = changes.events.isEmpty ? plan.position : nil
        let takes = memory.withLock { memory in
            memory.heldAlready.isEmpty
                ? changes.takes
                : changes.takes.filter { take in
                    guard case .held = take.claim else { return true }
                    let found = memory.heldAlready.removeValue(
                        forKey: .init(workspace: workspace.id, claim: take.claim))
                    // What was found of a ticket says nothing of it any more once it has moved.
                    return found == nil || found != plan.tickets
                }
        }
        let request = AppendRequest(
            workspace: workspace.id, command: command, fingerprint: fingerprint,
            receipt: CommandResult.stored(plan.receipt, at: standing),
            events: sealed.events, takes: takes.map { .init(key: workspace.key($0.claim), event: $0.event) },
            releases: changes.releases.map { workspace.key($0) }, keys: sealed.wrapped,
            guards: plan.guards.map { .init(stream: $0.key.description, version: $0.value) },
            limits: changes.limits.map { .init(prefix: workspace.prefix($0.group), max: $0.max) })
        switch try await log.append(request, deadline: deadline) {
        case .appended(let first, let last):
            remember(sealed, changes, from: first, in: workspace)
            return CommandResult(position: standing ?? last, receipt: plan.receipt)
        case .duplicate(_, let last, let receipt): return try CommandResult(stored: receipt, last: last)
        case .commandReused: throw Self.commandReused
        case .conflict(let stream, let actual):
            if let stream = StreamID(stream) { forget(stream, actual: actual, in: workspace.id) }
            return nil
        case .claimed(let key, let stream, let position):
            if let index = request.takes.firstIndex(where: { $0.key == key }) {
                let holder = LogClaim(stream: stream, position: position)
                let claim = takes[index].claim
                let held = DeskMemory.ClaimKey(workspace: workspace.id, claim: claim)
                if case .held(_, _, let ticket) = claim {
                    // If the ticket is still as it was when it held nothing, a server of a version that knows no such claims
                    // has left it behind. Else somebody else was faster to take it for the same ticket.
                    let fresh = try await ticketState(ticket, in: workspace, fresh: true)
                    if let version = fresh?.version, version == plan.tickets[ticket] {
                        memory.withLock { $0.heldAlready[held] = plan.tickets }
                    }
                } else {
                    memory.withLock { $0.claims.keep(holder, for: held) }
                }
            }
            if let stream = StreamID(stream) { forget(stream, actual: nil, in: workspace.id) }
            return nil
        case .full(let prefix, _):
            guard let limit = changes.limits.first(where: { workspace.prefix($0.group) == prefix }) else {
                throw DeskError(.internal, "a limit was passed that nobody set")
            }
            throw CapacityReached(limit: limit)
        case .unknownWorkspace: throw DeskError(.notFound(.workspace), "there is no such workspace")
        }
    }

    private func forget(_ stream: StreamID, actual: StreamVersion?, in workspace: WorkspaceID) {
        let key = DeskMemory.StreamKey(workspace: workspace, stream: stream)
        memory.withLock { memory in
            memory.tickets.forget(key)
            memory.versions.forget(key)
            memory.agents.forget(key)
            memory.customers.forget(key)
            if case .workspace = stream { memory.rulebooks[workspace] = nil }
            if let actual { memory.versions.keep(actual, for: key) }
        }
    }

    /// Takes what was appended into memory, so that the next command on the same thing need not ask.
    private func remember(
        _ sealed: SealedChanges, _ changes: Changes, from first: LogPosition, in workspace: DeskWorkspace
    ) {
        for (person, key) in sealed.keys { vault.remember(key, of: person, in: workspace.id) }
        memory.withLock { memory in
            for (index, event) in sealed.recorded(from: first).enumerated() {
                let key = DeskMemory.StreamKey(workspace: workspace.id, stream: event.stream)
                memory.versions.keep(event.version, for: key)
                for take in changes.takes where take.event == index && !take.claim.isHeld {
                    memory.claims.keep(
                        LogClaim(stream: event.stream.description, position: event.position),
                        for: .init(workspace: workspace.id, claim: take.claim))
                }
                switch event.stream {
                case .workspace:
                    // What is not the one before this event belongs to another moment: better none.
                    if memory.rulebooks[workspace.id]?.version.next == event.version {
                        memory.rulebooks[workspace.id]?.evolve(with: event)
                    } else {
                        memory.rulebooks[workspace.id] = nil
                    }
                case .agent:
                    var state = memory.agents.value(for: key)
                    if let known = state, known.version.next != event.version { state = nil }
                    AgentState.evolve(&state, with: event)
                    if let state { memory.agents.keep(state, for: key) } else { memory.agents.forget(key) }
                case .customer:
                    var state = memory.customers.value(for: key)
                    if let known = state, known.version.next != event.version { state = nil }
                    CustomerState.evolve(&state, with: event)
                    if let state { memory.customers.keep(state, for: key) } else { memory.customers.forget(key) }
                case .channel, .ticket, .material, .problem: break
                }
                guard case .ticket = event.stream else { continue }
                var state = memory.tickets.value(for: key)
                // A state that is not the one before this event belongs to another moment: better none.
                if let known = state, known.version.next != event.version { state = nil }
                TicketState.evolve(&state, with: event)
                if let state { memory.tickets.keep(state, for: key) } else { memory.tickets.forget(key) }
            }
            for claim in changes.releases {
                memory.claims.forget(.init(workspace: workspace.id, claim: claim))
            }
        }
    }
}

/// Somebody would hold more than they can.
struct CapacityReached: Error {
    let limit: ClaimLimit

    var rejection: Rejection {
        switch limit.group {
        case .held(let agent), .heldOn(let agent, _): .atCapacity(agent, capacity: limit.max)
        }
    }
}

extension Claim {
    fileprivate var isHeld: Bool {
        if case .held = self { return true }
        return false
    }
}
