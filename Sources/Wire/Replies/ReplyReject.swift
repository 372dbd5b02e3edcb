package import JSON

/// A person does not let a draft go out, and says why.
package struct ReplyReject: WireCommand {
    package static let method = Method.replyReject
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Which one.
    package var draft: String
    /// Why not, for its author.
    package var reason: String

    package init(commandID: String, draft: String, reason: String) {
        self.commandID = commandID
        self.draft = draft
        self.reason = reason
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        draft = try object.id("draft")
        reason = try object.string("reason", utf8Max: Limits.reasonBytesMax, utf8Min: 1)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("draft", draft)
        writer.member("reason", reason)
        writer.endObject()
    }
}
