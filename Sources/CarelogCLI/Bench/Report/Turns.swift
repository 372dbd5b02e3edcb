/// Two sides measured in turns, so that a machine that drifts hurts both alike.
struct Turns: Sendable {
    /// How often each side has its turn. **Range**: at least 1.
    let count: Int

    /// The medians of both sides.
    func medians(
        _ first: () async throws -> Double, _ second: () async throws -> Double
    ) async throws -> (first: Double, second: Double) {
        let medians = try await medians(sides: 2) { try await $0 == 0 ? first() : second() }
        return (medians[0], medians[1])
    }

    /// The medians of three sides.
    func medians(
        _ first: () async throws -> Double, _ second: () async throws -> Double, _ third: () async throws -> Double
    ) async throws -> (first: Double, second: Double, third: Double) {
        let medians = try await medians(sides: 3) { side in
            switch side {
            case 0: try await first()
            case 1: try await second()
            default: try await third()
            }
        }
        return (medians[0], medians[1], medians[2])
    }

    /// Odd turns go through the sides from the first to the last, even ones back.
    private func medians(sides: Int, _ measure: (_ side: Int) async throws -> Double) async throws -> [Double] {
        var values = [[Double]](repeating: [], count: sides)
        for turn in 0..<count {
            for step in 0..<sides {
                let side = turn.isMultiple(of: 2) ? step : sides - 1 - step
                values[side].append(try await measure(side))
            }
        }
        return values.map(Median.of)
    }
}

/// The value in the middle.
enum Median {
    /// The lower of two in the middle; zero of nothing.
    static func of(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[(values.count - 1) / 2]
    }
}
