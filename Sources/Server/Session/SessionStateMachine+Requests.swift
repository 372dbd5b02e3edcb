internal import Wire

extension SessionStateMachine {
    /// What follows from a token that was looked up.
    enum AuthenticationAction: Equatable {
        /// Answer hello with success.
        case open(RequestID)
        /// Answer hello with the error, then close.
        case refuse(RequestID)
        /// The session ended meanwhile.
        case ignore
    }

    /// The token belongs to an agent with these roles.
    mutating func authenticated(roles: WireRoles, now: ContinuousClock.Instant) -> AuthenticationAction {
        guard case .authenticating(let id) = state else { return .ignore }
        state = .open
        self.roles = roles
        // Nothing was read while the token was looked up; the peer is not to blame.
        lastReceived = now
        return .open(id)
    }

    /// The token opens nothing, or could not be looked up.
    mutating func refused(now: ContinuousClock.Instant) -> AuthenticationAction {
        guard case .authenticating(let id) = state else { return .ignore }
        state = .closing(until: now + settings.lingerDeadline)
        return .refuse(id)
    }

    /// What follows from work that has ended.
    enum FinishAction: Equatable {
        /// Answer under this id.
        case answer(RequestID)
        /// Answer, then close: it was the last one of a session that is going away.
        case answerAndClose(RequestID)
        /// Answer, if there is an id, then say what is wrong with the connection, then close.
        case fail(RequestID?, FinalError)
        /// It was answered already, or nobody is there to hear it.
        case discard
        /// The same, and it was the last one of a session that is going away.
        case close
    }

    /// The work of a request has ended; its id and its place are free again.
    mutating func finished(_ serial: Serial, now: ContinuousClock.Instant) -> FinishAction {
        guard let request = inFlight.removeValue(forKey: serial) else { return .discard }
        placesTaken -= request.places
        if !request.isAnswered { ids.remove(request.id) }
        // Reading may have been paused by what was in flight; the peer is not to blame for that silence.
        lastReceived = max(lastReceived, now)
        switch state {
        case .open: return request.isAnswered ? .discard : .answer(request.id)
        case .draining(let graceUntil, _):
            guard inFlight.isEmpty && now >= graceUntil else {
                return request.isAnswered ? .discard : .answer(request.id)
            }
            state = .closing(until: now + settings.lingerDeadline)
            return request.isAnswered ? .close : .answerAndClose(request.id)
        case .failing(let error, _):
            guard inFlight.isEmpty else { return request.isAnswered ? .discard : .answer(request.id) }
            state = .closing(until: now + settings.lingerDeadline)
            return .fail(request.isAnswered ? nil : request.id, error)
        case .closing, .closed: return .discard
        case .awaitingHello, .authenticating: preconditionFailure("a request was in flight in \(state)")
        }
    }

    /// What follows from a server that wants to go away.
    enum DrainAction: Equatable {
        /// Say so; what is in flight goes on.
        case goAway
        /// Say so, then close: there is nobody with anything in flight.
        case goAwayAndClose
        case ignore
    }

    /// The server goes away, at the latest at `deadline`.
    mutating func drain(until deadline: ContinuousClock.Instant, now: ContinuousClock.Instant) -> DrainAction {
        switch state {
        case .awaitingHello, .authenticating:
            state = .closing(until: now + settings.lingerDeadline)
            return .goAwayAndClose
        case .open:
            state = .draining(graceUntil: now + settings.drainGrace, until: deadline)
            return .goAway
        case .draining, .failing, .closing, .closed: return .ignore
        }
    }

    /// The session has to end for a reason that is not the client's next frame. True if it has not ended yet.
    mutating func end(now: ContinuousClock.Instant) -> Bool {
        guard !isEnding else { return false }
        state = .closing(until: now + settings.lingerDeadline)
        return true
    }

    /// The connection is gone.
    mutating func channelClosed() {
        state = .closed
        ids = []
    }
}
