package import JSON

/// Who changed which setting when, and what it said before; the newest first.
package struct SettingsHistory: WireRequest {
    package static let method = Method.settingsHistory
    package typealias Response = SettingsHistoryResult

    /// Only changes that made an earlier version; nil for the newest.
    package var before: Int64?
    package var limit: Int?

    package init(before: Int64? = nil, limit: Int? = nil) {
        self.before = before
        self.limit = limit
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        before = try object.optionalInt64("before", in: 1...Int64(Int32.max))
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "before", before)
        writer.member(ifPresent: "limit", limit)
        writer.endObject()
    }
}

/// Some changes of the settings.
package struct SettingsHistoryResult: WireValue {
    /// One change.
    package struct Change: WireValue {
        package var position: Int64
        /// Of the settings from then on.
        package var version: Int64
        package var at: WireTime
        package var by: WireActor
        /// Of the event, such as `channel.set`.
        package var type: String
        /// The `data` of the event that said it before; nil if none did.
        package var before: JSONBytes?
        /// The `data` of the event.
        package var after: JSONBytes

        package init(
            position: Int64, version: Int64, at: WireTime, by: WireActor, type: String, before: JSONBytes?,
            after: JSONBytes
        ) {
            self.position = position
            self.version = version
            self.at = at
            self.by = by
            self.type = type
            self.before = before
            self.after = after
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            position = try object.position("position")
            version = try object.count("version")
            at = try object.decode("at")
            by = try object.decode("by")
            type = try object.string("type")
            before = try object.decodeIfPresent("before")
            after = try object.decode("after")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("position", position)
            writer.member("version", version)
            writer.member("at", at)
            writer.member("by", by)
            writer.member("type", type)
            writer.member(ifPresent: "before", before)
            writer.member("after", after)
            writer.endObject()
        }
    }

    package var changes: [Change]

    package init(changes: [Change]) { self.changes = changes }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        changes = try object.decodeArray("changes")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("changes", changes)
        writer.endObject()
    }
}
