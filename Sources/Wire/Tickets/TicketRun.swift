package import JSON

/// Runs a macro on a ticket: what it answers and what it does, all or none of it.
package struct TicketRun: WireCommand {
    package static let method = Method.ticketRun
    package typealias Response = TicketRunResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    package var macro: String
    /// For the fields of the template that it answers with.
    package var values: [WireFieldValue]
    /// Of the answer, before that of the ticket.
    package var language: String?
    /// The last position of the ticket its author had seen; nil for "I do not care".
    package var seen: Int64?

    package init(
        commandID: String, ticket: String, macro: String, values: [WireFieldValue] = [], language: String? = nil,
        seen: Int64? = nil
    ) {
        self.commandID = commandID
        self.ticket = ticket
        self.macro = macro
        self.values = values
        self.language = language
        self.seen = seen
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        macro = try object.id("macro")
        values = try object.fieldValues("values")
        language = try object.optionalID("language")
        seen = try object.optionalPosition("seen")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("macro", macro)
        if !values.isEmpty { writer.member("values", values) }
        writer.member(ifPresent: "language", language)
        writer.member(ifPresent: "seen", seen)
        writer.endObject()
    }
}

/// All of it is done.
package struct TicketRunResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64
    /// Ours for what was answered; nil if the macro answers nothing.
    package var reply: String?
    /// What becomes of that.
    package var state: WireReplyState?
    /// The one that took it, if that is not the one that was named; `version` is its.
    package var ticket: String?

    package init(
        position: Int64, version: Int64, reply: String? = nil, state: WireReplyState? = nil, ticket: String? = nil
    ) {
        self.position = position
        self.version = version
        self.reply = reply
        self.state = state
        self.ticket = ticket
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        version = try object.count("version")
        reply = try object.optionalID("reply")
        state = try object.optionalChoice("state")
        ticket = try object.optionalID("ticket")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("version", version)
        writer.member(ifPresent: "reply", reply)
        writer.member(ifPresent: "state", state?.rawValue)
        writer.member(ifPresent: "ticket", ticket)
        writer.endObject()
    }
}
