package import JSON

/// What a ticket can be said to be.
package enum WireTicketClass: String, Sendable, CaseIterable {
    case cause, outcome, product
}

/// Says what a ticket is about and what came of it; what is not named stays.
package struct TicketClassify: WireCommand {
    package static let method = Method.ticketClassify
    package typealias Response = TicketVersion

    /// Made up by the client, a UUID; the same command under the same id is done once.
    package var commandID: String
    /// The ticket it is about.
    package var ticket: String
    /// Of the causes.
    package var cause: String?
    /// Any word.
    package var outcome: String?
    /// Of the products.
    package var product: String?
    /// What is not to be said any more.
    package var clear: [WireTicketClass]?

    package init(
        commandID: String, ticket: String, cause: String? = nil, outcome: String? = nil, product: String? = nil,
        clear: [WireTicketClass]? = nil
    ) {
        self.commandID = commandID
        self.ticket = ticket
        self.cause = cause
        self.outcome = outcome
        self.product = product
        self.clear = clear
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        commandID = try object.commandID()
        ticket = try object.id("ticket")
        cause = try object.optionalID("cause")
        outcome = try object.optionalID("outcome")
        product = try object.optionalID("product")
        clear = try object.optionalChoices("clear")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("commandId", commandID)
        writer.member("ticket", ticket)
        writer.member(ifPresent: "cause", cause)
        writer.member(ifPresent: "outcome", outcome)
        writer.member(ifPresent: "product", product)
        writer.member(ifPresent: "clear", clear?.map(\.rawValue))
        writer.endObject()
    }
}
