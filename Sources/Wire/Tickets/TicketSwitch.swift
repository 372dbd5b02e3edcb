package import JSON

/// Asks the customer to go on elsewhere, which is counted; with the reply that tells them, if it has a text.
package struct TicketSwitch: WireCommand {
    package static let method = Method.ticketSwitch
    package typealias Response = TicketSwitchResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    /// Where to: a channel, or only its kind.
    package var to: String
    /// Why, in a word that can be counted.
    package var reason: String
    /// Why, in words for colleagues; kept as personal data.
    package var words: String?
    /// What the customer is told; nil if they were told already.
    package var text: String?
    /// The last position of the ticket its author had seen; nil for "I do not care".
    package var seen: Int64?

    package init(
        commandID: String, ticket: String, to: String, reason: String, words: String? = nil, text: String? = nil,
        seen: Int64? = nil
    ) {
        self.commandID = commandID
        self.ticket = ticket
        self.to = to
        self.reason = reason
        self.words = words
        self.text = text
        self.seen = seen
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        to = try object.string("to", utf8Max: Limits.channelBytesMax, utf8Min: 1)
        reason = try object.string("reason", utf8Max: Limits.switchReasonBytesMax, utf8Min: 1)
        words = try object.optionalString("words", utf8Max: Limits.reasonBytesMax, utf8Min: 1)
        text = try object.optionalText("text")
        seen = try object.optionalPosition("seen")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("to", to)
        writer.member("reason", reason)
        writer.member(ifPresent: "words", words)
        writer.member(ifPresent: "text", text)
        writer.member(ifPresent: "seen", seen)
        writer.endObject()
    }
}

/// It is recorded.
package struct TicketSwitchResult: WireValue {
    /// Of the last event of this command in the workspace's log.
    package var position: Int64
    /// Of the ticket afterwards: the next command can expect it.
    package var version: Int64
    /// Ours for the reply that tells them; nil if none does.
    package var reply: String?
    /// As of a reply; nil if there is none.
    package var state: WireReplyState?
    /// Which ticket took the command, where that is not the one that it names.
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

/// How often customers were asked to go from one channel to another for a reason.
package struct WireSwitchCount: WireValue {
    /// Where they had written.
    package var from: String
    /// Where to: a channel, or only its kind.
    package var to: String
    /// Why.
    package var reason: String
    /// How often.
    package var count: Int64

    package init(from: String, to: String, reason: String, count: Int64) {
        self.from = from
        self.to = to
        self.reason = reason
        self.count = count
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        from = try object.string("from")
        to = try object.string("to")
        reason = try object.string("reason")
        count = try object.count("count")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("from", from)
        writer.member("to", to)
        writer.member("reason", reason)
        writer.member("count", count)
        writer.endObject()
    }
}
