package import Identity

/// What keeps somebody of a team from being given a ticket by its rule.
package enum RoutingLack: String, Hashable, Sendable, CaseIterable {
    /// They chose to be, or are not there.
    case away
    /// They hold as much as they can.
    case full
    /// They cannot do what it needs.
    case skill
    /// They do not speak its language, and have to.
    case language
    /// They gave it back.
    case declined
}

extension Roster {
    /// Of each member of a team the first thing that keeps them from a ticket; of those whom nothing does, nothing. By id.
    ///
    /// If `choose` finds nobody, everybody of the team is in it.
    package func lacking(
        for ticket: WaitingTicket, in team: TeamSettings, _ rulebook: Rulebook, at now: Instant
    ) -> [(agent: AgentID, lack: RoutingLack)] {
        let needs = rulebook.skills(on: ticket.channel, tags: ticket.tags)
        let speaks = ticket.language ?? rulebook.channels[ticket.channel]?.language
        var lacking: [(agent: AgentID, lack: RoutingLack)] = []
        for standing in standings {
            guard let profile = standing.agent.profile, profile.teams.contains(team.team) else { continue }
            let mustSpeak = team.language == .required && !profile.isSpeaker(of: speaks)
            if let lack = standing.lack(for: ticket, needs: needs, mustSpeak: mustSpeak, at: now) {
                lacking.append((standing.agent.id, lack))
            }
        }
        return lacking.sorted { $0.agent < $1.agent }
    }
}

extension Standing {
    /// The first thing that keeps a member of a team from a ticket; nil if nothing does.
    func lack(for ticket: WaitingTicket, needs: [Skill], mustSpeak: Bool, at now: Instant) -> RoutingLack? {
        let skills = agent.profile?.skills ?? []
        if !needs.allSatisfy({ skills.contains($0) }) { return .skill }
        if mustSpeak { return .language }
        if ticket.declined.contains(agent.id) { return .declined }
        if !agent.isAvailable(at: now) { return .away }
        return hasRoom(on: ticket.channel.network) ? nil : .full
    }
}

extension AgentProfile {
    /// Whether somebody speaks a language; of an unknown one everybody does.
    func isSpeaker(of language: Language?) -> Bool {
        guard let language else { return true }
        return languages.contains(language) || languages.contains(language.base)
    }
}
