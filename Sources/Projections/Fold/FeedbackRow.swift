package import Identity
package import Ticketing

/// How content a customer was, and with whom; what they said of it is sealed in the log.
///
/// **Shape**: a row of `view_<n>.feedback`.
package struct FeedbackRow: Hashable, Sendable {
    package let position: LogPosition
    package let ticket: TicketID
    package let customer: CustomerID
    /// Who answers for the reply that it is about; nil if it is about none.
    package let agent: AgentID?
    package let score: Int
    package let scale: Int
    /// When they said so, by the network's clock if it told us.
    package let at: Instant

    package init(
        position: LogPosition, ticket: TicketID, customer: CustomerID, agent: AgentID?, score: Int, scale: Int,
        at: Instant
    ) {
        self.position = position
        self.ticket = ticket
        self.customer = customer
        self.agent = agent
        self.score = score
        self.scale = scale
        self.at = at
    }

    init(_ feedback: FeedbackReceived, on ticket: TicketID, by recorded: RecordedEvent) {
        self.init(
            position: recorded.position, ticket: ticket, customer: feedback.customer, agent: feedback.answer?.agent,
            score: feedback.score, scale: feedback.scale, at: feedback.occurredAt ?? recorded.at)
    }
}

/// How content customers were: how many said so, and how much of all points they gave, whatever the scale.
package struct Satisfaction: Hashable, Sendable {
    /// Each scale's points are whole parts of so many.
    static let whole = 2_520

    package let count: Int
    /// **Units**: a `whole` each.
    let sum: Int

    package init(count: Int, sum: Int) {
        self.count = count
        self.sum = sum
    }

    /// Of all points that could be given, rounded; nil if nobody said anything.
    package var percent: Int? {
        count == 0 ? nil : (sum * 100 + count * Self.whole / 2) / (count * Self.whole)
    }
}
