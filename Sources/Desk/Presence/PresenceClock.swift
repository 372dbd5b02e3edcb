internal import EventLog
package import Identity
internal import Projections
internal import Ticketing
internal import Vault

/// Writes down when an agent's last session ended and when one began again, and gives back what somebody held who stays away.
///
/// Sessions end and begin for many reasons; who is back within the quiet time was never gone. Every server looks, and what
/// one of them wrote down the others find done. Only agents with a profile are anybody's concern: nothing depends on the
/// others.
package struct PresenceClock: Sendable {
    private let desk: Desk
    /// This process: no two are one, and one that is started again is another.
    private let server: UniqueID
    private let interval: Duration
    /// A server that has said nothing for so long is not there. **Units**: seconds.
    private let silenceSeconds: Int

    /// Looks once per interval.
    package init(desk: Desk, server: UniqueID, interval: Duration = .seconds(1), silenceSeconds: Int = 20) {
        self.desk = desk
        self.server = server
        self.interval = interval
        self.silenceSeconds = silenceSeconds
    }

    /// What a look remembers for the next.
    package struct Memory: Sendable {
        /// Since when somebody of whom the log says that they are there is not.
        fileprivate var absent: [Views.Presence: Instant] = [:]
        fileprivate var said: Set<Views.Presence> = []

        package init() {}
    }

    /// Looks until cancelled.
    package func run() async {
        var memory = Memory()
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            // A fault is one of the database, which those who work with it report; here it is only tried again.
            try? await look(&memory)
        }
    }

    /// Looks once.
    package func look(_ memory: inout Memory) async throws(DeskError) {
        let attendants = try await desk.attendants()
        let known = Set(attendants.map { Views.Presence(workspace: $0.workspace, agent: $0.agent) })
        // Nobody to speak of: no server has to say anything.
        if known.isEmpty && memory.said.isEmpty { return }
        let here = desk.attendance.all.intersection(known)
        let present = try await desk.present(at: server, here, within: silenceSeconds)
        memory.said = here
        let now = desk.now()
        var failure: DeskError?
        for (workspace, own) in Dictionary(grouping: attendants, by: \.workspace) {
            // One that cannot be written to must not keep the others from being looked at.
            do { try await look(at: own, of: workspace, present, at: now, &memory) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Looks at those of one workspace.
    private func look(
        at attendants: [Attendant], of workspace: WorkspaceID, _ present: Set<Views.Presence>, at now: Instant,
        _ memory: inout Memory
    ) async throws(DeskError) {
        let policy = try await desk.presencePolicy(of: workspace)
        for attendant in attendants {
            let key = Views.Presence(workspace: workspace, agent: attendant.agent)
            let isMissing = attendant.isConnected && !present.contains(key)
            let since = memory.absent[key] ?? now
            memory.absent[key] = isMissing ? since : nil
            if isMissing {
                guard since.advanced(bySeconds: Int64(policy.quietSeconds)) <= now else { continue }
                try await desk.note(.disconnect(since: since), of: key)
            } else if !attendant.isConnected && present.contains(key) {
                try await desk.note(.connect, of: key)
            }
        }
        guard policy.whenGone == .requeue else { return }
        let moment = now.advanced(bySeconds: -Int64(policy.graceSeconds))
        guard attendants.contains(where: { ($0.leftSince ?? now) <= moment }) else { return }
        try await desk.requeueLeft(in: workspace, goneBefore: moment)
    }
}

extension Desk {
    fileprivate func attendants() async throws(DeskError) -> [Attendant] {
        try await guarded(by: .now + Self.patience) { try await self.views.attendants() }
    }

    fileprivate func present(
        at server: UniqueID, _ here: Set<Views.Presence>, within seconds: Int
    ) async throws(DeskError) -> Set<Views.Presence> {
        try await guarded(by: .now + Self.patience) {
            try await self.views.present(at: server, here.map { ($0.workspace, $0.agent) }, within: seconds)
        }
    }

    fileprivate func presencePolicy(of id: WorkspaceID) async throws(DeskError) -> PresencePolicy {
        try await guarded(by: .now + Self.patience) {
            try await self.rulebook(in: try await self.workspace(id)).policy.presence
        }
    }

    /// Writes down that somebody came or went; nothing if somebody else did.
    fileprivate func note(_ command: AgentCommand, of key: Views.Presence) async throws(DeskError) {
        try await guarded(by: .now + Self.patience) {
            let workspace = try await self.workspace(key.workspace)
            guard let state = try await self.agentState(key.agent, in: workspace, fresh: true) else { return }
            guard case .accepted(let changes) = state.decide(command, Rulebook(), now: self.now()) else { return }
            var plan = Plan(decision: .accepted(changes), receipt: Receipt(), position: state.position)
            plan.versions = [.agent(key.agent): state.version]
            try await self.appendOnce(changes, of: plan, in: workspace, actor: .clock)
        }
    }

    /// Gives back to its queue what is held by who has been gone for longer than they may.
    fileprivate func requeueLeft(in id: WorkspaceID, goneBefore moment: Instant) async throws(DeskError) {
        try await guarded(by: .now + Self.patience) {
            let workspace = try await self.workspace(id)
            for left in try await self.views.leftTickets(in: [id], goneBefore: moment) {
                let rulebook = try await self.rulebook(in: workspace)
                // As they are now: who is back keeps what they have.
                guard rulebook.policy.presence.whenGone == .requeue,
                    let agent = try await self.agentState(left.agent, in: workspace, fresh: true),
                    let since = agent.leftSince(at: moment),
                    let state = try await self.ticketState(left.ticket, in: workspace, fresh: true)
                else { continue }
                let requeued = TicketRequeued(agent: left.agent, goneSince: since, policy: rulebook.version)
                let others = try await self.conversation(of: state, in: workspace).others(than: state.id)
                let context = TicketContext(actor: .rule, now: self.now(), others: others)
                guard case .accepted(let changes) = state.decide(.requeue(requeued), context) else { continue }
                var plan = Plan(decision: .accepted(changes), receipt: Receipt(), position: state.position)
                plan.versions = [.ticket(left.ticket): state.version]
                plan.guards = [.workspace(id): rulebook.version, .agent(left.agent): agent.version]
                for other in others { plan.guards[.ticket(other.id)] = other.version }
                try await self.appendOnce(changes, of: plan, in: workspace, actor: .rule)
            }
        }
    }

    /// Appends what nobody asked for; if somebody was faster, the next look decides again.
    private func appendOnce(_ changes: Changes, of plan: Plan, in workspace: DeskWorkspace, actor: Actor) async throws {
        let command = CommandID(makeID())
        _ = try await append(
            changes, of: plan, command: command, fingerprint: Digest.sha256(command.id.bytes), in: workspace,
            actor: actor, deadline: .now.advanced(by: .seconds(5)))
    }
}
