package import Identity

/// What people and networks do to what was written, and what they do instead of writing.
package enum IntakeEvent: Hashable, Sendable {
    case messageEdited(MessageEdited)
    case messageWithdrawn(MessageWithdrawn)
    case signalReceived(SignalReceived)
}

/// In which way a message reached the brand.
package enum MessageKind: String, Hashable, Sendable, CaseIterable {
    /// Under something that was published.
    case comment
    /// Somewhere else, naming the brand.
    case mention
    /// To the brand alone.
    case direct
    case mail
}

/// The customer changed what they had written; the words of before stay where they are. **Sealed**: text, externalId,
/// revision.
package struct MessageEdited: Hashable, Sendable {
    package let message: MessageID
    /// Who wrote it.
    package let customer: CustomerID
    /// When the network says it happened; nil if it did not say.
    package let occurredAt: Instant?
    /// Where the words stand in whose place these come; nil if they come too late: the message has newer words, or none.
    package let replaces: LogPosition?

    package init(message: MessageID, customer: CustomerID, occurredAt: Instant?, replaces: LogPosition?) {
        self.message = message
        self.customer = customer
        self.occurredAt = occurredAt
        self.replaces = replaces
    }
}

/// The customer took back what they had written; it is shown no more and stays in the log. **Sealed**: externalId.
package struct MessageWithdrawn: Hashable, Sendable {
    package let message: MessageID
    /// Who wrote it.
    package let customer: CustomerID
    /// When the network says it happened; nil if it did not say.
    package let occurredAt: Instant?
    /// Where its last words stand.
    package let replaces: LogPosition

    package init(message: MessageID, customer: CustomerID, occurredAt: Instant?, replaces: LogPosition) {
        self.message = message
        self.customer = customer
        self.occurredAt = occurredAt
        self.replaces = replaces
    }
}

/// Somebody showed what they think without writing: on the stream of the ticket in which that stands on which they did it,
/// else, about the brand as a whole, on their own. **Sealed**: emoji, externalId; about who did it.
package struct SignalReceived: Hashable, Sendable {
    /// What was done.
    package enum Signal: String, Hashable, Sendable, CaseIterable {
        /// Such as a heart or a thumb; which one is sealed.
        case reaction
        /// They do not want to see it any more.
        case hidden
        /// They complained to the network.
        case reported
        case unfollowed
        case shared
    }

    /// How it is meant, as far as the network can tell.
    package enum Tone: String, Hashable, Sendable, CaseIterable {
        case good, bad, neutral
    }

    /// On what it was done.
    package enum Object: Hashable, Sendable {
        case message(MessageID)
        /// A reply, and who wrote it.
        case reply(ReplyID, by: AgentID)
    }

    package let signal: Signal
    package let tone: Tone
    /// Who did it.
    package let customer: CustomerID
    /// On what; nil if on nothing that was written.
    package let object: Object?
    /// When the network says it happened; nil if it did not say.
    package let occurredAt: Instant?

    package init(signal: Signal, tone: Tone, customer: CustomerID, object: Object?, occurredAt: Instant?) {
        self.signal = signal
        self.tone = tone
        self.customer = customer
        self.object = object
        self.occurredAt = occurredAt
    }
}
