package import JSON

/// A customer has written. The same `channel` and `externalId` make one message, however often it is brought in.
package struct MessageReceive: WireCommand {
    package static let method = Method.messageReceive
    package typealias Response = MessageReceiveResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Where, as `kind:account`.
    package var channel: String
    /// What the channel calls it.
    package var externalID: String
    /// Who wrote.
    package var author: WireAuthor
    /// What was written; empty for a message without words.
    package var text: String
    /// When it happened on the channel, if that differs from when it is recorded.
    package var occurredAt: WireTime?
    /// What the channel calls the message or reply that this answers.
    package var inReplyTo: String?
    /// In which way it came.
    package var kind: WireMessageKind?
    /// Whether everybody can read it.
    package var isPublic: Bool?
    /// In which it is written, such as `de` or `pt-br`.
    package var language: String?
    /// What came with it.
    package var attachments: [WireAttachment]?

    package init(
        commandID: String, channel: String, externalID: String, author: WireAuthor, text: String,
        occurredAt: WireTime? = nil, inReplyTo: String? = nil, kind: WireMessageKind? = nil, isPublic: Bool? = nil,
        language: String? = nil, attachments: [WireAttachment]? = nil
    ) {
        self.commandID = commandID
        self.channel = channel
        self.externalID = externalID
        self.author = author
        self.text = text
        self.occurredAt = occurredAt
        self.inReplyTo = inReplyTo
        self.kind = kind
        self.isPublic = isPublic
        self.language = language
        self.attachments = attachments
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
        kind = try object.optionalChoice("kind")
        isPublic = try object.optionalBool("public")
        language = try object.optionalLanguage("language")
        attachments = try object.attachments("attachments")
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
        writer.member(ifPresent: "kind", kind?.rawValue)
        writer.member(ifPresent: "public", isPublic)
        writer.member(ifPresent: "language", language)
        if let attachments { writer.member("attachments", attachments) }
        writer.endObject()
    }
}

/// Where the message went. Every delivery of one message gets the same answer, apart from `duplicate`.
package struct MessageReceiveResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// The ticket it was added to, or that it opened.
    package var ticket: String
    /// Who wrote.
    package var customer: String
    /// Ours for the message.
    package var message: String
    /// True if it had been brought in before.
    package var duplicate: Bool

    package init(position: Int64, ticket: String, customer: String, message: String, duplicate: Bool) {
        self.position = position
        self.ticket = ticket
        self.customer = customer
        self.message = message
        self.duplicate = duplicate
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        ticket = try object.id("ticket")
        customer = try object.id("customer")
        message = try object.id("message")
        duplicate = try object.bool("duplicate")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("ticket", ticket)
        writer.member("customer", customer)
        writer.member("message", message)
        writer.member("duplicate", duplicate)
        writer.endObject()
    }
}
