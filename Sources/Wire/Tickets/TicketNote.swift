package import JSON

/// Writes a note that no customer sees.
package struct TicketNote: WireCommand {
    package static let method = Method.ticketNote
    package typealias Response = TicketNoteResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    /// What was said, as plain text.
    package var text: String
    /// Agents to call in.
    package var mentions: [String]?

    package init(commandID: String, ticket: String, text: String, mentions: [String]? = nil) {
        self.commandID = commandID
        self.ticket = ticket
        self.text = text
        self.mentions = mentions
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        text = try object.text("text")
        mentions = try object.ids("mentions", countMax: Limits.mentionsMax)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("text", text)
        writer.member(ifPresent: "mentions", mentions)
        writer.endObject()
    }
}

/// The note is recorded.
package struct TicketNoteResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Ours for the note.
    package var note: String
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64
    /// As of `TicketVersion`.
    package var ticket: String?

    package init(position: Int64, note: String, version: Int64, ticket: String? = nil) {
        self.position = position
        self.note = note
        self.version = version
        self.ticket = ticket
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        note = try object.id("note")
        version = try object.count("version")
        ticket = try object.optionalID("ticket")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("note", note)
        writer.member("version", version)
        writer.member(ifPresent: "ticket", ticket)
        writer.endObject()
    }
}
