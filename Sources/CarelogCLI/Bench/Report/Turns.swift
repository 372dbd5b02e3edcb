/// Two sides measured in turns, so that a machine that drifts hurts both alike.
struct Turns: Sendable {
    /// How often each side has its turn. **Range**: at least 1.
    let count: Int

    /// The medians of both sides. Odd turns begin with the one, even turns with the other.
    func medians(
        _ first: () async throws -> Double, _ second: () async throws -> Double
    ) async throws -> (first: Double, second: Double) {
        var firsts: [Double] = []
        var seconds: [Double] = []
        for turn in 0..<count {
            if turn.isMultiple(of: 2) { firsts.append(try await first()) }
            seconds.append(try await second())
            if !turn.isMultiple(of: 2) { firsts.append(try await first()) }
        }
        return (Median.of(firsts), Median.of(seconds))
    }
}

/// The value in the middle.
enum Median {
    /// The lower of two in the middle; zero of nothing.
    static func of(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[(values.count - 1) / 2]
    }
}
