internal import Wire

extension SessionStateMachine {
    /// What follows from the passing of time.
    enum TickAction: Equatable {
        case none
        /// Send `session.ping`.
        case ping
        /// Answer these with `deadline`: their work goes on, nobody knows how it ends.
        case answerOverdue([RequestID])
        /// Say why, then close.
        case end(SessionEnd)
        /// Say what is wrong with the connection, then close.
        case fail(FinalError)
        /// Nothing more will be heard or said.
        case closeNow
        /// The client does not read what it is sent; nothing can be said to it.
        case cutOff(queuedBytes: Int)
    }

    /// Bytes have come, whatever they are: the peer is alive.
    mutating func bytesReceived(now: ContinuousClock.Instant) { lastReceived = now }

    /// A frame was handed to the channel.
    mutating func frameSent(now: ContinuousClock.Instant) { lastSent = now }

    /// The channel can take more, or should be spared.
    mutating func writabilityChanged(to isWritable: Bool, now: ContinuousClock.Instant) {
        // Nothing was read while the channel was full; the peer's silence counts from now.
        if isWritable && !self.isWritable { lastReceived = max(lastReceived, now) }
        self.isWritable = isWritable
    }

    /// Looks at every deadline. **Units**: bytes queued in the channel, and bytes that have left it since it opened.
    mutating func tick(now: ContinuousClock.Instant, queuedBytes: Int, flushedBytes: Int) -> TickAction {
        let stalled = stall(now: now, queuedBytes: queuedBytes, flushedBytes: flushedBytes)
        switch state {
        case .awaitingHello(let until):
            if now >= until { return ends(.helloTimeout, now: now) }
        case .authenticating:
            return .none
        case .open:
            if stalled { return cutOff(queuedBytes) }
            return tickWhenOpen(now: now)
        case .draining(let graceUntil, let until):
            if stalled { return cutOff(queuedBytes) }
            if now >= until || (inFlight.isEmpty && now >= graceUntil) {
                state = .closing(until: now + settings.lingerDeadline)
                return .end(.drain)
            }
            return tickWhenOpen(now: now)
        case .failing(let error, let until):
            if stalled { return cutOff(queuedBytes) }
            if now >= until {
                state = .closing(until: now + settings.lingerDeadline)
                return .fail(error)
            }
        case .closing(let until):
            if now >= until { return .closeNow }
        case .closed: break
        }
        return .none
    }

    private mutating func tickWhenOpen(now: ContinuousClock.Instant) -> TickAction {
        // While nothing is read, silence is ours.
        if isReading, now - lastReceived >= settings.heartbeatDeadline { return ends(.heartbeatTimeout, now: now) }
        let overdue = answerOverdue(now: now)
        if !overdue.isEmpty { return .answerOverdue(overdue) }
        return isWritable && now - lastSent >= settings.heartbeatInterval ? .ping : .none
    }

    private mutating func answerOverdue(now: ContinuousClock.Instant) -> [RequestID] {
        guard !inFlight.isEmpty else { return [] }
        var overdue: [RequestID] = []
        for (serial, request) in inFlight where !request.isAnswered && now >= request.due {
            inFlight[serial]?.isAnswered = true
            ids.remove(request.id)
            overdue.append(request.id)
        }
        return overdue
    }

    private mutating func stall(now: ContinuousClock.Instant, queuedBytes: Int, flushedBytes: Int) -> Bool {
        guard queuedBytes > 0, flushedBytes == outbound.flushedBytes else {
            outbound = Outbound(flushedBytes: flushedBytes, since: now)
            return false
        }
        let patience =
            queuedBytes > settings.queuedBytesMax ? settings.stallDeadlineWhenFull : settings.stallDeadline
        return now - outbound.since >= patience
    }

    private mutating func ends(_ reason: SessionEnd, now: ContinuousClock.Instant) -> TickAction {
        state = .closing(until: now + settings.lingerDeadline)
        return .end(reason)
    }

    private mutating func cutOff(_ queuedBytes: Int) -> TickAction {
        state = .closed
        return .cutOff(queuedBytes: queuedBytes)
    }
}
