package import JSON

/// Somebody has said something in public that is addressed to nobody: recorded, but no ticket is opened.
package struct PostRecord: WireCommand {
    package static let method = Method.postRecord
    package typealias Response = PostRecordResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Where, as `kind:account`.
    package var channel: String
    /// What the channel calls it.
    package var externalID: String
    /// Who said it.
    package var author: WireAuthor
    /// What was said, as plain text.
    package var text: String
    /// When it happened on the channel, if that differs from when it is recorded.
    package var occurredAt: WireTime?

    package init(
        commandID: String, channel: String, externalID: String, author: WireAuthor, text: String,
        occurredAt: WireTime? = nil
    ) {
        self.commandID = commandID
        self.channel = channel
        self.externalID = externalID
        self.author = author
        self.text = text
        self.occurredAt = occurredAt
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        channel = try object.channel("channel")
        externalID = try object.externalID("externalId")
        author = try object.decode("author")
        text = try object.text("text", utf8Min: 0)
        occurredAt = try object.decodeIfPresent("occurredAt")
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
        writer.endObject()
    }
}

/// Where the post went.
package struct PostRecordResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Ours for the post.
    package var post: String
    /// True if it had been brought in before.
    package var duplicate: Bool

    package init(position: Int64, post: String, duplicate: Bool) {
        self.position = position
        self.post = post
        self.duplicate = duplicate
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        post = try object.id("post")
        duplicate = try object.bool("duplicate")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("post", post)
        writer.member("duplicate", duplicate)
        writer.endObject()
    }
}
