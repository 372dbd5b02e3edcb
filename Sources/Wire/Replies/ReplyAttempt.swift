package import JSON

/// A connector takes a reply to hand it to its channel. Of many who try, one wins; the others get `already_taken`.
package struct ReplyAttempt: WireCommand {
    package static let method = Method.replyAttempt
    package typealias Response = ReplyReceiptResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// As the outbox names it.
    package var reply: String
    /// As the outbox counts it.
    package var attempt: Int

    package init(commandID: String, reply: String, attempt: Int) {
        self.commandID = commandID
        self.reply = reply
        self.attempt = attempt
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        reply = try object.id("reply")
        attempt = try object.int("attempt", in: Limits.attempts)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("reply", reply)
        writer.member("attempt", attempt)
        writer.endObject()
    }
}

/// Has a reply sent once more whose last attempt failed, or of which nobody knows what became.
package struct ReplyRetry: WireCommand {
    package static let method = Method.replyRetry
    package typealias Response = ReplyRetryResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Which one.
    package var reply: String

    package init(commandID: String, reply: String) {
        self.commandID = commandID
        self.reply = reply
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        reply = try object.id("reply")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("reply", reply)
        writer.endObject()
    }
}

/// The reply is in the outbox again.
package struct ReplyRetryResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// The new one.
    package var attempt: Int
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64

    package init(position: Int64, attempt: Int, version: Int64) {
        self.position = position
        self.attempt = attempt
        self.version = version
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        attempt = try object.int("attempt")
        version = try object.count("version")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("attempt", attempt)
        writer.member("version", version)
        writer.endObject()
    }
}
