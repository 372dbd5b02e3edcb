package import JSON

/// Makes a ticket part of another, or of what that is part of: one conversation, until `ticket.unmerge`. Of two merges that cross
/// the later gets `merged`.
package struct TicketMerge: WireCommand {
    package static let method = Method.ticketMerge
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// What becomes part of another.
    package var from: String
    /// What stands for both from then on.
    package var into: String

    package init(commandID: String, from: String, into: String) {
        self.commandID = commandID
        self.from = from
        self.into = into
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        from = try object.id("from")
        into = try object.id("into")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("from", from)
        writer.member("into", into)
        writer.endObject()
    }
}

/// Takes a ticket out of what it was merged into, with what was merged into it; of one that is part of nothing it changes nothing.
package struct TicketUnmerge: WireCommand {
    package static let method = Method.ticketUnmerge
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// As in `ticket.merge`.
    package var from: String

    package init(commandID: String, from: String) {
        self.commandID = commandID
        self.from = from
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        from = try object.id("from")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("from", from)
        writer.endObject()
    }
}
