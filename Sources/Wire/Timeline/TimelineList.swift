package import JSON

/// Everything a customer and we have said, over all channels and tickets, newest first.
package struct TimelineList: WireRequest {
    package static let method = Method.timelineList
    package typealias Response = TimelinePage

    /// Whose.
    package var customer: String
    /// How many at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(customer: String, limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil) {
        self.customer = customer
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        customer = try object.id("customer")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("customer", customer)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// Items newest first. A page may hold fewer than were asked for, if their texts are long.
package struct TimelinePage: WireValue {
    /// At most `limit`.
    package var items: [WireItem]
    /// Cursor of the next page; nil on the last.
    package var next: String?
    /// The last position the answer includes; -1 for an empty log.
    package var asOf: Int64

    package init(items: [WireItem], next: String? = nil, asOf: Int64) {
        self.items = items
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        items = try object.decodeArray("items")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("items", items)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}
