package import JSON

/// One ticket and what happened to it, oldest first.
package struct TicketGet: WireRequest {
    package static let method = Method.ticketGet
    package typealias Response = TicketGetResult

    /// The ticket it is about.
    package var ticket: String
    /// How many at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(ticket: String, limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil) {
        self.ticket = ticket
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        ticket = try object.id("ticket")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("ticket", ticket)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// A ticket with a page of its items. A page may hold fewer than were asked for, if their texts are long.
package struct TicketGetResult: WireValue {
    /// As of `asOf`.
    package var ticket: WireTicket
    /// Messages, replies, notes, assignments and so on, oldest first.
    package var items: [WireItem]
    /// Cursor of the next page; nil on the last.
    package var next: String?
    /// The last position the answer includes; -1 for an empty log.
    package var asOf: Int64

    package init(ticket: WireTicket, items: [WireItem], next: String? = nil, asOf: Int64) {
        self.ticket = ticket
        self.items = items
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        ticket = try object.decode("ticket")
        items = try object.decodeArray("items")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("ticket", ticket)
        writer.member("items", items)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}
