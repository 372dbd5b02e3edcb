internal import Desk
internal import Identity
internal import Logging
internal import NIOCore
internal import Wire

extension SessionHandler {
    /// Does what the machine decided about a frame.
    func carryOut(_ action: SessionStateMachine.FrameAction) {
        switch action {
        case .authenticate(let hello): authenticate(hello)
        case .start(let serial, let request, let method): start(serial, request, method)
        case .answer(let id, let error):
            host.counters.requestsRefused.add()
            write(MessageEncoder.error(id: id, error))
        case .answerAndClose(let id, let error):
            host.counters.requestsRefused.add()
            write(MessageEncoder.error(id: id, error))
            closeAfterWriting()
        case .ignore: break
        }
    }

    /// Ends a session before it began.
    func refuse(with error: RPCError) {
        guard machine.end(now: now) else { return }
        write(MessageEncoder.error(id: nil, error))
        closeAfterWriting()
    }

    /// The server goes away.
    func drain(until deadline: ContinuousClock.Instant) {
        switch machine.drain(until: deadline, now: now) {
        case .goAway:
            let (seconds, attoseconds) = (deadline - now).components
            let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
            let notice = SessionGoAway(reason: SessionEnd.drain.rawValue, deadlineMs: max(0, milliseconds))
            write(MessageEncoder.notification(notice))
            for subscription in subscriptions.values { subscription.gate.stop() }
            flush()
        case .goAwayAndClose: sayGoodbye(.drain)
        case .ignore: break
        }
    }

    /// Cuts the connection without a word: the server's time is up.
    func abort() { context?.close(promise: nil) }

    /// Takes in what tasks have to say, then sends everything at once.
    func receive(_ messages: [SessionMessage]) {
        guard context != nil else { return discard(messages) }
        for message in messages {
            switch message {
            case .authenticated(let principal, let digest, let head): open(principal, digest, head: head)
            case .refused(let error):
                if case .refuse(let id) = machine.refused(now: now) {
                    host.counters.requestsRefused.add()
                    write(MessageEncoder.error(id: id, error))
                    closeAfterWriting()
                }
            case .answered(let serial, let answer): finish(serial, answer)
            case .notification(let subscription, let notification): notify(subscription, notification)
            case .caughtUp(let subscription): caughtUp(subscription)
            case .tokenChecked(let isGood):
                isChecking = false
                if !isGood, machine.end(now: now) { sayGoodbye(.revoked) }
            case .subscriptionFailed(let reason):
                if machine.end(now: now) { sayGoodbye(reason) }
            }
        }
        resumeReading()
        flush()
    }

    private func authenticate(_ hello: SessionHello) {
        guard let port else { return }
        let job = Job.authenticate(token: hello.token, port)
        if let error = host.submit(job) { port.post(.refused(error)) }
    }

    /// Asks whether the token is still good, at most every `tokenCheckInterval`, and only of sessions that do anything.
    func checkToken(now: ContinuousClock.Instant) {
        guard machine.isOpen, !isChecking, now >= nextCheck, machine.inFlightCount > 0 || !subscriptions.isEmpty,
            let principal, let port
        else { return }
        nextCheck = now + host.configuration.tokenCheckInterval
        isChecking = host.submit(.checkToken(principal, tokenDigest, port)) == nil
    }

    private func open(_ principal: Principal, _ digest: [UInt8], head: LogPosition) {
        guard case .open(let id) = machine.authenticated(roles: WireRoles(principal), now: now) else { return }
        self.principal = principal
        host.dispatcher.desk.attendance.arrived(principal)
        tokenDigest = digest
        nextCheck = now + host.configuration.tokenCheckInterval
        raiseLimits()
        write(MessageEncoder.result(id: id, host.welcome(principal, head: head)))
        host.logger.debug("a session is open", metadata: metadata)
    }

    private func start(_ serial: SessionStateMachine.Serial, _ request: RPCRequest, _ method: Method) {
        guard let principal, let port else { return }
        host.counters.requestsStarted.add()
        defer { checkToken(now: now) }
        switch method {
        case .subscriptionCredit: return finish(serial, grantCredit(request))
        case .subscriptionCancel: return finish(serial, cancelSubscription(request))
        case .logSubscribe:
            if let error = reserveSubscription(for: serial) {
                return finish(serial, Answer(error: error, to: request.id))
            }
        default: break
        }
        let job = RequestJob(
            request: request, method: method, serial: serial, port: port,
            context: RequestContext(
                principal: principal, lastWrite: lastWrite,
                deadline: host.deadline(), frameBytesMax: host.configuration.frameBytesMax),
            subscription: method == .logSubscribe ? nextSubscription() : nil)
        if let error = host.submit(.request(job)) { finish(serial, Answer(error: error, to: request.id)) }
    }

    private func finish(_ serial: SessionStateMachine.Serial, _ answer: Answer) {
        if let position = answer.wrote { lastWrite = max(lastWrite, position) }
        openingSubscriptions.remove(serial)
        switch machine.finished(serial, now: now) {
        case .answer:
            write(answer.frame)
            if let reader = answer.subscription { begin(reader) }
        case .answerAndClose:
            write(answer.frame)
            sayGoodbye(.drain)
        case .fail(let id, let error):
            if id != nil { write(answer.frame) }
            write(MessageEncoder.error(id: nil, error))
            closeAfterWriting()
        case .discard: break
        case .close: sayGoodbye(.drain)
        }
    }

    private func discard(_ messages: [SessionMessage]) {
        for case .answered(let serial, _) in messages { _ = machine.finished(serial, now: now) }
    }
}
