package import JSON

/// What most commands on a ticket answer.
package struct TicketVersion: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64
    /// Which ticket took the command, where that is not, or need not be, the one that it names.
    package var ticket: String?

    package init(position: Int64, version: Int64, ticket: String? = nil) {
        self.position = position
        self.version = version
        self.ticket = ticket
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        version = try object.count("version")
        ticket = try object.optionalID("ticket")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("version", version)
        writer.member(ifPresent: "ticket", ticket)
        writer.endObject()
    }
}
