package import JSON

/// Events of a subscription. Ranges of one subscription tile: each begins where the one before ended.
package struct LogEvents: WireNotification {
    package static let method = Method.logEvents

    /// Names the subscription within its session.
    package var subscription: String
    /// Which part of the log this accounts for, even if a filter has left nothing of it.
    package var covers: LogRange
    /// In order, all within `covers`.
    package var events: [LogEvent]

    package init(subscription: String, covers: LogRange, events: [LogEvent]) {
        self.subscription = subscription
        self.covers = covers
        self.events = events
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        subscription = try object.id("subscription")
        covers = try object.decode("covers")
        events = try object.decodeArray("events")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("subscription", subscription)
        writer.member("covers", covers)
        writer.member("events", events)
        writer.endObject()
    }
}

/// The positions `after + 1 ... upTo`.
package struct LogRange: WireValue {
    /// The last position before the range; -1 at the beginning of the log.
    package var after: Int64
    /// The last position of the range; not less than `after`.
    package var upTo: Int64

    package init(after: Int64, upTo: Int64) {
        self.after = after
        self.upTo = upTo
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        after = try object.position("after")
        upTo = try object.position("upTo")
        guard upTo >= after else { throw json.error(.outOfRange, "must not end before it begins") }
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("after", after)
        writer.member("upTo", upTo)
        writer.endObject()
    }
}
