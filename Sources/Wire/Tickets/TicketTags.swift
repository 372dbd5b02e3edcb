package import JSON

/// Adds tags; those it has already change nothing.
package struct TicketTag: WireCommand {
    package static let method = Method.ticketTag
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    /// Lower-case, without spaces.
    package var tags: [String]

    package init(commandID: String, ticket: String, tags: [String]) {
        self.commandID = commandID
        self.ticket = ticket
        self.tags = tags
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        tags = try object.tags("tags")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("tags", tags)
        writer.endObject()
    }
}

/// Removes tags; those it does not have change nothing.
package struct TicketUntag: WireCommand {
    package static let method = Method.ticketUntag
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    /// Lower-case, without spaces.
    package var tags: [String]

    package init(commandID: String, ticket: String, tags: [String]) {
        self.commandID = commandID
        self.ticket = ticket
        self.tags = tags
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        tags = try object.tags("tags")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("tags", tags)
        writer.endObject()
    }
}
