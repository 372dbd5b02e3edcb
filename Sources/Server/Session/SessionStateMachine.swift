internal import Wire

/// The rules of one session: what may come when, what is answered, and when it ends.
///
/// It never awaits, logs or reads a clock: one input in, one small action out. The channel handler carries actions out.
/// **Source**: section 8 of the design; `schema/protocol/PROTOCOL.md`.
struct SessionStateMachine {
    /// What can differ between servers; all of it is published in hello or in the specification.
    struct Settings: Sendable {
        var inFlightMax = Limits.inFlightMax
        var helloDeadline = Limits.helloDeadline
        var heartbeatInterval = Limits.heartbeatInterval
        var heartbeatDeadline = Limits.heartbeatDeadline
        /// How long after its own deadline a request that nobody answered is answered by the session itself.
        var requestDeadline = Duration.seconds(12)
        /// A client that takes nothing of what is queued for so long is cut off.
        var stallDeadline = Duration.seconds(10)
        /// The same when more than `queuedBytesMax` is queued.
        var stallDeadlineWhenFull = Duration.seconds(2)
        /// **Units**: bytes handed to the channel and not yet taken by the kernel.
        var queuedBytesMax = 2 * 1_024 * 1_024
        /// How long a session that has said its last word waits for the peer to hang up.
        var lingerDeadline = Duration.seconds(2)
        /// After `session.goAway`, requests that crossed it on the way still get an answer for so long.
        var drainGrace = Duration.milliseconds(250)
    }

    /// Where a session stands; each state knows when it ends by itself.
    enum State: Equatable {
        /// Connected, nothing else.
        case awaitingHello(until: ContinuousClock.Instant)
        /// A token is being looked up; nothing is read meanwhile.
        case authenticating(RequestID)
        case open
        /// `session.goAway` is out: what is in flight is answered, what comes new is refused.
        case draining(graceUntil: ContinuousClock.Instant, until: ContinuousClock.Instant)
        /// The client cannot be followed any more: what is in flight is still answered, then comes this error.
        case failing(FinalError, until: ContinuousClock.Instant)
        /// The last frame is on its way; what still comes is thrown away.
        case closing(until: ContinuousClock.Instant)
        case closed
    }

    /// An error about the connection as a whole: it has a null id and is the last thing a server sends.
    typealias FinalError = RPCError

    /// Names a request even after its id is free again.
    struct Serial: Hashable, Sendable {
        let value: UInt64
    }

    struct InFlight {
        let id: RequestID
        let due: ContinuousClock.Instant
        /// How many places it takes; see `Method.places`.
        let places: Int
        /// The session has answered in its stead; it only occupies a place until its work ends.
        var isAnswered = false
    }

    var state: State
    let settings: Settings
    var roles: WireRoles = []
    var inFlight: [Serial: InFlight] = [:]
    /// Places taken by what is in flight.
    var placesTaken = 0
    var ids: Set<RequestID> = []
    var nextSerial: UInt64 = 0
    var lastReceived: ContinuousClock.Instant
    var lastSent: ContinuousClock.Instant
    var isWritable = true
    var outbound: Outbound

    /// How far the kernel has taken what was queued, and since when it has stood there.
    struct Outbound {
        var flushedBytes = 0
        var since: ContinuousClock.Instant
    }

    init(now: ContinuousClock.Instant, settings: Settings) {
        self.settings = settings
        state = .awaitingHello(until: now + settings.helloDeadline)
        lastReceived = now
        lastSent = now
        outbound = Outbound(since: now)
    }

    /// Whether the next frame may be looked at, and the socket read.
    var isReading: Bool {
        switch state {
        case .awaitingHello: true
        case .open, .draining: placesTaken < settings.inFlightMax && isWritable
        case .authenticating, .failing: false
        // Read, to see the peer hang up; what comes is discarded.
        case .closing: true
        case .closed: false
        }
    }

    /// Whether hello has been answered with success.
    var isOpen: Bool {
        switch state {
        case .open, .draining, .failing: true
        case .awaitingHello, .authenticating, .closing, .closed: false
        }
    }

    /// Whether there is nothing more to be said.
    var isEnding: Bool {
        switch state {
        case .closing, .closed: true
        case .awaitingHello, .authenticating, .open, .draining, .failing: false
        }
    }

    /// Requests whose work has not ended. **Range**: 0 ... `inFlightMax`.
    var inFlightCount: Int { inFlight.count }
}

// MARK: - Frames

extension SessionStateMachine {
    /// What follows from a frame.
    enum FrameAction {
        /// Look the token up, then call `authenticated` or `refused`.
        case authenticate(SessionHello)
        /// Do it, then call `finished`; the request is in flight until then.
        case start(Serial, RPCRequest, Method)
        /// Answer, and go on.
        case answer(RequestID, RPCError)
        /// Answer, then close: nothing after this frame can be trusted or is wanted.
        case answerAndClose(RequestID?, RPCError)
        case ignore
    }

