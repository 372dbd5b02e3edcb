package import Identity

/// What becomes of a reply besides what its first events say.
package enum ReplyEvent: Hashable, Sendable {
    case rejected(ReplyRejected)
    case lapsed(ReplyLapsed)
    case attempted(ReplyAttempted)
    case carried(ReplyCarried)
    case read(ReplyRead)
    case lost(ReplyLost)
    case retried(ReplyRetried)
}

/// A person does not let a draft go out. **Sealed**: reason.
package struct ReplyRejected: Hashable, Sendable {
    package let reply: ReplyID

    package init(reply: ReplyID) {
        self.reply = reply
    }
}

/// A draft answers nothing any more: since it was written the customer has spoken, or changed what they had said.
package struct ReplyLapsed: Hashable, Sendable {
    package let reply: ReplyID
    /// What they said, changed or took back, in the same append.
    package let by: MessageID

    package init(reply: ReplyID, by message: MessageID) {
        self.reply = reply
        by = message
    }
}

/// A connector has taken a reply and is about to hand it to the network.
package struct ReplyAttempted: Hashable, Sendable {
    package let reply: ReplyID
    /// **Range**: from 1; every retry counts one more.
    package let attempt: Int
    /// Where the words stand that it takes.
    package let words: LogPosition

    package init(reply: ReplyID, attempt: Int, words: LogPosition) {
        self.reply = reply
        self.attempt = attempt
        self.words = words
    }
}

/// The network has taken a reply and will see to it. **Sealed**: externalId.
package struct ReplyCarried: Hashable, Sendable {
    package let reply: ReplyID
    package let attempt: Int

    package init(reply: ReplyID, attempt: Int) {
        self.reply = reply
        self.attempt = attempt
    }
}

/// The customer has read a reply. **Sealed**: externalId.
package struct ReplyRead: Hashable, Sendable {
    package let reply: ReplyID
    package let attempt: Int

    package init(reply: ReplyID, attempt: Int) {
        self.reply = reply
        self.attempt = attempt
    }
}

/// Nobody can tell whether the network has a reply. **Sealed**: reason.
package struct ReplyLost: Hashable, Sendable {
    package let reply: ReplyID
    package let attempt: Int

    package init(reply: ReplyID, attempt: Int) {
        self.reply = reply
        self.attempt = attempt
    }
}

/// A person has a reply sent once more.
package struct ReplyRetried: Hashable, Sendable {
    package let reply: ReplyID
    /// The new one, from 2.
    package let attempt: Int
    /// Where the words stand that go out again.
    package let words: LogPosition

    package init(reply: ReplyID, attempt: Int, words: LogPosition) {
        self.reply = reply
        self.attempt = attempt
        self.words = words
    }
}
