internal import Identity

/// What becomes of a reply besides what its first events say.
package enum ReplyEvent: Hashable, Sendable {
    case rejected(ReplyRejected)
    case lapsed(ReplyLapsed)
}

/// A person does not let a draft go out. **Sealed**: reason.
package struct ReplyRejected: Hashable, Sendable {
    package let reply: ReplyID

    package init(reply: ReplyID) {
        self.reply = reply
    }
}

/// A draft answers nothing any more: the customer has spoken since it was written.
package struct ReplyLapsed: Hashable, Sendable {
    package let reply: ReplyID
    /// What they said, in the same append.
    package let by: MessageID

    package init(reply: ReplyID, by message: MessageID) {
        self.reply = reply
        by = message
    }
}
