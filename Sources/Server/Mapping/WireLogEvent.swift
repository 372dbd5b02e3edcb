internal import Desk
internal import Identity
internal import Wire

/// The wire's event; the desk has a type of the same name.
typealias WireLogEvent = Wire.LogEvent

extension Wire.LogEvent {
    /// The stored bytes as they are, and what was opened beside them: that was authenticated, and written by us.
    init(_ event: DeskLogEvent) {
        self.init(
            position: event.position.value, entry: JSONBytes(trusted: event.entry),
            personal: event.personal.map { JSONBytes(trusted: $0) }, outbox: event.outbox.map { WireOutboxItem($0) })
    }
}
