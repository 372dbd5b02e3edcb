/// A map of bounded size that forgets what has not been used lately.
///
/// Two generations: a hit in the old one moves to the young one; when the young one is full it becomes the old one, and
/// what nobody asked for since the last time is gone. That is nearly least-recently-used, without a list to maintain.
///
/// Inlinable, so that each room that uses it gets it made for its own keys: unspecialised, it cost a tenth of a command.
public struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline var young: [Key: Value] = [:]
    @usableFromInline var old: [Key: Value] = [:]
    @usableFromInline let countMax: Int

    /// **Range**: holds at most `countMax` values, and never forgets one of the last half as many used.
    @inlinable
    public init(countMax: Int) {
        precondition(countMax >= 2, "a cache of \(countMax) remembers nothing")
        self.countMax = countMax
    }

    /// How many values it holds.
    @inlinable
    public var count: Int { young.count + old.count }

    /// The value, now used lately.
    @inlinable
    public mutating func value(for key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old.removeValue(forKey: key) else { return nil }
        keep(value, for: key)
        return value
    }

    /// Remembers a value in place of any it had.
    @inlinable
    public mutating func keep(_ value: Value, for key: Key) {
        // Before it grows: each generation holds half at most, so both together never more than all.
        if young.count == countMax / 2 && young[key] == nil {
            old = young
            young.removeAll(keepingCapacity: true)
        } else {
            old.removeValue(forKey: key)
        }
        young[key] = value
    }

    /// Forgets a value.
    @inlinable
    public mutating func forget(_ key: Key) {
        young.removeValue(forKey: key)
        old.removeValue(forKey: key)
    }

    /// Forgets everything.
    @inlinable
    public mutating func forgetAll() {
        young.removeAll()
        old.removeAll()
    }
}
