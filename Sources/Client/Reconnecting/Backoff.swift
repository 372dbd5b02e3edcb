/// How long to wait before the next attempt: longer each time, and never the same for all who wait.
package struct Backoff: Sendable {
    /// Of the first attempt.
    package var first = Duration.milliseconds(50)
    /// Of all late attempts.
    package var longest = Duration.seconds(5)

    package init() {}

    /// **Range**: half of to the whole of `first * 2^attempt`, at most `longest`; `random` is 0 ..< 1.
    package func delay(attempt: Int, random: Double) -> Duration {
        let doubled = first * (1 << min(max(0, attempt), 20))
        let whole = min(doubled, longest)
        return whole / 2 + whole / 2 * random
    }

    func delay(attempt: Int) -> Duration { delay(attempt: attempt, random: Double.random(in: 0..<1)) }
}
