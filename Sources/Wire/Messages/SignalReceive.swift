package import JSON

/// In which way a message reached the brand.
package enum WireMessageKind: String, Sendable, CaseIterable {
    /// Under something that was published.
    case comment
    /// Somewhere else, naming the brand.
    case mention
    /// To the brand alone.
    case direct
    case mail
}

/// What somebody did instead of writing.
package enum WireSignal: String, Sendable, CaseIterable {
    case reaction, hidden, reported, unfollowed, shared
}

/// How a signal is meant.
package enum WireTone: String, Sendable, CaseIterable {
    case good, bad, neutral
}

/// Somebody has shown what they think without writing: of a message, of a reply, or of the brand as a whole.
package struct SignalReceive: WireCommand {
    package static let method = Method.signalReceive
    package typealias Response = SignalReceiveResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Where, as `kind:account`.
    package var channel: String
    /// What the channel, or who speaks for it, calls this signal; apart from the ids of messages.
    package var externalID: String
    /// Who did it.
    package var author: WireAuthor
    /// What was done.
    package var signal: WireSignal
    /// `neutral` if nil.
    package var tone: WireTone?
    /// What the channel calls the message or reply that it was done on; not with `reply`.
    package var on: String?
    /// Our id of the reply that it was done on; not with `on`.
    package var reply: String?
    /// With which somebody reacted.
    package var emoji: String?
    /// When it happened on the channel, if that differs from when it is recorded.
    package var occurredAt: WireTime?

    package init(
        commandID: String, channel: String, externalID: String, author: WireAuthor, signal: WireSignal,
        tone: WireTone? = nil, on: String? = nil, reply: String? = nil, emoji: String? = nil,
        occurredAt: WireTime? = nil
    ) {
        self.commandID = commandID
        self.channel = channel
        self.externalID = externalID
        self.author = author
        self.signal = signal
        self.tone = tone
        self.on = on
        self.reply = reply
        self.emoji = emoji
        self.occurredAt = occurredAt
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        channel = try object.channel("channel")
        externalID = try object.externalID("externalId")
        author = try object.decode("author")
        signal = try object.choice("signal")
        tone = try object.optionalChoice("tone")
        on = try object.optionalExternalID("on")
        reply = try object.optionalID("reply")
        emoji = try object.optionalString("emoji", utf8Max: Limits.emojiBytesMax, utf8Min: 1)
        occurredAt = try object.decodeIfPresent("occurredAt")
        try object.finish()
        guard on == nil || reply == nil else {
            throw json.error(.invalid, "is on one thing: `on` or `reply`, not both")
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("channel", channel)
        writer.member("externalId", externalID)
        writer.member("author", author)
        writer.member("signal", signal.rawValue)
        writer.member(ifPresent: "tone", tone?.rawValue)
        writer.member(ifPresent: "on", on)
        writer.member(ifPresent: "reply", reply)
        writer.member(ifPresent: "emoji", emoji)
        writer.member(ifPresent: "occurredAt", occurredAt)
        writer.endObject()
    }
}

/// Where the signal went. Every delivery of one signal gets the same answer, apart from `duplicate`.
package struct SignalReceiveResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Who did it.
    package var customer: String
    /// The ticket that it is on; nil if it is about the brand as a whole.
    package var ticket: String?
    /// True if it had been brought in before.
    package var duplicate: Bool

    package init(position: Int64, customer: String, ticket: String? = nil, duplicate: Bool) {
        self.position = position
        self.customer = customer
        self.ticket = ticket
        self.duplicate = duplicate
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        customer = try object.id("customer")
        ticket = try object.optionalID("ticket")
        duplicate = try object.bool("duplicate")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("customer", customer)
        writer.member(ifPresent: "ticket", ticket)
        writer.member("duplicate", duplicate)
        writer.endObject()
    }
}
