package import JSON

/// What most commands on a ticket answer.
package struct TicketVersion: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64

    package init(position: Int64, version: Int64) {
        self.position = position
        self.version = version
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        version = try object.count("version")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("version", version)
        writer.endObject()
    }
}
