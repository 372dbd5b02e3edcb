package import JSON

/// A page of the drafts that wait for a person, the oldest first.
package struct DraftList: WireRequest {
    package static let method = Method.draftList
    package typealias Response = DraftPage

    /// Only this one.
    package var channel: String?
    /// Only on tickets queued for this team.
    package var team: String?
    /// How many at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(
        channel: String? = nil, team: String? = nil, limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil
    ) {
        self.channel = channel
        self.team = team
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        channel = try object.optionalChannel("channel")
        team = try object.optionalID("team")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "channel", channel)
        writer.member(ifPresent: "team", team)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// Drafts by key: one that is decided meanwhile does not make others appear twice or vanish.
package struct DraftPage: WireValue {
    /// At most `limit`.
    package var drafts: [WireDraft]
    /// Cursor of the next page; nil on the last.
    package var next: String?
    /// The last position the answer includes; -1 for an empty log.
    package var asOf: Int64

    package init(drafts: [WireDraft], next: String? = nil, asOf: Int64) {
        self.drafts = drafts
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        drafts = try object.decodeArray("drafts")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("drafts", drafts)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

/// A draft that waits for a person.
package struct WireDraft: WireValue {
    package var draft: String
    package var ticket: String
    /// Where it would go, as `kind:account`.
    package var channel: String
    /// Where it stands in the log.
    package var position: Int64
    package var at: WireTime
    /// Who wrote it: anybody else may approve it.
    package var by: WireActor
    /// What it says; missing if it was erased.
    package var text: String?
    /// What its author had seen of the ticket.
    package var seen: Int64?
    /// True if its text was destroyed.
    package var erased: Bool?

    package init(
        draft: String, ticket: String, channel: String, position: Int64, at: WireTime, by: WireActor,
        text: String? = nil, seen: Int64? = nil, erased: Bool? = nil
    ) {
        self.draft = draft
        self.ticket = ticket
        self.channel = channel
        self.position = position
        self.at = at
        self.by = by
        self.text = text
        self.seen = seen
        self.erased = erased
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        draft = try object.id("draft")
        ticket = try object.id("ticket")
        channel = try object.string("channel")
        position = try object.position("position")
        at = try object.decode("at")
        by = try object.decode("by")
        text = try object.optionalString("text")
        seen = try object.optionalPosition("seen")
        erased = try object.optionalBool("erased")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("draft", draft)
        writer.member("ticket", ticket)
        writer.member("channel", channel)
        writer.member("position", position)
        writer.member("at", at)
        writer.member("by", by)
        writer.member(ifPresent: "text", text)
        writer.member(ifPresent: "seen", seen)
        writer.member(ifPresent: "erased", erased)
        writer.endObject()
    }
}
