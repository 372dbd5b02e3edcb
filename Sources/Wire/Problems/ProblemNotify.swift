package import JSON

/// Tells the customers of a problem's tickets something, 500 tickets at most.
package struct ProblemNotify: WireCommand {
    package static let method = Method.problemNotify
    package typealias Response = ProblemNotifyResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    package var problem: String
    package var text: String
    /// Whether the tickets are resolved by it.
    package var resolve: Bool?
    /// From `next` of the notice before.
    package var after: String?

    package init(commandID: String, problem: String, text: String, resolve: Bool? = nil, after: String? = nil) {
        self.commandID = commandID
        self.problem = problem
        self.text = text
        self.resolve = resolve
        self.after = after
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        problem = try object.id("problem")
        text = try object.text("text")
        resolve = try object.optionalBool("resolve")
        after = try object.optionalID("after")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("problem", problem)
        writer.member("text", text)
        writer.member(ifPresent: "resolve", resolve)
        writer.member(ifPresent: "after", after)
        writer.endObject()
    }
}

/// What became of a notice on each ticket; the same again is answered the same.
package struct ProblemNotifyResult: WireValue {
    /// One ticket.
    package struct Outcome: WireValue {
        package var ticket: String
        /// `sent`, `draft`, or why not: `stale`, `resolved`, `incomplete`, `unlinked`, `spam`, `full`,
        /// `merged`, `frozen`, `erased`; others may come.
        package var outcome: String
        /// What was sent or drafted.
        package var reply: String?

        package init(ticket: String, outcome: String, reply: String? = nil) {
            self.ticket = ticket
            self.outcome = outcome
            self.reply = reply
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            ticket = try object.id("ticket")
            outcome = try object.string("outcome")
            reply = try object.optionalID("reply")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("ticket", ticket)
            writer.member("outcome", outcome)
            writer.member(ifPresent: "reply", reply)
            writer.endObject()
        }
    }

    /// Of the notice itself; what it brought stands behind it.
    package var position: Int64
    package var outcomes: [Outcome]
    /// For another notice that goes on; nil if there are no more tickets.
    package var next: String?

    package init(position: Int64, outcomes: [Outcome], next: String? = nil) {
        self.position = position
        self.outcomes = outcomes
        self.next = next
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        outcomes = try object.decodeArray("outcomes")
        next = try object.optionalID("next")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("outcomes", outcomes)
        writer.member(ifPresent: "next", next)
        writer.endObject()
    }
}
