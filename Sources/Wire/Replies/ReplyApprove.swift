package import JSON

/// A person lets somebody else's draft go out, under their own name, as it is or in other words.
package struct ReplyApprove: WireCommand {
    package static let method = Method.replyApprove
    package typealias Response = ReplyApproveResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// A draft; on the wire it may also be called `draft`.
    package var reply: String
    /// What goes out in its place.
    package var text: String?
    /// The last position of the ticket they had seen; nil for what the draft's author had.
    package var seen: Int64?

    package init(commandID: String, reply: String, text: String? = nil, seen: Int64? = nil) {
        self.commandID = commandID
        self.reply = reply
        self.text = text
        self.seen = seen
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        let draft = try object.optionalID("draft")
        // Named as it always was where there is neither.
        if draft == nil { reply = try object.id("reply") } else { reply = try object.optionalID("reply") ?? "" }
        if let draft {
            guard reply.isEmpty else { throw json.error(.invalid, "must have either draft or reply") }
            reply = draft
        }
        text = try object.optionalText("text")
        seen = try object.optionalPosition("seen")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("reply", reply)
        writer.member(ifPresent: "text", text)
        writer.member(ifPresent: "seen", seen)
        writer.endObject()
    }
}

/// The draft is on its way.
package struct ReplyApproveResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// The reply it has become; the same id.
    package var reply: String
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64

    package init(position: Int64, reply: String, version: Int64) {
        self.position = position
        self.reply = reply
        self.version = version
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        reply = try object.id("reply")
        version = try object.count("version")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("reply", reply)
        writer.member("version", version)
        writer.endObject()
    }
}
