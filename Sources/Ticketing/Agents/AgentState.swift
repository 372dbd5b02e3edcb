package import Identity

/// What the rules need to know of one agent; folded from their stream, never stored.
package struct AgentState: Hashable, Sendable {
    package let id: AgentID
    package let kind: AgentKind
    package let roles: [Role]
    /// Nil for somebody of whom nobody said anything: they are bound by nothing and given nothing.
    package var profile: AgentProfile?
    /// What they or a supervisor said last; nil if nobody did.
    package var availability: AgentAvailability?
    /// Whether a session of theirs is there.
    package var isConnected = false
    /// Since when none is; nil while one is, and before the first.
    package var goneSince: Instant?
    package var version: StreamVersion
    /// Where the last event of the stream stands.
    package var position: LogPosition

    package init(id: AgentID, kind: AgentKind, roles: [Role], version: StreamVersion, position: LogPosition) {
        self.id = id
        self.kind = kind
        self.roles = roles
        self.version = version
        self.position = position
    }

    /// Takes the next event of the stream into account; nil before the agent is registered.
    package static func evolve(_ state: inout AgentState?, with recorded: RecordedEvent) {
        if case .agentRegistered(let registered) = recorded.event, case .agent(let id) = recorded.stream {
            state = AgentState(
                id: id, kind: registered.kind, roles: registered.roles,
                version: recorded.version, position: recorded.position)
            return
        }
        state?.version = recorded.version
        state?.position = recorded.position
        guard case .agent(let event) = recorded.event else { return }
        state?.apply(event)
    }

    private mutating func apply(_ event: AgentEvent) {
        switch event {
        case .profileSet(let next): profile = next
        case .availabilitySet(let next): availability = next
        case .connected:
            isConnected = true
            goneSince = nil
        case .disconnected(let event):
            isConnected = false
            goneSince = event.since
        }
    }

    /// Whether they can be given something at a moment: they chose to, and are there or said until when.
    package func isAvailable(at now: Instant) -> Bool {
        guard let availability, availability.state == .online else { return false }
        return isConnected || (availability.until.map { $0 > now } ?? false)
    }

    /// Since when they have left their work: no session of theirs is there, and the time until which they said they would be
    /// is over. Nil while they are at work, and before they were for the first time.
    package func leftSince(at now: Instant) -> Instant? {
        if isConnected { return nil }
        let until = availability?.state == .online ? availability?.until : nil
        guard let since = [goneSince, until].compactMap({ $0 }).max() else { return nil }
        return since <= now ? since : nil
    }
}
