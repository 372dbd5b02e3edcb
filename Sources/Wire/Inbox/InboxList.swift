package import JSON

/// A page of the inbox.
package struct InboxList: WireRequest {
    package static let method = Method.inboxList
    package typealias Response = InboxPage

    /// Which tickets.
    package var view: InboxView
    /// Only this one.
    package var channel: String?
    /// Only tickets queued for this team.
    package var team: String?
    /// Only tickets with this tag.
    package var tag: String?
    /// Only tickets that are this urgent.
    package var priority: WirePriorityFilter?
    /// `waiting` if nil.
    package var sort: InboxSort?
    /// How many at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(
        view: InboxView, channel: String? = nil, team: String? = nil, tag: String? = nil,
        priority: WirePriorityFilter? = nil,
        sort: InboxSort? = nil,
        limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil
    ) {
        self.view = view
        self.channel = channel
        self.team = team
        self.tag = tag
        self.priority = priority
        self.sort = sort
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        view = try object.choice("view")
        channel = try object.optionalChannel("channel")
        team = try object.optionalID("team")
        tag = try object.optionalTag("tag")
        priority = try object.optionalChoice("priority")
        sort = try object.optionalChoice("sort")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("view", view.rawValue)
        writer.member(ifPresent: "channel", channel)
        writer.member(ifPresent: "team", team)
        writer.member(ifPresent: "tag", tag)
        writer.member(ifPresent: "priority", priority?.rawValue)
        writer.member(ifPresent: "sort", sort?.rawValue)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// Tickets in the order asked for. Pages follow each other by key: tickets that move do not make others appear twice.
package struct InboxPage: WireValue {
    /// At most `limit`.
    package var tickets: [WireTicket]
    /// Cursor of the next page; nil on the last.
    package var next: String?
    /// The last position the answer includes; -1 for an empty log.
    package var asOf: Int64

    package init(tickets: [WireTicket], next: String? = nil, asOf: Int64) {
        self.tickets = tickets
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        tickets = try object.decodeArray("tickets")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("tickets", tickets)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

/// An `InboxPage` whose tickets are JSON already.
package struct WrittenInboxPage: JSONEncodable {
    /// What each `WireTicket` writes.
    package var tickets: [[UInt8]]
    package var next: String?
    package var asOf: Int64

    package init(tickets: [[UInt8]], next: String?, asOf: Int64) {
        self.tickets = tickets
        self.next = next
        self.asOf = asOf
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("tickets")
        writer.beginArray()
        for ticket in tickets { writer.raw(ticket) }
        writer.endArray()
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}
