package import JSON

/// Writes a reply that goes out when somebody else approves it, whoever writes it.
package struct ReplyDraft: WireCommand {
    package static let method = Method.replyDraft
    package typealias Response = ReplyDraftResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    package var answer: WireAnswer
    /// The last position of the ticket its author had seen; nil for "I do not care".
    package var seen: Int64?

    package init(commandID: String, ticket: String, _ answer: WireAnswer, seen: Int64? = nil) {
        self.commandID = commandID
        self.ticket = ticket
        self.answer = answer
        self.seen = seen
    }

    package init(commandID: String, ticket: String, text: String, seen: Int64? = nil) {
        self.init(commandID: commandID, ticket: ticket, WireAnswer(text: text), seen: seen)
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        answer = try WireAnswer(reading: &object)
        seen = try object.optionalPosition("seen")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        answer.writeMembers(to: &writer)
        writer.member(ifPresent: "seen", seen)
        writer.endObject()
    }
}

/// The draft waits for a person.
package struct ReplyDraftResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Ours for the draft, and for the reply that it may become.
    package var draft: String
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64
    /// As of `TicketVersion`.
    package var ticket: String?

    package init(position: Int64, draft: String, version: Int64, ticket: String? = nil) {
        self.position = position
        self.draft = draft
        self.version = version
        self.ticket = ticket
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        draft = try object.id("draft")
        version = try object.count("version")
        ticket = try object.optionalID("ticket")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("draft", draft)
        writer.member("version", version)
        writer.member(ifPresent: "ticket", ticket)
        writer.endObject()
    }
}
