internal import JSON

/// A `log.events` frame in two parts: the big one is the same for every subscriber and encoded once.
///
/// **Shape**: `head(subscription:tailBytes:)` followed by the tail is exactly the frame that `MessageEncoder` writes.
package enum LogEventsFrame {
    /// Everything after the subscription's id; shared by all who get these events over this range.
    package static func tail(covers: LogRange, events: [LogEvent]) -> [UInt8] {
        let capacity = events.reduce(128) { $0 + $1.entry.bytes.count + ($1.personal?.bytes.count ?? 0) + 64 }
        var writer = JSONWriter(capacity: capacity)
        writer.beginObject()
        writer.member("covers", covers)
        writer.member("events", events)
        writer.endObject()
        // From `{"covers":…}` to `,"covers":…}}`: the head has opened both objects, the comma takes the brace's place.
        var tail = writer.bytes
        tail[0] = UInt8(ascii: ",")
        tail.append(UInt8(ascii: "}"))
        return tail
    }

    /// Length, envelope and the subscription's id.
    package static func head(subscription: String, tailBytes: Int) -> [UInt8] {
        var writer = JSONWriter(after: [0, 0, 0, 0], capacity: 128)
        writer.beginObject()
        writer.key("jsonrpc")
        writer.string(constant: "2.0")
        writer.member("method", Method.logEvents.rawValue)
        writer.key("params")
        writer.beginObject()
        writer.member("subscription", subscription)
        writer.patch(
            at: 0, with: Frame.prefix(bodyBytes: Frame.bodyBytes(of: writer.bytes) + tailBytes))
        return writer.bytes
    }
}
