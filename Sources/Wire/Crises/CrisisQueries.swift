package import JSON

/// One crisis, and what it did.
package struct CrisisGet: WireRequest {
    package static let method = Method.crisisGet
    package typealias Response = CrisisGetResult

    package var crisis: String

    package init(crisis: String) { self.crisis = crisis }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        crisis = try object.id("crisis")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("crisis", crisis)
        writer.endObject()
    }
}

/// It.
package struct CrisisGetResult: WireValue {
    package var crisis: WireCrisis

    package init(crisis: WireCrisis) { self.crisis = crisis }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        crisis = try object.decode("crisis")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("crisis", crisis)
        writer.endObject()
    }
}

/// The last crises, the newest first.
package struct CrisisList: WireRequest {
    package static let method = Method.crisisList
    package typealias Response = CrisisListResult

    /// How many at most; see `Limits`.
    package var limit: Int?

    package init(limit: Int? = nil) { self.limit = limit }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "limit", limit)
        writer.endObject()
    }
}

/// Some of them.
package struct CrisisListResult: WireValue {
    package var crises: [WireCrisis]

    package init(crises: [WireCrisis]) { self.crises = crises }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        crises = try object.decodeArray("crises")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("crises", crises)
        writer.endObject()
    }
}

/// A crisis with all that became of it.
package struct WireCrisis: WireValue {
    /// When something became of it, and by whom.
    package struct Moment: WireValue {
        /// Of the event in the log.
        package var position: Int64
        package var at: WireTime
        package var by: WireActor

        package init(position: Int64, at: WireTime, by: WireActor) {
            self.position = position
            self.at = at
            self.by = by
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            position = try object.position("position")
            at = try object.decode("at")
            by = try object.decode("by")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("position", position)
            writer.member("at", at)
            writer.member("by", by)
            writer.endObject()
        }
    }

    /// What it did.
    package struct Report: WireValue {
        /// Of the event in the log.
        package var position: Int64
        package var at: WireTime
        /// How many tickets it made urgent.
        package var raised: Int64
        /// How many of these its end put back.
        package var restored: Int64
        /// How many agents were told.
        package var notified: Int64

        package init(position: Int64, at: WireTime, raised: Int64, restored: Int64, notified: Int64) {
            self.position = position
            self.at = at
            self.raised = raised
            self.restored = restored
            self.notified = notified
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            position = try object.position("position")
            at = try object.decode("at")
            raised = try object.count("raised")
            restored = try object.count("restored")
            notified = try object.count("notified")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("position", position)
            writer.member("at", at)
            writer.member("raised", raised)
            writer.member("restored", restored)
            writer.member("notified", notified)
            writer.endObject()
        }
    }

    package var crisis: String
    /// Where it holds; none for everywhere.
    package var channels: [String]
    /// Of `WireFreeze`; others may come.
    package var freezes: [String]
    package var raise: WireCrisisRaise?
    package var notify: [String]
    package var reason: String
    package var declared: Moment
    /// Nil while it holds.
    package var lifted: Moment?
    /// Nil until all that it asked for is done; said anew when all that its end asked for is.
    package var report: Report?

    package init(
        crisis: String, channels: [String] = [], freezes: [String] = [], raise: WireCrisisRaise? = nil,
        notify: [String] = [], reason: String, declared: Moment, lifted: Moment? = nil, report: Report? = nil
    ) {
        self.crisis = crisis
        self.channels = channels
        self.freezes = freezes
        self.raise = raise
        self.notify = notify
        self.reason = reason
        self.declared = declared
        self.lifted = lifted
        self.report = report
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        crisis = try object.id("crisis")
        channels = try object.optionalStrings("channels") ?? []
        freezes = try object.optionalStrings("freezes") ?? []
        raise = try object.decodeIfPresent("raise")
        notify = try object.optionalStrings("notify") ?? []
        reason = try object.string("reason")
        declared = try object.decode("declared")
        lifted = try object.decodeIfPresent("lifted")
        report = try object.decodeIfPresent("report")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("crisis", crisis)
        writer.member("channels", channels)
        writer.member("freezes", freezes)
        writer.member(ifPresent: "raise", raise)
        writer.member("notify", notify)
        writer.member("reason", reason)
        writer.member("declared", declared)
        writer.member(ifPresent: "lifted", lifted)
        writer.member(ifPresent: "report", report)
        writer.endObject()
    }
}
