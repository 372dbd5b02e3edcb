internal import Desk
internal import Identity
internal import JSON
internal import NIOCore
internal import Wire

/// Turns a stretch of the log into notifications whose ranges tile it.
enum NotificationEncoder {
    /// **Units**: bytes of a frame's body, unless a single event is longer: 65,535 bytes of entry and at most six times
    /// 60,000 of escaped text, twice where it is to be sent, stay under the smallest frame limit of a server, 1 MiB.
    static let bodyBytesMax = 256 * 1_024

    /// One `log.events`, but for its beginning, which names the subscription: the same for all who get these events.
    struct Notification: Sendable {
        /// **Shape**: see `LogEventsFrame`. Shared without a copy by all sessions it is written to.
        let tail: ByteBuffer
        let events: Int
        let upTo: LogPosition
    }

    /// At least one notification; the first begins after `after`, the last ends at the stretch's end.
    static func notifications(stretch: LogStretch, after: LogPosition) -> [Notification] {
        var notifications: [Notification] = []
        var start = after
        var pending: [WireLogEvent] = []
        var bytes = 0
        for event in stretch.events {
            let wire = WireLogEvent(event)
            let size =
                wire.entry.bytes.count + (wire.personal?.bytes.count ?? 0) + (wire.outbox?.jsonBytes().count ?? 0) + 64
            if !pending.isEmpty && bytes + size > bodyBytesMax {
                // Up to the event before this one, filtered-out positions in between included.
                let upTo = LogPosition(event.position.value - 1)
                notifications.append(encode(LogRange(after: start.value, upTo: upTo.value), pending))
                start = upTo
                pending.removeAll(keepingCapacity: true)
                bytes = 0
            }
            pending.append(wire)
            bytes += size
        }
        notifications.append(encode(LogRange(after: start.value, upTo: stretch.upTo.value), pending))
        return notifications
    }

    private static func encode(_ covers: LogRange, _ events: [WireLogEvent]) -> Notification {
        let tail = LogEventsFrame.tail(covers: covers, events: events)
        return Notification(tail: ByteBuffer(bytes: tail), events: events.count, upTo: LogPosition(covers.upTo))
    }
}

/// A stretch of the log as notifications.
struct EncodedStretch: Sendable {
    let notifications: [NotificationEncoder.Notification]
    let events: Int
    /// **Units**: bytes of all notifications.
    let bytes: Int
    let upTo: LogPosition
    let head: LogPosition

    /// Encodes it; the first notification begins after `after`.
    init(_ stretch: LogStretch, after: LogPosition) {
        notifications = NotificationEncoder.notifications(stretch: stretch, after: after)
        events = stretch.events.count
        bytes = notifications.reduce(0) { $0 + $1.tail.readableBytes }
        upTo = stretch.upTo
        head = stretch.head
    }
}
