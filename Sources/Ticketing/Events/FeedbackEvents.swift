package import Identity

/// A customer said how content they are, after they were served. **Sealed**: text, externalId; about the ticket's customer.
package struct FeedbackReceived: Hashable, Sendable {
    /// How many points the best of a scale has.
    package static let scales = 2...10

    /// Whose ticket it is.
    package let customer: CustomerID
    /// **Range**: 0 to `scale`.
    package let score: Int
    /// **Range**: `scales`.
    package let scale: Int
    /// The reply that it is about, and who answers for it; nil if nobody has answered before.
    package let answer: FeedbackAnswer?
    /// When the network says it happened; nil if it did not say.
    package let occurredAt: Instant?

    package init(customer: CustomerID, score: Int, scale: Int, answer: FeedbackAnswer?, occurredAt: Instant?) {
        self.customer = customer
        self.score = score
        self.scale = scale
        self.answer = answer
        self.occurredAt = occurredAt
    }
}

/// A reply, and who answers for it.
package struct FeedbackAnswer: Hashable, Sendable {
    package let reply: ReplyID
    package let agent: AgentID

    package init(reply: ReplyID, agent: AgentID) {
        self.reply = reply
        self.agent = agent
    }
}