    /// A frame that is an envelope.
    mutating func received(_ envelope: Envelope, now: ContinuousClock.Instant) -> FrameAction {
        switch state {
        case .awaitingHello: receivedBeforeHello(envelope, now: now)
        case .open: receivedWhenOpen(envelope, now: now, isDraining: false)
        case .draining: receivedWhenOpen(envelope, now: now, isDraining: true)
        case .closing, .closed: .ignore
        case .authenticating, .failing: preconditionFailure("a frame was decoded in \(state)")
        }
    }

    /// A frame whose body is no envelope. With an id it is answered under it; without, nothing can be relied on.
    mutating func received(malformed error: EnvelopeError, now: ContinuousClock.Instant) -> FrameAction {
        switch state {
        case .awaitingHello, .open, .draining:
            guard let id = error.id else { return fail(error.error, now: now) }
            return .answer(id, error.error)
        case .closing, .closed: return .ignore
        case .authenticating, .failing: preconditionFailure("a frame was decoded in \(state)")
        }
    }

    /// Bytes that are no frame: where the next one begins is not known any more.
    mutating func received(broken error: FrameError, now: ContinuousClock.Instant) -> FrameAction {
        if isEnding { return .ignore }
        return fail(RPCError(error), now: now)
    }

    private mutating func receivedBeforeHello(_ envelope: Envelope, now: ContinuousClock.Instant) -> FrameAction {
        guard case .request(let request) = envelope else {
            return end(answering: nil, RPCError(.helloRequired), now: now)
        }
        guard request.method == .sessionHello else {
            return end(answering: request.id, RPCError(.helloRequired), now: now)
        }
        let hello: SessionHello
        do { hello = try request.decode() } catch { return .answer(request.id, error) }
        guard hello.agreedVersion != nil else { return end(answering: request.id, .unsupportedProtocol, now: now) }
        state = .authenticating(request.id)
        return .authenticate(hello)
    }

    private mutating func receivedWhenOpen(
        _ envelope: Envelope, now: ContinuousClock.Instant, isDraining: Bool
    ) -> FrameAction {
        switch envelope {
        case .request(let request):
            return receivedRequest(request, now: now, isDraining: isDraining)
        case .notification(let notification):
            // Names we do not know are from the future. A request without its id would never be answered: say so.
            guard let method = notification.method, method.shape == .request else { return .ignore }
            let message = "\(method.rawValue) is a request and needs an id"
            return fail(RPCError(.invalidRequest, message), now: now)
        case .response:
            let message = "the server has asked nothing, so there is nothing to respond to"
            return fail(RPCError(.invalidRequest, message), now: now)
        }
    }

    private mutating func receivedRequest(
        _ request: RPCRequest, now: ContinuousClock.Instant, isDraining: Bool
    ) -> FrameAction {
        guard !ids.contains(request.id) else { return fail(.duplicateID(request.id), now: now) }
        guard let method = request.method, method.shape == .request else {
            return .answer(request.id, RPCError(.methodNotFound))
        }
        if method == .sessionHello {
            return .answer(request.id, RPCError(.invalidRequest, "hello is said once in a session"))
        }
        if isDraining { return .answer(request.id, RPCError(.draining)) }
        guard method.isAllowed(to: roles) else { return .answer(request.id, .forbidden(method)) }
        let serial = Serial(value: nextSerial)
        nextSerial += 1
        ids.insert(request.id)
        inFlight[serial] = InFlight(id: request.id, due: now + settings.requestDeadline, places: method.places)
        placesTaken += method.places
        return .start(serial, request, method)
    }

    /// Nothing after this can be relied on: the last thing to say, once what is in flight is answered.
    private mutating func fail(_ error: FinalError, now: ContinuousClock.Instant) -> FrameAction {
        if inFlight.isEmpty { return end(answering: nil, error, now: now) }
        state = .failing(error, until: now + settings.requestDeadline)
        return .ignore
    }

    private mutating func end(
        answering id: RequestID?, _ error: RPCError, now: ContinuousClock.Instant
    ) -> FrameAction {
        state = .closing(until: now + settings.lingerDeadline)
        return .answerAndClose(id, error)
    }
}

extension Method {
    /// How many of a session's places for requests in flight one takes. Answers that may be long take more: at most eight
    /// pages of 256 KiB are made for a client before it reads the first.
    fileprivate var places: Int {
        switch self {
        case .logRead, .auditInbox, .inboxList, .timelineList, .ticketGet, .customerGet, .feedbackList, .draftList,
            .outboxList:
            8
        default: 1
        }
    }
}
