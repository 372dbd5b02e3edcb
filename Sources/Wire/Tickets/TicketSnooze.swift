package import JSON

/// Puts a ticket off; it comes back at the time named, or when the customer writes.
package struct TicketSnooze: WireCommand {
    package static let method = Method.ticketSnooze
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    /// When it comes back; in the future.
    package var until: WireTime

    package init(commandID: String, ticket: String, until: WireTime) {
        self.commandID = commandID
        self.ticket = ticket
        self.until = until
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        until = try object.decode("until")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("until", until)
        writer.endObject()
    }
}
