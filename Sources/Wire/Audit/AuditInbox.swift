package import JSON

/// The inbox as it was: at a position, at a time, or now if neither is named. Both are refused.
package struct AuditInbox: WireRequest {
    package static let method = Method.auditInbox
    package typealias Response = InboxPage

    /// After this event.
    package var asOf: Int64?
    /// After the last event recorded at or before this time.
    package var at: WireTime?
    /// `open` if nil.
    package var view: InboxView?
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

    package init(
        asOf: Int64? = nil, at: WireTime? = nil, view: InboxView? = nil, channel: String? = nil,
        team: String? = nil, tag: String? = nil, priority: WirePriorityFilter? = nil, sort: InboxSort? = nil,
        limit: Int? = nil, cursor: String? = nil
    ) {
        self.asOf = asOf
        self.at = at
        self.view = view
        self.channel = channel
        self.team = team
        self.tag = tag
        self.priority = priority
        self.sort = sort
        self.limit = limit
        self.cursor = cursor
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        asOf = try object.optionalPosition("asOf")
        at = try object.decodeIfPresent("at")
        view = try object.optionalChoice("view")
        channel = try object.optionalChannel("channel")
        team = try object.optionalID("team")
        tag = try object.optionalTag("tag")
        priority = try object.optionalChoice("priority")
        sort = try object.optionalChoice("sort")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        try object.finish()
        guard asOf == nil || at == nil else { throw json.error(.invalid, "must name a position or a time, not both") }
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "asOf", asOf)
        writer.member(ifPresent: "at", at)
        writer.member(ifPresent: "view", view?.rawValue)
        writer.member(ifPresent: "channel", channel)
        writer.member(ifPresent: "team", team)
        writer.member(ifPresent: "tag", tag)
        writer.member(ifPresent: "priority", priority?.rawValue)
        writer.member(ifPresent: "sort", sort?.rawValue)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.endObject()
    }
}
