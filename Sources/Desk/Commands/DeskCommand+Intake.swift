package import Identity
package import Ticketing

/// A customer changed what they had written, as a connector tells it.
package struct MessageChange: Hashable, Sendable {
    package let channel: ChannelID
    /// Of the message.
    package let externalId: String
    /// What the network calls this state of it; nil if it has no name.
    package let revision: String?
    /// What it says now.
    package let text: String
    package let occurredAt: Instant?

    package init(
        channel: ChannelID, externalId: String, revision: String? = nil, text: String, occurredAt: Instant? = nil
    ) {
        self.channel = channel
        self.externalId = externalId
        self.revision = revision
        self.text = text
        self.occurredAt = occurredAt
    }
}

/// A customer took back what they had written.
package struct MessageWithdrawal: Hashable, Sendable {
    package let channel: ChannelID
    /// Of the message.
    package let externalId: String
    package let occurredAt: Instant?

    package init(channel: ChannelID, externalId: String, occurredAt: Instant? = nil) {
        self.channel = channel
        self.externalId = externalId
        self.occurredAt = occurredAt
    }
}

/// Somebody showed what they think without writing.
package struct IncomingSignal: Hashable, Sendable {
    /// On what it was done.
    package enum Object: Hashable, Sendable {
        /// A message, or a reply that was written outside, by what the network calls it.
        case external(String)
        /// A reply of ours.
        case reply(ReplyID)
    }

    package let gesture: Intake.Gesture
    package let author: NetworkIdentity
    /// Nil for the brand as a whole.
    package let object: Object?

    package init(gesture: Intake.Gesture, author: NetworkIdentity, object: Object? = nil) {
        self.gesture = gesture
        self.author = author
        self.object = object
    }
}

extension MessageNature {
    /// For a command's fingerprint: nothing, if there is nothing to say, so that those of before are what they were.
    var parts: [String?] {
        if self == MessageNature() { return [] }
        return [kind?.rawValue, isPublic.map { "\($0)" }, language?.tag] + attachments.flatMap(\.parts)
    }
}

extension Attachment {
    fileprivate var parts: [String?] { [url, type, "\(byteCount)", sha256, name] }
}

extension IncomingSignal {
    /// For a command's fingerprint.
    var parts: [String?] {
        let parts = [
            gesture.channel.name, gesture.externalId, gesture.signal.rawValue, gesture.tone.rawValue, gesture.emoji,
            gesture.occurredAt?.description, author.handle, author.name,
        ]
        switch object {
        case .external(let id): return parts + ["external", id]
        case .reply(let reply): return parts + ["reply", reply.description]
        case nil: return parts
        }
    }
}
