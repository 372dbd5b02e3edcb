internal import Glibc
internal import Identity
internal import Synchronization

/// Makes ids of version 7.
///
/// The system's randomness is taken in stock: to ask for it each time costs more than all else of an id.
final class IDSource: Sendable {
    /// Up to so many bytes the system gives at once and whole. **Source**: getentropy(3).
    private static let stockBytes = 256

    private let words = Mutex<[UInt64]>([])

    func next(at now: Instant) -> UniqueID {
        let random = words.withLock { words in
            if words.isEmpty { words = Self.fill() }
            return (words.removeLast(), words.removeLast())
        }
        return UniqueID.version7(at: now, random: random)
    }

    /// An even number of words.
    private static func fill() -> [UInt64] {
        var words = [UInt64](repeating: 0, count: stockBytes / 8)
        let code = words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) }
        if code == 0 { return words }
        // A system that does not know this call has another one.
        var random = SystemRandomNumberGenerator()
        return words.map { _ in random.next() }
    }
}
