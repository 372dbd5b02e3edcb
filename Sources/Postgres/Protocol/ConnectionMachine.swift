/// What a connection does next, as a value: no libpq, no continuation, no clock.
///
/// Requests wait in `queued` in the order they came. Segments (one or more statements and one sync, hence one implicit
/// transaction) are sent while earlier ones are unanswered; everything else (simple protocol, COPY) needs the line for
/// itself. Inputs are `submit`, `next`, `received`, the COPY inputs, `cancel`, `tick`, `close` and `connectionLost`; each
/// returns its own small action. Times come in as arguments, requests are named by id.
struct ConnectionMachine: Sendable {
    /// Bounds, and what happens beyond them.
    struct Limits: Sendable {
        /// Segments sent and unanswered; more of them wait in the queue.
        var inFlightMax = 256
        /// Bytes sent and unanswered (libpq's buffer never shrinks); more wait in the queue. One segment may exceed it.
        var inFlightBytesMax = 8 << 20
        /// Requests that wait unsent; the next is refused with `overloaded`.
        var queuedMax = 4096
        /// Bytes that wait unsent; the next request is refused with `overloaded`, unless the queue is empty.
        var queuedBytesMax = 64 << 20
        /// Statements in one segment; a longer one is refused as misuse.
        var stepsMax = 500
        /// Plans kept by the session; at the bound all are forgotten at once. Not below `stepsMax`.
        var preparedMax = 1000
        /// How long an abandoned request, or a closing connection, may take before the socket is closed.
        var grace: Duration = .seconds(5)
    }

    /// A plan's identity: the statement and the types it was bound with.
    struct PlanKey: Hashable, Sendable {
        let statement: String
        let types: [UInt32]
    }

    /// What a request asks of the connection.
    enum Work: Equatable, Sendable {
        case segment([PlanKey])
        case simple
        case copyOut
        case copyIn
    }

    struct Request: Equatable, Sendable {
        let id: RequestID
        let work: Work
        /// Size of its parameters or text.
        let bytes: Int
        /// Whether success means that something was committed; false inside an open transaction.
        let commits: Bool
        var deadline: ContinuousClock.Instant?
        var attempts = 0
    }

    enum State: Equatable, Sendable { case ready, closing, closed }

    let limits: Limits
    private(set) var state = State.ready
    var queued = FIFO<Request>()
    var queuedBytes = 0
    var inFlight = FIFO<Slot>()
    var inFlightBytes = 0
    var exclusive: Exclusive?
    /// Plan to its name on the server, from the moment its preparation is sent.
    var plans: [PlanKey: String] = [:]
    /// Counts preparations, so that no name is used twice in a session.
    var planCounter = 0
    /// Whether libpq is in pipeline mode.
    var isPipelining = false
    /// No deadline is earlier than this; nil when there is none.
    var earliestDeadline: ContinuousClock.Instant?
    /// When the socket is closed because the server did not answer something abandoned.
    var graceEnd: ContinuousClock.Instant?
    /// The server said that it ends the session: nothing behind that answer was executed.
    var isDoomed = false

    init(limits: Limits = Limits()) {
        precondition(limits.preparedMax >= limits.stepsMax, "a segment's plans must fit")
        self.limits = limits
    }

    /// Neither sent nor waiting work.
    var isIdle: Bool { queued.isEmpty && inFlight.isEmpty && exclusive == nil }

    // MARK: submit

    enum SubmitAction: Equatable {
        case accepted
        case refuse(Refusal)
    }

    enum Refusal: Equatable { case closed, overloaded, tooManySteps }

    mutating func submit(_ request: Request) -> SubmitAction {
        guard state == .ready else { return .refuse(.closed) }
        if case .segment(let keys) = request.work, keys.count > limits.stepsMax { return .refuse(.tooManySteps) }
        if !queued.isEmpty {
            guard queued.count < limits.queuedMax, queuedBytes + request.bytes <= limits.queuedBytesMax else {
                return .refuse(.overloaded)
            }
        }
        queued.append(request)
        queuedBytes += request.bytes
        note(deadline: request.deadline)
        return .accepted
    }

    // MARK: next

