package import JSON

/// What whoever asks is told of: notes that call them, tickets that somebody gave them, messages on tickets that they have or
/// follow. Newest first.
package struct NotificationList: WireRequest {
    package static let method = Method.notificationList
    package typealias Response = NotificationPage

    /// Only what is not marked as read; all if nil.
    package var unread: Bool?
    /// How many at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(unread: Bool? = nil, limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil) {
        self.unread = unread
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        unread = try object.optionalBool("unread")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "unread", unread)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// Some of it.
package struct NotificationPage: WireValue {
    /// At most `limit`.
    package var notifications: [WireNews]
    /// The last position that is marked as read; -1 if none is.
    package var readUpTo: Int64
    /// Cursor of the next page; nil on the last.
    package var next: String?
    /// The last position the answer includes; -1 for an empty log.
    package var asOf: Int64

    package init(notifications: [WireNews], readUpTo: Int64, next: String? = nil, asOf: Int64) {
        self.notifications = notifications
        self.readUpTo = readUpTo
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        notifications = try object.decodeArray("notifications")
        readUpTo = try object.position("readUpTo")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("notifications", notifications)
        writer.member("readUpTo", readUpTo)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

/// One thing that an agent is told of.
package struct WireNews: WireValue {
    /// Of the event in the log.
    package var position: Int64
    /// When it was recorded.
    package var at: WireTime
    /// `mentioned`, `assigned`, `message` or `crisis`; others may come.
    package var kind: String
    /// Whether it is not marked as read.
    package var unread: Bool
    /// On which ticket; nil of a crisis.
    package var ticket: String?
    /// Of which crisis; nil of what happened on a ticket.
    package var crisis: String?
    /// Where, as `kind:account`.
    package var channel: String?
    /// Who did it.
    package var by: WireActor
    /// The beginning of what was said.
    package var preview: String?

    package init(
        position: Int64, at: WireTime, kind: String, unread: Bool, ticket: String? = nil, crisis: String? = nil,
        channel: String? = nil, by: WireActor, preview: String? = nil
    ) {
        self.crisis = crisis
        self.position = position
        self.at = at
        self.kind = kind
        self.unread = unread
        self.ticket = ticket
        self.channel = channel
        self.by = by
        self.preview = preview
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        position = try object.position("position")
        at = try object.decode("at")
        kind = try object.string("kind")
        unread = try object.bool("unread")
        ticket = try object.optionalID("ticket")
        crisis = try object.optionalID("crisis")
        channel = try object.optionalString("channel")
        by = try object.decode("by")
        preview = try object.optionalString("preview")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position", position)
        writer.member("at", at)
        writer.member("kind", kind)
        writer.member("unread", unread)
        writer.member(ifPresent: "ticket", ticket)
        writer.member(ifPresent: "crisis", crisis)
        writer.member(ifPresent: "channel", channel)
        writer.member("by", by)
        writer.member(ifPresent: "preview", preview)
        writer.endObject()
    }
}
