package import JSON

/// How urgent a ticket is.
package enum WirePriority: String, Sendable, CaseIterable {
    case low, normal, high, urgent
}

/// By which tickets can be listed: all but the normal one, which is what most are.
package enum WirePriorityFilter: String, Sendable, CaseIterable {
    case low, high, urgent
}

/// Says how urgent a ticket is; what it is already changes nothing.
package struct TicketPrioritise: WireCommand {
    package static let method = Method.ticketPrioritise
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    package var priority: WirePriority

    package init(commandID: String, ticket: String, priority: WirePriority) {
        self.commandID = commandID
        self.ticket = ticket
        self.priority = priority
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        priority = try object.choice("priority")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("priority", priority.rawValue)
        writer.endObject()
    }
}
