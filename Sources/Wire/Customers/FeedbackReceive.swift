package import JSON

/// A customer said how content they are with how they were served.
package struct FeedbackReceive: WireCommand {
    package static let method = Method.feedbackReceive
    package typealias Response = FeedbackReceiveResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Where, as `kind:account`.
    package var channel: String
    /// What the channel, or who asked them, calls this feedback; apart from the ids of messages.
    package var externalID: String
    /// Points: 0 to `scale`.
    package var score: Int
    /// How many points the best is; see `Limits`.
    package var scale: Int
    /// What they said of it.
    package var text: String?
    /// Whose last ticket on the channel it is about, by their handle.
    package var author: String?
    /// Our id of the ticket that it is about.
    package var ticket: String?
    /// Our id of the reply that it is about.
    package var reply: String?
    /// What the channel calls the message or reply that it is about.
    package var on: String?
    /// When they said so, if that differs from when it is recorded.
    package var occurredAt: WireTime?

    package init(
        commandID: String, channel: String, externalID: String, score: Int, scale: Int, text: String? = nil,
        author: String? = nil, ticket: String? = nil, reply: String? = nil, on: String? = nil,
        occurredAt: WireTime? = nil
    ) {
        self.commandID = commandID
        self.channel = channel
        self.externalID = externalID
        self.score = score
        self.scale = scale
        self.text = text
        self.author = author
        self.ticket = ticket
        self.reply = reply
        self.on = on
        self.occurredAt = occurredAt
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        channel = try object.channel("channel")
        externalID = try object.externalID("externalId")
        scale = try object.int("scale", in: Limits.feedbackScales)
        score = try object.int("score", in: 0...scale)
        text = try object.optionalText("text")
        author = try object.optionalString("author", utf8Max: Limits.handleBytesMax, utf8Min: 1)
        ticket = try object.optionalID("ticket")
        reply = try object.optionalID("reply")
        on = try object.optionalExternalID("on")
        occurredAt = try object.decodeIfPresent("occurredAt")
        try object.finish()
        guard [author, ticket, reply, on].count(where: { $0 != nil }) == 1 else {
            throw json.error(.invalid, "is about exactly one of `author`, `ticket`, `reply` and `on`")
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("channel", channel)
        writer.member("externalId", externalID)
        writer.member("score", score)
        writer.member("scale", scale)
        writer.member(ifPresent: "text", text)
        writer.member(ifPresent: "author", author)
        writer.member(ifPresent: "ticket", ticket)
        writer.member(ifPresent: "reply", reply)
        writer.member(ifPresent: "on", on)
        writer.member(ifPresent: "occurredAt", occurredAt)
        writer.endObject()
    }
}

/// Where the feedback went. Every delivery of one feedback gets the same answer, apart from `duplicate`.
package struct FeedbackReceiveResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// The ticket that it is on.
    package var ticket: String
    /// Whose ticket it is.
    package var customer: String
    /// The reply that it is about; nil if nobody had answered.
    package var reply: String?
    /// True if it had been brought in before.
    package var duplicate: Bool

    package init(position: Int64, ticket: String, customer: String, reply: String? = nil, duplicate: Bool) {
        self.position = position
        self.ticket = ticket
        self.customer = customer
        self.reply = reply
        self.duplicate = duplicate
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        ticket = try object.id("ticket")
        customer = try object.id("customer")
        reply = try object.optionalID("reply")
        duplicate = try object.bool("duplicate")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("ticket", ticket)
        writer.member("customer", customer)
        writer.member(ifPresent: "reply", reply)
        writer.member("duplicate", duplicate)
        writer.endObject()
    }
}
