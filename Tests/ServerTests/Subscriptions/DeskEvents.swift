// Sees the desk's events only: the wire has a type of the same name.
internal import Desk
internal import Identity

enum DeskEvents {
    static func event(position: Int64, entry: [UInt8], text: String?) -> LogEvent {
        LogEvent(
            position: LogPosition(position), entry: entry,
            personal: text.map { Array(#"{"externalId":"e\"1","text":"\#($0)"}"#.utf8) })
    }

    static func stretch(after: Int64, upTo: Int64, events: [LogEvent]) -> LogStretch {
        LogStretch(
            after: LogPosition(after), upTo: LogPosition(upTo), events: events, head: LogPosition(upTo))
    }
}
