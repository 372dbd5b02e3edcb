internal import Desk
internal import Identity
internal import Wire

/// Turns a stretch of the log into frames whose ranges tile it.
enum NotificationEncoder {
    /// **Units**: bytes of a frame's body, unless a single event is longer: 65,535 bytes of entry and at most six times
    /// 60,000 of escaped text stay under the smallest frame limit of a server, 1 MiB.
    static let bodyBytesMax = 256 * 1_024

    /// One `log.events`, ready to be written.
    struct Notification: Sendable {
        let frame: [UInt8]
        let events: Int
        let upTo: LogPosition
    }

    /// At least one notification; the first begins after `after`, the last ends at the stretch's end.
    static func notifications(id: String, stretch: LogStretch, after: LogPosition) -> [Notification] {
        var notifications: [Notification] = []
        var start = after
        var pending: [WireLogEvent] = []
        var bytes = 0
        for event in stretch.events {
            let wire = WireLogEvent(event)
            let size = wire.entry.bytes.count + (wire.personal?.bytes.count ?? 0) + 64
            if !pending.isEmpty && bytes + size > bodyBytesMax {
                // Up to the event before this one, filtered-out positions in between included.
                let upTo = LogPosition(event.position.value - 1)
                notifications.append(encode(id, LogRange(after: start.value, upTo: upTo.value), pending))
                start = upTo
                pending.removeAll(keepingCapacity: true)
                bytes = 0
            }
            pending.append(wire)
            bytes += size
        }
        notifications.append(encode(id, LogRange(after: start.value, upTo: stretch.upTo.value), pending))
        return notifications
    }

    private static func encode(_ id: String, _ covers: LogRange, _ events: [WireLogEvent]) -> Notification {
        let frame = MessageEncoder.notification(LogEvents(subscription: id, covers: covers, events: events))
        return Notification(frame: frame, events: events.count, upTo: LogPosition(covers.upTo))
    }
}
