package import Identity

/// What somebody wants to be known of an agent.
package enum AgentCommand: Hashable, Sendable {
    case setProfile(AgentProfile)
    case setAvailability(AgentAvailability)
    case connect
    case disconnect(since: Instant)
}

extension AgentState {
    /// What follows from a command on an agent. `rulebook` knows which teams there are.
    package func decide(_ command: AgentCommand, _ rulebook: Rulebook, now: Instant) -> Decision {
        switch command {
        case .setProfile(let profile):
            if profile == self.profile { return .unchanged }
            if let team = profile.teams.first(where: { rulebook.teams[$0] == nil }) {
                return .rejected(.noSuchTeam(team))
            }
            return accept(.profileSet(profile))
        case .setAvailability(let availability):
            if let until = availability.until, until <= now { return .rejected(.notInFuture(until)) }
            return availability == self.availability ? .unchanged : accept(.availabilitySet(availability))
        case .connect: return isConnected ? .unchanged : accept(.connected)
        case .disconnect(let since): return isConnected ? accept(.disconnected(.init(since: since))) : .unchanged
        }
    }

    private func accept(_ event: AgentEvent) -> Decision {
        .accepted(Changes([NewEvent(.agent(event), on: .agent(id))]))
    }
}
