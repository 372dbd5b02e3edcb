internal import NIOCore

/// The sessions of one event loop, looked at together: one timer for all of them, and what they share.
///
/// **Isolation**: its event loop.
final class SessionSweep {
    let audiences = Audiences()
    private var sessions: [ObjectIdentifier: SessionHandler] = [:]
    private var timer: RepeatedTask?

    /// Looks at every session's deadlines from now on.
    func start(
        on eventLoop: any EventLoop, every interval: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        let period = TimeAmount(interval)
        let sweep = NIOLoopBound(self, eventLoop: eventLoop)
        timer = eventLoop.scheduleRepeatedTask(initialDelay: period, delay: period) { _ in sweep.value.tick(now: now())
        }
    }

    func stop() {
        timer?.cancel()
        timer = nil
    }

    func add(_ session: SessionHandler) { sessions[ObjectIdentifier(session)] = session }

    /// True if the session was here.
    func remove(_ session: SessionHandler) -> Bool {
        sessions.removeValue(forKey: ObjectIdentifier(session)) != nil
    }

    func tick(now: ContinuousClock.Instant) {
        for session in sessions.values { session.tick(now: now) }
    }

    func drain(until deadline: ContinuousClock.Instant) {
        for session in sessions.values { session.drain(until: deadline) }
    }

    /// Cuts every connection.
    func abort() {
        for session in sessions.values { session.abort() }
    }
}
