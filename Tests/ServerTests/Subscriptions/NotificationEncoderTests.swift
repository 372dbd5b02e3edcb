internal import Desk
internal import Identity
internal import JSON
internal import NIOCore
import Testing

@testable internal import Server
@testable internal import Wire

@Suite("Notifications of a stretch")
struct NotificationEncoderTests {
    @Test("tile it without holes, whatever its size", arguments: [0, 1, 7, 60])
    func tile(count: Int) throws {
        let entry = Array(#"{"a":""#.utf8) + Array(repeating: UInt8(ascii: "x"), count: 30_000) + Array(#""}"#.utf8)
        // Every third position was left out by a filter.
        let events = (0..<count).map {
            DeskEvents.event(position: Int64(11 + $0 * 3), entry: entry, text: $0 == 0 ? "hello" : nil)
        }
        let stretch = DeskEvents.stretch(after: 10, upTo: 300, events: events)
        let notifications = NotificationEncoder.notifications(stretch: stretch, after: LogPosition(4))
        var after: Int64 = 4
        var seen: [Int64] = []
        for notification in notifications {
            let tail = Array(notification.tail.readableBytesView)
            let frame = LogEventsFrame.head(subscription: "s1", tailBytes: tail.count) + tail
            #expect(Frame.bodyBytes(of: frame) <= NotificationEncoder.bodyBytesMax + 31_000)
            let envelope = try Envelope(parsing: Array(frame.dropFirst(4)))
            guard case .notification(let message) = envelope else { throw Unexpected("no notification") }
            let wire: LogEvents = try message.decode()
            #expect(wire.covers.after == after)
            #expect(wire.events.count == notification.events)
            // What is shared is byte for byte what each would have been sent alone.
            #expect(frame == MessageEncoder.notification(wire))
            #expect(wire.events.allSatisfy { $0.position > after && $0.position <= wire.covers.upTo })
            seen += wire.events.map(\.position)
            after = wire.covers.upTo
            #expect(notification.upTo.value == after)
        }
        #expect(after == 300)
        #expect(seen == events.map(\.position.value))
        #expect(notifications.count == max(1, (count + 7) / 8))
    }
}
