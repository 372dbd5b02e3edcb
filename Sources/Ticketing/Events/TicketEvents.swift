package import Identity

/// A person became known by an identity. **Sealed**: handle, name.
package struct CustomerRegistered: Hashable, Sendable {
    /// Where the sealed handle is theirs.
    package let network: String

    package init(network: String) {
        self.network = network
    }
}

/// A conversation began. The first event of its stream.
package struct TicketOpened: Hashable, Sendable {
    package let customer: CustomerID
    package let channel: ChannelID
    /// What the customer writes in; nil if nobody said.
    package let language: Language?
    /// In whose queue it begins; nil for nobody's in particular.
    package let team: TeamID?

    package init(customer: CustomerID, channel: ChannelID, language: Language? = nil, team: TeamID? = nil) {
        self.customer = customer
        self.channel = channel
        self.language = language
        self.team = team
    }
}

/// The customer wrote. **Sealed**: text, externalId, attachments; handle, if it was under one that they were given later.
package struct MessageReceived: Hashable, Sendable {
    package let message: MessageID
    package let customer: CustomerID
    /// When the network says it happened; nil if it did not say.
    package let occurredAt: Instant?
    /// Where what it answers stands in the log, of a reply that was sent from here where we heard how its network calls it; nil if
    /// it answers nothing that we know.
    package let answers: LogPosition?
    /// Somebody else's ticket in whose thread it was written; nil in one's own.
    package let thread: TicketID?
    /// In which way it came; nil if nobody said.
    package let kind: MessageKind?
    /// Whether everybody can read it; nil if nobody said.
    package let isPublic: Bool?
    /// How many things came with it. **Range**: at most 16.
    package let attachments: UInt8
    /// In which it is written; nil if nobody said.
    package let language: Language?

    package init(
        message: MessageID, customer: CustomerID, occurredAt: Instant?, answers: LogPosition?, thread: TicketID?,
        kind: MessageKind? = nil, isPublic: Bool? = nil, attachments: UInt8 = 0, language: Language? = nil
    ) {
        self.message = message
        self.customer = customer
        self.occurredAt = occurredAt
        self.answers = answers
        self.thread = thread
        self.kind = kind
        self.isPublic = isPublic
        self.attachments = attachments
        self.language = language
    }
}

/// A reply that was written outside Carelog. **Sealed**: text, externalId.
package struct ReplyRecorded: Hashable, Sendable {
    package let reply: ReplyID
    /// Who wrote it on the network; the actor is the connector that told us.
    package let author: AgentID
    /// When the network says it happened; nil if it did not say.
    package let occurredAt: Instant?
    /// Where what it answers stands in the log, of a reply that was sent from here where we heard how its network calls it; nil if
    /// it answers nothing that we know.
    package let answers: LogPosition?

    package init(reply: ReplyID, author: AgentID, occurredAt: Instant?, answers: LogPosition?) {
        self.reply = reply
        self.author = author
        self.occurredAt = occurredAt
        self.answers = answers
    }
}

/// An agent answered; the connector carries it out. **Sealed**: text.
package struct ReplySent: Hashable, Sendable {
    package let reply: ReplyID
    /// The last position of the ticket that its author had seen; nil if they did not care.
    package let seen: LogPosition?
    /// What of what was prepared it is made of; nil if all of it is its author's.
    package let material: ReplyMaterial?

    package init(reply: ReplyID, seen: LogPosition?, material: ReplyMaterial? = nil) {
        self.reply = reply
        self.seen = seen
        self.material = material
    }
}

/// Somebody who may not answer alone, or did not want to, proposes an answer; a person decides. **Sealed**: text.
package struct ReplyDrafted: Hashable, Sendable {
    package let reply: ReplyID
    /// The last position of the ticket that its author had seen; nil if they did not care.
    package let seen: LogPosition?
    /// As of a reply.
    package let material: ReplyMaterial?

    package init(reply: ReplyID, seen: LogPosition?, material: ReplyMaterial? = nil) {
        self.reply = reply
        self.seen = seen
        self.material = material
    }
}

/// A person lets a draft go out and answers for it. **Sealed**: text, if they changed it; these are the words then.
package struct ReplyApproved: Hashable, Sendable {
    package let reply: ReplyID
    /// Where the draft stands that they had before them; nil in logs that were written before this was recorded.
    package let draft: LogPosition?
    /// What the draft is made of, and whether the words that go out still are; nil if all of it is somebody's own.
    package let material: ReplyMaterial?

    package init(reply: ReplyID, draft: LogPosition? = nil, material: ReplyMaterial? = nil) {
        self.reply = reply
        self.draft = draft
        self.material = material
    }
}

/// A reply has reached the customer. **Sealed**: externalId.
package struct ReplyDelivered: Hashable, Sendable {
    package let reply: ReplyID
    /// Which one it is of; the first where logs do not say it.
    package let attempt: Int

    package init(reply: ReplyID, attempt: Int = 1) {
        self.reply = reply
        self.attempt = attempt
    }
}

/// The network refused a reply. **Sealed**: reason.
package struct ReplyFailed: Hashable, Sendable {
    package let reply: ReplyID
    /// Which one it is of; the first where logs do not say it.
    package let attempt: Int

    package init(reply: ReplyID, attempt: Int = 1) {
        self.reply = reply
        self.attempt = attempt
    }
}

/// Something colleagues should know. **Sealed**: text.
package struct NoteAdded: Hashable, Sendable {
    package let note: NoteID
    /// Whom it calls.
    package let mentions: [AgentID]

    package init(note: NoteID, mentions: [AgentID]) {
        self.note = note
        self.mentions = mentions
    }
}

/// Somebody gave the ticket to an agent, a team or both.
package struct TicketAssigned: Hashable, Sendable {
    package let agent: AgentID?
    package let team: TeamID?
    /// Whether a supervisor did what the agent's team or capacity would not allow.
    package let isOverride: Bool

    package init(agent: AgentID?, team: TeamID?, isOverride: Bool = false) {
        self.agent = agent
        self.team = team
        self.isOverride = isOverride
    }
}

/// Tags that the ticket did not have.
package struct TicketTagged: Hashable, Sendable {
    /// Sorted, each once, at least one.
    package let tags: [Tag]

    package init(tags: [Tag]) {
        self.tags = tags
    }
}

/// Tags that the ticket had.
package struct TicketUntagged: Hashable, Sendable {
    /// Sorted, each once, at least one.
    package let tags: [Tag]

    package init(tags: [Tag]) {
        self.tags = tags
    }
}

/// Out of sight until a time, or until the customer writes.
package struct TicketSnoozed: Hashable, Sendable {
    package let until: Instant

    package init(until: Instant) {
        self.until = until
    }
}
