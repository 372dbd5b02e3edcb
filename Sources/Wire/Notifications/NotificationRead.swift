package import JSON

/// Marks everything up to a position as read; what is read stays so.
package struct NotificationRead: WireCommand {
    package static let method = Method.notificationRead
    package typealias Response = NotificationReadResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The position of the last notification that was seen, or any other that the log has reached.
    package var upTo: Int64

    package init(commandID: String, upTo: Int64) {
        self.commandID = commandID
        self.upTo = upTo
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        upTo = try object.position("upTo")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("upTo", upTo)
        writer.endObject()
    }
}

/// That it is marked.
package struct NotificationReadResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64

    package init(position: Int64) { self.position = position }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.endObject()
    }
}
