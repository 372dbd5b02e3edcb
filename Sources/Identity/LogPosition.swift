/// Where an event stands in its workspace's log: 0, 1, 2, … dense and in commit order.
package struct LogPosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// **Range**: -1 (before everything) to 2^53-1.
    package let value: Int64

    package init(_ value: Int64) { self.value = value }

    /// The position before the first event.
    package static let beforeAll = LogPosition(-1)

    /// The position that follows this one.
    package var next: LogPosition { LogPosition(value + 1) }

    package var description: String { String(value) }

    package static func < (left: LogPosition, right: LogPosition) -> Bool { left.value < right.value }
}

/// How many events a stream has: the first event makes it 1.
package struct StreamVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// **Range**: 0 (no events) upward.
    package let value: Int

    package init(_ value: Int) { self.value = value }

    /// The version of a stream that has no events.
    package static let none = StreamVersion(0)

    /// The version after one more event.
    package var next: StreamVersion { StreamVersion(value + 1) }

    package var description: String { String(value) }

    package static func < (left: StreamVersion, right: StreamVersion) -> Bool { left.value < right.value }
}
