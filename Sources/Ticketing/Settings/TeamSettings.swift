/// A team, and how its queue is given out.
package struct TeamSettings: Hashable, Sendable {
    package let team: TeamID
    /// What people call it. **Range**: 1 to 64 bytes.
    package var name: String
    /// By what an agent is preferred to another, the first first; none for a queue from which people take by hand.
    package var rule: [AssignmentOrder]
    package var language: LanguageDemand

    package init(
        team: TeamID, name: String, rule: [AssignmentOrder] = [], language: LanguageDemand = .preferred
    ) {
        self.team = team
        self.name = name
        self.rule = rule
        self.language = language
    }
}

/// By what one agent is preferred to another who could have the ticket as well.
package enum AssignmentOrder: String, Hashable, Sendable, CaseIterable {
    /// Who had this customer last.
    case knows
    /// Whose part of their capacity that is taken is smallest.
    case leastLoaded = "least_loaded"
    /// Who was given something by a rule the longest time ago.
    case roundRobin = "round_robin"
}

/// How much it matters that an agent speaks the language of the ticket.
package enum LanguageDemand: String, Hashable, Sendable, CaseIterable {
    /// Nobody else gets it.
    case required
    /// Who speaks it comes before those who do not.
    case preferred
    case ignored
}
