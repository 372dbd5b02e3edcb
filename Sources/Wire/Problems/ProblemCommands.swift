package import JSON

/// Opens a problem: something that many customers complain about at once.
package struct ProblemOpen: WireCommand {
    package static let method = Method.problemOpen
    package typealias Response = ProblemResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// What people call it; no place for what is about a person.
    package var title: String
    /// Unresolved tickets with this cause are of it.
    package var cause: String?
    /// And with this product.
    package var product: String?

    package init(commandID: String, title: String, cause: String? = nil, product: String? = nil) {
        self.commandID = commandID
        self.title = title
        self.cause = cause
        self.product = product
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        title = try object.string("title", utf8Max: Limits.problemTitleBytesMax, utf8Min: 1)
        cause = try object.optionalID("cause")
        product = try object.optionalID("product")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("title", title)
        writer.member(ifPresent: "cause", cause)
        writer.member(ifPresent: "product", product)
        writer.endObject()
    }
}

/// Closes a problem; its tickets stay its own.
package struct ProblemClose: WireCommand {
    package static let method = Method.problemClose
    package typealias Response = ProblemResult

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    package var problem: String

    package init(commandID: String, problem: String) {
        self.commandID = commandID
        self.problem = problem
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        problem = try object.id("problem")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("problem", problem)
        writer.endObject()
    }
}

/// Which problem a command was about.
package struct ProblemResult: WireValue {
    package var position: Int64
    package var problem: String

    package init(position: Int64, problem: String) {
        self.position = position
        self.problem = problem
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        problem = try object.id("problem")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("problem", problem)
        writer.endObject()
    }
}

/// A command on a ticket and a problem.
package struct ProblemTicketCommand<Deed: TicketDeed>: WireCommand {
    package static var method: Method { Deed.method }
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    package var ticket: String
    package var problem: String

    package init(commandID: String, ticket: String, problem: String) {
        self.commandID = commandID
        self.ticket = ticket
        self.problem = problem
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        problem = try object.id("problem")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member("problem", problem)
        writer.endObject()
    }
}

/// Says that a ticket is of a problem.
package typealias TicketLink = ProblemTicketCommand<TicketDeeds.Link>

/// Says that a ticket is not of a problem, whatever its cause.
package typealias TicketUnlink = ProblemTicketCommand<TicketDeeds.Unlink>

extension TicketDeeds {
    /// Of `TicketLink`.
    package enum Link: TicketDeed {
        package static let method = Method.ticketLink
    }
    /// Of `TicketUnlink`.
    package enum Unlink: TicketDeed {
        package static let method = Method.ticketUnlink
    }
}
