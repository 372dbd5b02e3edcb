internal import NIOCore
internal import Wire

/// One `log.events` as the frames that subscribers get: equal for all whose subscriptions have the same name, which is
/// that of nearly every session's only one.
struct EventFrames {
    /// Nil if there is more than one notification: those are not sent at once.
    let notification: NotificationEncoder.Notification?
    private var heads: [String: ByteBuffer] = [:]

    init(_ notifications: [NotificationEncoder.Notification]) {
        notification = notifications.count == 1 ? notifications.first : nil
    }

    /// What stands before the notification's tail.
    mutating func head(for subscription: String, tailBytes: Int) -> ByteBuffer {
        if let head = heads[subscription] { return head }
        let head = ByteBuffer(bytes: LogEventsFrame.head(subscription: subscription, tailBytes: tailBytes))
        heads[subscription] = head
        return head
    }
}
