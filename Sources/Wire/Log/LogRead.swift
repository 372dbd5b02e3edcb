package import JSON

/// Events of the workspace's log, in order.
package struct LogRead: WireRequest {
    package static let method = Method.logRead
    package typealias Response = LogReadResult

    /// Events with greater positions; -1 for all.
    package var after: Int64
    /// How many at most; see `Limits`.
    package var limit: Int?

    package init(after: Int64, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        after = try object.position("after")
        limit = try object.optionalInt("limit", in: Limits.logEvents)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("after", after)
        writer.member(ifPresent: "limit", limit)
        writer.endObject()
    }
}

/// Events `after + 1 ... upTo`, without holes.
package struct LogReadResult: WireValue {
    /// In order; fewer than `limit` at the end of the log, or if the frame is full.
    package var events: [LogEvent]
    /// The last position this answer covers; read on after it.
    package var upTo: Int64
    /// How many events there are.
    package var head: Int64

    package init(events: [LogEvent], upTo: Int64, head: Int64) {
        self.events = events
        self.upTo = upTo
        self.head = head
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        events = try object.decodeArray("events")
        upTo = try object.position("upTo")
        head = try object.position("head")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("events", events)
        writer.member("upTo", upTo)
        writer.member("head", head)
        writer.endObject()
    }
}
