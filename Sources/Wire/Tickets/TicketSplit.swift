package import JSON

/// Gives some messages of a ticket to a new one of the same customer, which `ticket` in the answer names. `ticket.merge` of that into
/// the first one undoes it.
package struct TicketSplit: WireCommand {
    package static let method = Method.ticketSplit
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// Which has them.
    package var ticket: String
    /// Some of its customer's messages. **Range**: 1 to 100.
    package var messages: [String]

    package init(commandID: String, ticket: String, messages: [String]) {
        self.commandID = commandID
        self.ticket = ticket
        self.messages = messages
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        let member = try object.required("messages")
        var messages: [String] = []
        for element in try member.elements(countMax: Limits.splitMessagesMax) {
            messages.append(try WireText.id(element))
        }
        guard !messages.isEmpty else { throw member.error(.tooShort, "must name at least one message") }
        self.messages = messages
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("messages", messages)
        writer.endObject()
    }
}
