internal import Desk
internal import Identity
internal import JSON
internal import Ticketing
internal import Wire

/// The wire's event; the desk has a type of the same name.
typealias WireLogEvent = Wire.LogEvent

extension Wire.LogEvent {
    /// The stored bytes as they are, and what was opened beside them.
    init(_ event: DeskLogEvent) {
        self.init(
            position: event.position.value, entry: JSONBytes(trusted: event.entry),
            personal: event.personal.map { JSONBytes($0) })
    }
}

extension JSONBytes {
    /// **Shape**: an object with those of `externalId`, `handle`, `name`, `reason`, `text` that there are.
    init(_ personal: Personal) {
        var writer = JSONWriter(capacity: 64 + (personal.text?.utf8.count ?? 0))
        writer.beginObject()
        writer.member(ifPresent: "externalId", personal.externalId)
        writer.member(ifPresent: "handle", personal.handle)
        writer.member(ifPresent: "name", personal.name)
        writer.member(ifPresent: "reason", personal.reason)
        writer.member(ifPresent: "text", personal.text)
        writer.endObject()
        self.init(trusted: writer.bytes)
    }
}
