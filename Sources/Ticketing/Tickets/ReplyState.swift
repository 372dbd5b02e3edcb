package import Identity

/// What the rules need to know of one reply.
package struct ReplyState: Hashable, Sendable {
    package var status: ReplyStatus
    /// Who wrote it; who answers for it is whoever sent or approved it.
    package let author: AgentID
    /// Where the words stand that go out: the draft's until somebody approves others.
    package var words: LogPosition
    /// The last position that the author of a draft had seen; nil if they did not care.
    package let seen: LogPosition?

    package init(_ status: ReplyStatus, by author: AgentID, words: LogPosition, seen: LogPosition? = nil) {
        self.status = status
        self.author = author
        self.words = words
        self.seen = seen
    }
}

/// What became of a reply, in the words of version 1 of the protocol. A receipt never moves it backwards.
package enum ReplyStatus: String, Hashable, Sendable, CaseIterable {
    /// A proposal that nobody has approved.
    case draft
    /// A proposal that a person has refused.
    case rejected
    /// A proposal that the customer has overtaken.
    case lapsed
    /// Ours is done, the network has not said anything.
    case sent
    /// The network refused it; it may still succeed later.
    case failed
    /// The network took it. Nothing comes after this.
    case delivered

    /// How far along it is; two ends of a draft are equally far.
    package var rank: Int {
        switch self {
        case .draft: 0
        case .rejected, .lapsed: 1
        case .sent: 2
        case .failed: 3
        case .delivered: 4
        }
    }

    /// Whether it was ever meant to reach the customer.
    package var isOut: Bool {
        switch self {
        case .draft, .rejected, .lapsed: false
        case .sent, .failed, .delivered: true
        }
    }
}
