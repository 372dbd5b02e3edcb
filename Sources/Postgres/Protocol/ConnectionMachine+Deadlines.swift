extension ConnectionMachine {
    enum CancelAction: Equatable {
        /// Already answered.
        case nothing
        /// Tell the caller now; a late answer is discarded.
        case abandon(RequestID, PostgresError.Outcome)
        /// As above, and end the COPY FROM STDIN with a reason.
        case abandonCopyIn(RequestID)
        /// As above, and close: the rest of a COPY TO STDOUT is not worth reading.
        case abandonAndClose(RequestID)
    }

    /// The caller no longer waits. What was not sent never will be; what was sent is given up, not undone.
    mutating func cancel(_ id: RequestID, now: ContinuousClock.Instant) -> CancelAction {
        guard state != .closed else { return .nothing }
        let waiting = queued.removeAll { $0.id == id }
        if let request = waiting.first {
            queuedBytes -= request.bytes
            return .abandon(id, .notCommitted)
        }
        if let current = exclusive, current.request.id == id { return cancelExclusive(current, now: now) }
        for index in inFlight.indices {
            guard case .request(let request) = inFlight[index].kind, request.id == id else { continue }
            guard !inFlight[index].isAbandoned else { return .nothing }
            return .abandon(id, abandonSlot(at: index, now: now))
        }
        return .nothing
    }

    private mutating func cancelExclusive(_ current: Exclusive, now: ContinuousClock.Instant) -> CancelAction {
        guard !current.isAbandoned else { return .nothing }
        let id = current.request.id
        exclusive?.isAbandoned = true
        startGrace(now: now)
        switch current.phase {
        case .started, .finishing: return .abandon(id, current.outcomeIfLost)
        case .copyingOut: return .abandonAndClose(id)
        case .copyingIn:
            exclusive?.phase = .finishing
            return .abandonCopyIn(id)
        }
    }

    private mutating func abandonSlot(at index: Int, now: ContinuousClock.Instant) -> PostgresError.Outcome {
        inFlight[index].isAbandoned = true
        startGrace(now: now)
        return inFlight[index].outcomeIfLost
    }

    private mutating func startGrace(now: ContinuousClock.Instant) {
        graceEnd = graceEnd ?? now.advanced(by: limits.grace)
    }

    struct TickAction: Equatable {
        /// Requests whose deadline has passed, as if each had been cancelled.
        var expired: [CancelAction] = []
        /// The grace is over.
        var closes = false
    }

    /// When to call `tick` next; nil for never.
    var wakeAt: ContinuousClock.Instant? {
        guard let graceEnd else { return earliestDeadline }
        return earliestDeadline.map { min($0, graceEnd) } ?? graceEnd
    }

    /// Time has come: gives up what is overdue and finds the next deadline.
    mutating func tick(now: ContinuousClock.Instant) -> TickAction {
        var action = TickAction()
        guard state != .closed else { return action }
        if let earliest = earliestDeadline, earliest <= now {
            for id in overdue(now: now) { action.expired.append(cancel(id, now: now)) }
            findEarliestDeadline()
        }
        if let graceEnd, graceEnd <= now { action.closes = true }
        return action
    }

    private func overdue(now: ContinuousClock.Instant) -> [RequestID] {
        var found: [RequestID] = []
        for index in queued.indices {
            if let deadline = queued[index].deadline, deadline <= now { found.append(queued[index].id) }
        }
        for index in inFlight.indices where !inFlight[index].isAbandoned {
            guard case .request(let request) = inFlight[index].kind else { continue }
            if let deadline = request.deadline, deadline <= now { found.append(request.id) }
        }
        if let current = exclusive, !current.isAbandoned, let deadline = current.request.deadline, deadline <= now {
            found.append(current.request.id)
        }
        return found
    }

    private mutating func findEarliestDeadline() {
        earliestDeadline = nil
        for index in queued.indices { note(deadline: queued[index].deadline) }
        for index in inFlight.indices where !inFlight[index].isAbandoned {
            if case .request(let request) = inFlight[index].kind { note(deadline: request.deadline) }
        }
        if let current = exclusive, !current.isAbandoned { note(deadline: current.request.deadline) }
    }

    /// Remembers the earliest deadline; one that is answered in time costs an idle `tick` at most.
    mutating func note(deadline: ContinuousClock.Instant?) {
        guard let deadline else { return }
        earliestDeadline = earliestDeadline.map { min($0, deadline) } ?? deadline
    }
}
