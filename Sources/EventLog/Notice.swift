/// Whether other servers have to be told of something that was appended silently.
///
/// PostgreSQL wakes who listens before it answers who commits, on the processors that a lone command's answer needs. So
/// they are told later, of everything until then: when the clock has been looked at and nothing else waits to be sent.
struct Notice {
    private enum State { case none, owed, due }

    private var state = State.none

    /// Whether to give it as soon as there is nothing else to do.
    var isDue: Bool { state == .due }

    /// Something was appended that nobody was told of. What is due stays so, however much comes meanwhile.
    mutating func appendedSilently() {
        if state == .none { state = .owed }
    }

    /// Everybody was told, and so of what came before.
    mutating func told() { state = .none }

    /// The clock was looked at.
    mutating func looked() {
        if state == .owed { state = .due }
    }

    /// Whether to give it now; the last one is not left to the clock.
    mutating func take(isLast: Bool) -> Bool {
        guard state == .due || isLast && state == .owed else { return false }
        state = .none
        return true
    }
}
