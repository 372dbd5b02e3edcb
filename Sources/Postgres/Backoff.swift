/// How long to wait before attempt n: exponential, capped, with full jitter, so that a thousand clients of a server that
/// comes back do not come back together.
package struct Backoff: Sendable, Equatable {
    /// The bound on the first wait.
    package var base: Duration
    /// The bound on every wait.
    package var cap: Duration

    /// Range: `base` above zero, `cap` not below it.
    package init(base: Duration = .milliseconds(50), cap: Duration = .seconds(5)) {
        precondition(base > .zero && cap >= base, "a backoff grows from a positive base to its cap")
        self.base = base
        self.cap = cap
    }

    /// The wait before the attempt after `failures` failures in a row (1, 2, …): random between half and all of
    /// `base * 2^(failures - 1)`, capped. Half is kept so that a wait is never nothing.
    package func delay(failures: Int, using random: inout some RandomNumberGenerator) -> Duration {
        var bound = base
        for _ in 1..<max(2, min(failures, 32)) where failures > 1 && bound < cap { bound *= 2 }
        bound = min(bound, cap)
        let thousandths = Int.random(in: 500...1000, using: &random)
        return bound * thousandths / 1000
    }
}
