internal import Glibc

/// A running PostgreSQL server process, started by us or found running.
struct Postmaster: Equatable, Sendable {
    /// Which process it is.
    let identity: ProcessIdentity
    /// True if it is our child, whose end we are told; else we look it up.
    let isChild: Bool

    /// How it ended; nil while it runs. Never blocks.
    func poll() -> ChildExit? {
        if isChild { return ChildExit.poll(identity.pid) }
        return identity.isAlive ? nil : .gone
    }

    /// Stops it: a fast shutdown, then an immediate one, then by force, each with its time. **Isolation** blocks.
    ///
    /// A fast shutdown ends sessions and writes a checkpoint. **Source** PostgreSQL 15, section 19.5.
    func stop(fastSeconds: Double, immediateSeconds: Double = 10) -> ChildExit {
        var exit = poll()
        let steps: [(signal: Int32, seconds: Double)] = [
            (SIGINT, fastSeconds), (SIGQUIT, immediateSeconds), (SIGKILL, 5),
        ]
        for step in steps where exit == nil {
            identity.signal(step.signal)
            _ = Pause.until(seconds: step.seconds) {
                exit = exit ?? poll()
                return exit != nil
            }
        }
        return exit ?? .gone
    }
}
