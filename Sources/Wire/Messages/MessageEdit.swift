package import JSON

/// A customer has changed what they had written. Each `revision` is taken once; the words of before stay in the log.
package struct MessageEdit: WireCommand {
    package static let method = Method.messageEdit
    package typealias Response = MessageRevisedResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Where, as `kind:account`.
    package var channel: String
    /// What the channel calls the message.
    package var externalID: String
    /// What the channel calls this state of it, such as a number or a time. Without one, the same words are the same edit.
    package var revision: String?
    /// What it says now.
    package var text: String
    /// When it happened on the channel, if that differs from when it is recorded.
    package var occurredAt: WireTime?

    package init(
        commandID: String, channel: String, externalID: String, revision: String? = nil, text: String,
        occurredAt: WireTime? = nil
    ) {
        self.commandID = commandID
        self.channel = channel
        self.externalID = externalID
        self.revision = revision
        self.text = text
        self.occurredAt = occurredAt
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        channel = try object.channel("channel")
        externalID = try object.externalID("externalId")
        revision = try object.optionalString("revision", utf8Max: Limits.revisionBytesMax, utf8Min: 1)
        text = try object.text("text", utf8Min: 0)
        occurredAt = try object.decodeIfPresent("occurredAt")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("channel", channel)
        writer.member("externalId", externalID)
        writer.member(ifPresent: "revision", revision)
        writer.member("text", text)
        writer.member(ifPresent: "occurredAt", occurredAt)
        writer.endObject()
    }
}

/// A customer has taken back what they had written: it is shown no more and stays in the log.
package struct MessageWithdraw: WireCommand {
    package static let method = Method.messageWithdraw
    package typealias Response = MessageRevisedResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Where, as `kind:account`.
    package var channel: String
    /// What the channel calls the message.
    package var externalID: String
    /// When it happened on the channel, if that differs from when it is recorded.
    package var occurredAt: WireTime?

    package init(commandID: String, channel: String, externalID: String, occurredAt: WireTime? = nil) {
        self.commandID = commandID
        self.channel = channel
        self.externalID = externalID
        self.occurredAt = occurredAt
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        channel = try object.channel("channel")
        externalID = try object.externalID("externalId")
        occurredAt = try object.decodeIfPresent("occurredAt")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("channel", channel)
        writer.member("externalId", externalID)
        writer.member(ifPresent: "occurredAt", occurredAt)
        writer.endObject()
    }
}

/// Which message was edited or withdrawn.
package struct MessageRevisedResult: WireValue {
    /// Of the edit or withdrawal in the workspace's log.
    package var position: Int64
    /// The ticket that the message is on.
    package var ticket: String
    /// Ours for the message.
    package var message: String
    /// True if it had been brought in before.
    package var duplicate: Bool

    package init(position: Int64, ticket: String, message: String, duplicate: Bool) {
        self.position = position
        self.ticket = ticket
        self.message = message
        self.duplicate = duplicate
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        ticket = try object.id("ticket")
        message = try object.id("message")
        duplicate = try object.bool("duplicate")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("ticket", ticket)
        writer.member("message", message)
        writer.member("duplicate", duplicate)
        writer.endObject()
    }
}
