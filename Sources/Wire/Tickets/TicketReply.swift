package import JSON

/// Answers the customer where they wrote. If `seen` is given and somebody has spoken since, it is refused: `stale_reply`.
package struct TicketReply: WireCommand {
    package static let method = Method.ticketReply
    package typealias Response = TicketReplyResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    package var answer: WireAnswer
    /// The last position of the ticket its author had seen; nil for "I do not care".
    package var seen: Int64?

    package init(commandID: String, ticket: String, _ answer: WireAnswer, seen: Int64? = nil) {
        self.commandID = commandID
        self.ticket = ticket
        self.answer = answer
        self.seen = seen
    }

    package init(commandID: String, ticket: String, text: String, seen: Int64? = nil) {
        self.init(commandID: commandID, ticket: ticket, WireAnswer(text: text), seen: seen)
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        answer = try WireAnswer(reading: &object)
        seen = try object.optionalPosition("seen")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        answer.writeMembers(to: &writer)
        writer.member(ifPresent: "seen", seen)
        writer.endObject()
    }
}

/// What becomes of a reply.
package enum WireReplyState: String, Sendable, CaseIterable {
    /// It is on its way to the customer.
    case sent
    /// It waits for a person to approve it.
    case draft
}

/// The reply is recorded.
package struct TicketReplyResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Ours for the reply; receipts and approval refer to it.
    package var reply: String
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64
    /// A bot's reply is a draft until a person approves it, unless the channel's policy lets the bot speak.
    package var state: WireReplyState
    /// As of `TicketVersion`.
    package var ticket: String?

    package init(
        position: Int64, reply: String, version: Int64, state: WireReplyState, ticket: String? = nil
    ) {
        self.position = position
        self.reply = reply
        self.version = version
        self.state = state
        self.ticket = ticket
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        reply = try object.id("reply")
        version = try object.count("version")
        state = try object.choice("state")
        ticket = try object.optionalID("ticket")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("reply", reply)
        writer.member("version", version)
        writer.member("state", state.rawValue)
        writer.member(ifPresent: "ticket", ticket)
        writer.endObject()
    }
}
