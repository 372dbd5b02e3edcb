package import Identity

/// What the rules need to know of one ticket; folded from its stream, never stored.
package struct TicketState: Hashable, Sendable {
    package let id: TicketID
    package let customer: CustomerID
    package let channel: ChannelID
    package var status: TicketStatus
    /// Who holds it; nil if nobody does.
    package var assignee: AgentID?
    package var team: TeamID?
    /// Sorted, each once.
    package var tags: [Tag]
    /// When a snoozed ticket comes back; nil unless it is snoozed.
    package var snoozedUntil: Instant?
    /// Every reply and draft.
    package var replies: [ReplyID: ReplyState]
    /// Those that wait for a person, in the order in which they were written.
    package var drafts: [ReplyID]
    /// Where the customer last spoke; nil if they never did.
    package var heardAt: LogPosition?
    /// Where the words stand that were said last, by whomever; nil before there are any.
    package var wordsAt: LogPosition?
    /// Where each agent last spoke to the customer.
    package var spokenAt: [AgentID: LogPosition]
    /// Who gave it back by themselves: no rule gives it to them again.
    package var declined: Set<AgentID> = []
    /// The messages that were edited or withdrawn.
    package var revised: [MessageID: RevisedMessage] = [:]
    /// Why it is kept apart; nil if it is not. Nothing else changes by it.
    package var spam: SpamReason?
    /// Where somebody said last that it is none.
    package var putBackAt: LogPosition?
    /// Who wants to know when the customer writes. Sorted, each once.
    package var followers: [AgentID] = []
    /// Of which ticket it is a part; nil if of none.
    package var mergedInto: TicketID?
    /// What was merged into it, and not what was merged into those. Sorted, each once.
    package var parts: [TicketID] = []
    /// The messages that are another ticket's now, and whose.
    package var moved: [MessageID: TicketID] = [:]
    /// Those that were another ticket's before.
    package var brought: [MessageID: TicketDetached.Message] = [:]
    /// From which it was split off; nil if from none.
    package var splitFrom: TicketID?
    /// The language of what opened it; nil if nobody said.
    package var language: Language?
    package var priority = TicketPriority.normal
    package var classes = TicketClasses()
    /// Which crisis made it urgent, and what it was before; nil if none did, or somebody has said something else since.
    package var raised: RaisedPriority?
    /// What it is part of, if somebody said so.
    package var problem: ProblemID?
    /// What it is not part of, whatever its cause.
    package var leftProblems: Set<ProblemID> = []
    package var version: StreamVersion
    /// Where the last event of the stream stands.
    package var position: LogPosition
}

/// How urgent a ticket was before a crisis raised it.
package struct RaisedPriority: Hashable, Sendable {
    package let crisis: CrisisID
    package let before: TicketPriority

    package init(crisis: CrisisID, before: TicketPriority) {
        self.crisis = crisis
        self.before = before
    }
}

/// What became of a message that is not what it was.
package struct RevisedMessage: Hashable, Sendable {
    /// Where its last words stand, or that it was withdrawn.
    package let position: LogPosition
    /// When the network says that happened; nil if it did not say.
    package let occurredAt: Instant?
    package let isWithdrawn: Bool
}

/// Whose turn it is.
package enum TicketStatus: String, Hashable, Sendable, CaseIterable {
    /// Waits for us.
    case open
    /// Waits for the customer.
    case pending
    /// Out of sight until a time.
    case snoozed
    /// Done, until the customer writes again.
    case resolved
}

extension TicketState {
    /// Whether somebody other than this agent has spoken after this position: the customer or a colleague.
    package func hasSpoken(after seen: LogPosition, besides agent: AgentID) -> Bool {
        if let heardAt, heardAt > seen { return true }
        return spokenAt.contains { $0.key != agent && $0.value > seen }
    }
}
