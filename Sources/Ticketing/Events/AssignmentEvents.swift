package import Identity

/// A rule moved a ticket.
package enum AssignmentEvent: Hashable, Sendable {
    /// To an agent; why is in it.
    case routed(TicketRouted)
    /// From an agent back to the queue.
    case requeued(TicketRequeued)
}

/// A rule gave a ticket to an agent.
package struct TicketRouted: Hashable, Sendable {
    package let agent: AgentID
    package let decision: AssignmentDecision

    package init(agent: AgentID, decision: AssignmentDecision) {
        self.agent = agent
        self.decision = decision
    }
}

/// Why a rule chose whom it chose, so that anybody can choose again from the log alone: who could have had it, and all that
/// was compared. Of who is not among the candidates, the log up to `asOf` says what was missing.
package struct AssignmentDecision: Hashable, Sendable {
    /// Whose queue it was.
    package let team: TeamID
    /// By what one was preferred to another, the first first.
    package let rule: [AssignmentOrder]
    package let language: LanguageDemand
    /// The version of the rule book.
    package let policy: StreamVersion
    /// Everything is as of this position.
    package let asOf: LogPosition
    /// And of this moment, for what ends by itself.
    package let at: Instant
    /// What the ticket needs. Sorted.
    package let skills: [Skill]
    /// What is spoken in it; nil if nobody knows.
    package let speaks: Language?
    /// How urgent it is: among what waits in one queue the more urgent comes first, then what has waited longest. What came
    /// before it, and still waits, nobody could have.
    package let priority: TicketPriority
    /// Who has given it back; they are not given it again. Sorted.
    package let declined: [AgentID]
    /// How many could have had it.
    package let eligible: Int
    /// Those of them that come first by the rule, the best first. **Range**: 1 to `candidatesMax`.
    package let candidates: [AssignmentCandidate]

    /// More are only counted: an entry has to stay small.
    package static let candidatesMax = 100

    package init(
        team: TeamID, rule: [AssignmentOrder], language: LanguageDemand, policy: StreamVersion, asOf: LogPosition,
        at: Instant, skills: [Skill], speaks: Language?, priority: TicketPriority = .normal, declined: [AgentID],
        eligible: Int, candidates: [AssignmentCandidate]
    ) {
        self.team = team
        self.rule = rule
        self.language = language
        self.policy = policy
        self.asOf = asOf
        self.at = at
        self.skills = skills
        self.speaks = speaks
        self.priority = priority
        self.declined = declined
        self.eligible = eligible
        self.candidates = candidates
    }
}

/// Somebody who could have had a ticket, by what candidates are compared.
package struct AssignmentCandidate: Hashable, Sendable {
    package let agent: AgentID
    /// How many tickets they held, with what the same command had given them already.
    package let load: Int
    /// How many they may hold; nil for no limit.
    package let capacity: Int?
    /// Where a rule last gave them something; nil if none ever did. A position behind `asOf` stands for an earlier event of
    /// the same command: `asOf` and one for its first, and two for its second.
    package let lastGiven: LogPosition?
    /// Where the last event of a ticket of this customer's stands that they have or had; nil if there is none.
    package let knows: LogPosition?
    /// Whether they speak the language of the ticket; of an unknown one everybody does.
    package let isSpeaker: Bool

    package init(
        agent: AgentID, load: Int, capacity: Int?, lastGiven: LogPosition?, knows: LogPosition?, isSpeaker: Bool
    ) {
        self.agent = agent
        self.load = load
        self.capacity = capacity
        self.lastGiven = lastGiven
        self.knows = knows
        self.isSpeaker = isSpeaker
    }
}

/// A rule took a ticket from somebody who is gone; it is their team's again.
package struct TicketRequeued: Hashable, Sendable {
    /// Who had it.
    package let agent: AgentID
    /// Since when they are gone.
    package let goneSince: Instant
    /// The version of the rule book.
    package let policy: StreamVersion

    package init(agent: AgentID, goneSince: Instant, policy: StreamVersion) {
        self.agent = agent
        self.goneSince = goneSince
        self.policy = policy
    }
}
