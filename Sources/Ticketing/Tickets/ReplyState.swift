package import Identity

/// What the rules need to know of one reply.
package struct ReplyState: Hashable, Sendable {
    /// Where it stands.
    package enum Stage: Hashable, Sendable {
        /// A proposal that nobody has approved.
        case draft
        /// A proposal that a person has refused.
        case rejected
        /// A proposal that the customer has overtaken.
        case lapsed
        /// It is to reach the customer, and has come so far.
        case out(Delivery)
    }

    package var stage: Stage
    /// Who wrote it; who answers for it is whoever sent or approved it.
    package let author: AgentID
    /// Where the words stand that go out: the draft's until somebody approves others.
    package var words: LogPosition
    /// The last position that the author of a draft had seen; nil if they did not care.
    package let seen: LogPosition?
    /// How often it was to be sent: 0 of a draft.
    package var attempt: Int
    /// The connector that took the current attempt; nil if none did or said so.
    package var taker: AgentID?
    /// What a draft is made of besides its author's words; nil if of nothing.
    package let material: ReplyMaterial?

    package init(
        _ stage: Stage, by author: AgentID, words: LogPosition, seen: LogPosition? = nil, material: ReplyMaterial? = nil
    ) {
        self.stage = stage
        self.material = material
        self.author = author
        self.words = words
        self.seen = seen
        if case .out = stage { attempt = 1 } else { attempt = 0 }
    }

    /// It is to go out, once more.
    mutating func request() {
        stage = .out(.requested)
        attempt += 1
        taker = nil
    }

    /// In the words of version 1 of the protocol.
    package var status: ReplyStatus {
        switch stage {
        case .draft: .draft
        case .rejected: .rejected
        case .lapsed: .lapsed
        case .out(let delivery): ReplyStatus(delivery)
        }
    }
}

/// What became of a reply, in the words of version 1 of the protocol.
package enum ReplyStatus: String, Hashable, Sendable, CaseIterable {
    case draft
    case rejected
    case lapsed
    /// Ours is done: it is on its way.
    case sent
    /// The network refused it.
    case failed
    /// It got through.
    case delivered

    /// Those who know nothing of attempts see a reply on its way until something is certain.
    package init(_ delivery: Delivery) {
        switch delivery {
        case .requested, .attempted, .unknown, .sent: self = .sent
        case .failed: self = .failed
        case .delivered, .read: self = .delivered
        }
    }
}
