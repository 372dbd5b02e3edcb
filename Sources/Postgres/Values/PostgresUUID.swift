/// A UUID as PostgreSQL keeps it: sixteen bytes and no opinion about what they mean.
package struct PostgresUUID: Sendable, Hashable, Comparable {
    /// Bytes 0 to 7, big-endian.
    package var high: UInt64
    /// Bytes 8 to 15, big-endian.
    package var low: UInt64

    /// Takes both halves in network order.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Takes exactly sixteen bytes; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(high: 0, low: 0)
        for (index, byte) in bytes.enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
    }

    /// The sixteen bytes in network order.
    package var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }

    /// PostgreSQL's order: bytewise.
    package static func < (left: PostgresUUID, right: PostgresUUID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
