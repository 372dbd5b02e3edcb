internal import Wire

/// The requests of one connection that wait for their answer, and those that wait for their turn.
///
/// Pure: it holds whatever the caller uses to wait (`Waiter`) and never resumes it.
struct PendingCalls<Waiter: Sendable>: Sendable {
    private struct Call {
        /// Nil once nobody waits any more; the place is taken until the server answers.
        var waiter: Waiter?
        let due: ContinuousClock.Instant
    }

    private struct Queued {
        let id: Int64
        let frame: [UInt8]
        let waiter: Waiter?
        let due: ContinuousClock.Instant
    }

    /// Requests in flight at most; the server says how many.
    var limit: Int
    private var inFlight: [Int64: Call] = [:]
    private var queue: [Queued] = []
    private var queueStart = 0

    init(limit: Int) { self.limit = limit }

    /// Requests on the wire or waiting for their turn.
    var count: Int { inFlight.count + queue.count - queueStart }

    /// Adds a request, with nobody to tell if `waiter` is nil; returns its frame if it may be sent now.
    mutating func add(
        _ id: Int64, frame: [UInt8], waiter: Waiter?, due: ContinuousClock.Instant
    ) -> [UInt8]? {
        guard inFlight.count < limit else {
            queue.append(Queued(id: id, frame: frame, waiter: waiter, due: due))
            return nil
        }
        inFlight[id] = Call(waiter: waiter, due: due)
        return frame
    }

    /// What became of an answer.
    enum Match {
        /// Tell this one.
        case found(Waiter)
        /// Nobody waits any more.
        case abandoned
        /// There is no such request.
        case unknown
    }

    /// An answer has come.
    mutating func answered(_ id: Int64) -> Match {
        guard let call = inFlight.removeValue(forKey: id) else { return .unknown }
        return call.waiter.map { .found($0) } ?? .abandoned
    }

    /// Frames whose turn has come; call it after `answered` and after the limit has grown.
    mutating func promote() -> [[UInt8]] {
        var frames: [[UInt8]] = []
        while queueStart < queue.count, inFlight.count < limit {
            let next = queue[queueStart]
            queueStart += 1
            inFlight[next.id] = Call(waiter: next.waiter, due: next.due)
            frames.append(next.frame)
        }
        if queueStart > 64, queueStart * 2 > queue.count {
            queue.removeFirst(queueStart)
            queueStart = 0
        }
        return frames
    }

    /// The caller gives up; returns whom to tell, and whether the request was sent.
    mutating func cancel(_ id: Int64) -> (waiter: Waiter, wasSent: Bool)? {
        if let waiter = inFlight[id]?.waiter {
            inFlight[id]?.waiter = nil
            return (waiter, true)
        }
        guard let index = queue[queueStart...].firstIndex(where: { $0.id == id }) else { return nil }
        return queue.remove(at: index).waiter.map { ($0, false) }
    }

    /// Requests whose time is up; those on the wire keep their place until the server answers.
    mutating func expire(now: ContinuousClock.Instant) -> [Waiter] {
        var expired: [Waiter] = []
        for (id, call) in inFlight where call.due <= now {
            guard let waiter = call.waiter else { continue }
            expired.append(waiter)
            inFlight[id]?.waiter = nil
        }
        if queue[queueStart...].contains(where: { $0.due <= now }) {
            expired += queue[queueStart...].filter { $0.due <= now }.compactMap(\.waiter)
            queue = queue[queueStart...].filter { $0.due > now }
            queueStart = 0
        }
        return expired
    }

    /// The connection is gone: whom to tell that the outcome is unknown, and whom that nothing was sent.
    mutating func removeAll() -> (sent: [Waiter], unsent: [Waiter]) {
        defer {
            inFlight = [:]
            queue = []
            queueStart = 0
        }
        return (inFlight.values.compactMap(\.waiter), queue[queueStart...].compactMap(\.waiter))
    }
}