    enum SendAction: Equatable {
        /// Nothing can be sent now.
        case nothing
        case enterPipeline
        case leavePipeline
        /// Prepare the statement under this name, then a sync.
        case prepare(PlanKey, name: String, for: RequestID)
        /// `DEALLOCATE ALL`, then a sync.
        case forgetPlans
        /// Execute the request's statements by these names, then one sync.
        case execute(RequestID, names: [String])
        /// Send the request's text by the simple protocol.
        case simple(RequestID)
        /// All is answered and the connection is to be closed.
        case finish
    }

    /// What to send next; ask again until it says `nothing` or `finish`.
    mutating func next() -> SendAction {
        guard state != .closed, exclusive == nil else { return .nothing }
        guard let request = queued.first else {
            return state == .closing && inFlight.isEmpty ? .finish : .nothing
        }
        guard case .segment(let keys) = request.work else { return startExclusive(request) }
        guard inFlight.count < limits.inFlightMax,
            inFlight.isEmpty || inFlightBytes + request.bytes <= limits.inFlightBytesMax
        else { return .nothing }
        guard isPipelining else {
            isPipelining = true
            return .enterPipeline
        }
        for key in keys where plans[key] == nil { return prepare(key, for: request.id) }
        takeFirstQueued()
        let names = keys.compactMap { plans[$0] }
        inFlight.append(Slot(kind: .request(request), steps: names.count, names: names))
        inFlightBytes += request.bytes
        return .execute(request.id, names: names)
    }

    private mutating func prepare(_ key: PlanKey, for request: RequestID) -> SendAction {
        if plans.count >= limits.preparedMax {
            plans.removeAll(keepingCapacity: true)
            inFlight.append(Slot(kind: .forgetPlans, steps: 1))
            return .forgetPlans
        }
        planCounter += 1
        let name = "\(key.statement)_\(planCounter)"
        plans[key] = name
        inFlight.append(Slot(kind: .preparation(key, name: name), steps: 1))
        return .prepare(key, name: name, for: request)
    }

    private mutating func startExclusive(_ request: Request) -> SendAction {
        guard inFlight.isEmpty else { return .nothing }
        if isPipelining {
            isPipelining = false
            return .leavePipeline
        }
        takeFirstQueued()
        exclusive = Exclusive(request: request)
        return .simple(request.id)
    }

    private mutating func takeFirstQueued() {
        if let request = queued.popFirst() { queuedBytes -= request.bytes }
    }

    // MARK: close

    /// Refuses new work; what is accepted is still done, within the grace. `next` says when to close the socket.
    mutating func close(now: ContinuousClock.Instant) {
        guard state == .ready else { return }
        state = .closing
        let end = now.advanced(by: limits.grace)
        graceEnd = min(graceEnd ?? end, end)
    }

    /// What became of a request when the connection ended.
    struct Lost: Equatable {
        let id: RequestID
        let outcome: PostgresError.Outcome
    }

    /// The connection is gone: every request that nobody abandoned, and whether it may have taken effect.
    mutating func connectionLost() -> [Lost] {
        guard state != .closed else { return [] }
        state = .closed
        var lost: [Lost] = []
        for index in inFlight.indices {
            let slot = inFlight[index]
            guard case .request(let request) = slot.kind, !slot.isAbandoned else { continue }
            // Behind a fatal error nothing was executed; the slot that met it knows for itself.
            let wasReached = index == 0 || !isDoomed
            lost.append(Lost(id: request.id, outcome: wasReached ? slot.outcomeIfLost : .notCommitted))
        }
        if let exclusive, !exclusive.isAbandoned {
            lost.append(Lost(id: exclusive.request.id, outcome: exclusive.outcomeIfLost))
        }
        while let request = queued.popFirst() { lost.append(Lost(id: request.id, outcome: .notCommitted)) }
        inFlight = FIFO()
        exclusive = nil
        (queuedBytes, inFlightBytes) = (0, 0)
        (earliestDeadline, graceEnd) = (nil, nil)
        return lost
    }
}

/// Names a request within its connection.
struct RequestID: Hashable, Sendable, CustomStringConvertible {
    let number: UInt64

    var description: String { "#\(number)" }
}
