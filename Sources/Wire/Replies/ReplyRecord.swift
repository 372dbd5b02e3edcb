package import JSON

/// A reply that was given outside of Carelog, such as in the network's own app: recorded, not sent.
package struct ReplyRecord: WireCommand {
    package static let method = Method.replyRecord
    package typealias Response = ReplyRecordResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Where, as `kind:account`.
    package var channel: String
    /// What the channel calls it.
    package var externalID: String
    /// The account that replied, one of ours.
    package var author: WireAuthor
    /// What was said, as plain text.
    package var text: String
    /// When it happened on the channel, if that differs from when it is recorded.
    package var occurredAt: WireTime?
    /// What the channel calls the message this answers.
    package var inReplyTo: String?
    /// Whom it was addressed to.
    package var to: WireAuthor?

    package init(
        commandID: String, channel: String, externalID: String, author: WireAuthor, text: String,
        occurredAt: WireTime? = nil, inReplyTo: String? = nil, to: WireAuthor? = nil
    ) {
        self.commandID = commandID
        self.channel = channel
        self.externalID = externalID
        self.author = author
        self.text = text
        self.occurredAt = occurredAt
        self.inReplyTo = inReplyTo
        self.to = to
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        channel = try object.channel("channel")
        externalID = try object.externalID("externalId")
        author = try object.decode("author")
        text = try object.text("text", utf8Min: 0)
        occurredAt = try object.decodeIfPresent("occurredAt")
        inReplyTo = try object.optionalExternalID("inReplyTo")
        to = try object.decodeIfPresent("to")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("channel", channel)
        writer.member("externalId", externalID)
        writer.member("author", author)
        writer.member("text", text)
        writer.member(ifPresent: "occurredAt", occurredAt)
        writer.member(ifPresent: "inReplyTo", inReplyTo)
        writer.member(ifPresent: "to", to)
        writer.endObject()
    }
}

/// Where the reply went.
package struct ReplyRecordResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// The ticket it was added to.
    package var ticket: String
    /// Whom it was addressed to.
    package var customer: String
    /// Ours for the reply.
    package var reply: String
    /// True if it had been brought in before.
    package var duplicate: Bool

    package init(position: Int64, ticket: String, customer: String, reply: String, duplicate: Bool) {
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
        reply = try object.id("reply")
        duplicate = try object.bool("duplicate")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("ticket", ticket)
        writer.member("customer", customer)
        writer.member("reply", reply)
        writer.member("duplicate", duplicate)
        writer.endObject()
    }
}
