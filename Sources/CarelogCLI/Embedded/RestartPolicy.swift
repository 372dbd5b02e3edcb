/// When a server that dies is started again, and when no more. Pure: the time comes in.
struct RestartPolicy: Sendable {
    /// So many deaths within ``window`` are the end: what kills it is not going away by itself.
    static let deathsMax = 5
    /// See ``deathsMax``.
    static let window: Duration = .seconds(60)

    private var deaths: [Duration] = []

    /// What follows from one death.
    enum Verdict: Equatable, Sendable {
        /// Start it again after a pause: none after the first death, then doubling from a quarter of a second.
        case restart(after: Duration)
        /// Leave it.
        case giveUp
    }

    /// The server has died. **Units** `at` is any clock that only goes forward.
    mutating func died(at now: Duration) -> Verdict {
        deaths.removeAll { $0 <= now - Self.window }
        deaths.append(now)
        if deaths.count >= Self.deathsMax { return .giveUp }
        return .restart(after: deaths.count == 1 ? .zero : .milliseconds(125 << (deaths.count - 1)))
    }
}
