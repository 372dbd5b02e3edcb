package import Identity

/// Some messages are another ticket's from now on; they stand where they were received. Both tickets have an event of it, in one
/// append.
package enum SplitEvent: Hashable, Sendable {
    /// Of the ticket that had them.
    case split(MessagesMoved)
    /// Of the ticket that was opened for them, behind `ticket.opened` and, of what is kept apart, `ticket.markedSpam`.
    case detached(TicketDetached)
}

/// What a ticket has no more, and what that leaves.
package struct MessagesMoved: Hashable, Sendable {
    /// Whose they are now.
    package let into: TicketID
    /// Each once. **Range**: 1 to `Split.messagesMax`.
    package let messages: [MessageID]
    /// Where the customer last spoke of what is left: what is answered from then on is that.
    package let heard: LogPosition?
    /// Where the last words stand that are left; nil if none are.
    package let spoken: LogPosition?
    /// Since when the customer waits for an answer to what is left; nil if they do not.
    package let waitingSince: Instant?

    package init(
        into: TicketID, messages: [MessageID], heard: LogPosition?, spoken: LogPosition?, waitingSince: Instant?
    ) {
        self.into = into
        self.messages = messages
        self.heard = heard
        self.spoken = spoken
        self.waitingSince = waitingSince
    }
}

/// What a ticket began with: words that are on another's stream.
package struct TicketDetached: Hashable, Sendable {
    /// One of them.
    package struct Message: Hashable, Sendable {
        package let message: MessageID
        /// Where it was received.
        package let position: LogPosition
        /// Where its words of today stand, if it was edited; nil if it was not.
        package let words: LogPosition?
        /// When the network says that was; nil if it did not say.
        package let editedAt: Instant?

        package init(message: MessageID, position: LogPosition, words: LogPosition? = nil, editedAt: Instant? = nil) {
            self.message = message
            self.position = position
            self.words = words
            self.editedAt = editedAt
        }
    }

    package let from: TicketID
    /// In the order in which they were received.
    package let messages: [Message]
    /// When the first of them was written, by the network's clock if it told us.
    package let openedAt: Instant
    /// As above, the last of them.
    package let lastAt: Instant
    /// Since when the customer waits for an answer to them; nil if all of them had been answered.
    package let waitingSince: Instant?

    package init(from: TicketID, messages: [Message], openedAt: Instant, lastAt: Instant, waitingSince: Instant?) {
        self.from = from
        self.messages = messages
        self.openedAt = openedAt
        self.lastAt = lastAt
        self.waitingSince = waitingSince
    }
}
