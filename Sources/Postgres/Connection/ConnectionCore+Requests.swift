extension ConnectionCore {
    /// Hands a request to the machine, or answers at once why not.
    func submit(
        _ request: ConnectionMachine.Request, _ payload: Payload, _ waiter: CheckedContinuation<Answer, Never>
    ) {
        let refusal: PostgresError
        switch phase {
        case .closed(let reason): refusal = closedError(reason)
        case .fresh, .connecting: refusal = PostgresError(.misuse, "the connection is not connected yet")
        case .open:
            switch machine.submit(request) {
            case .accepted:
                records[request.id] = Record(payload: payload, waiter: waiter)
                return
            case .refuse(.closed): refusal = PostgresError(.closed, "the connection is being closed")
            case .refuse(.overloaded):
                refusal = PostgresError(
                    .overloaded, "too many requests wait on this connection; try again later")
            case .refuse(.tooManySteps):
                refusal = PostgresError(
                    .misuse, "a transaction takes at most \(machine.limits.stepsMax) statements")
            }
        }
        deliver(later: .answer(.failure(refusal), waiter))
    }

    private func closedError(_ reason: PostgresError) -> PostgresError {
        guard reason.code == .closed else {
            return PostgresError(.closed, "the connection has ended: \(reason.message)")
        }
        return reason
    }

    /// Sends as much as the machine allows.
    func sendRequests(_ libpq: LibpqConnection, now: ContinuousClock.Instant) {
        while breakage == nil {
            let action = machine.next()
            if case .nothing = action { return }
            if case .finish = action {
                breakage = PostgresError(.closed, "the connection was closed")
                return
            }
            if !send(action, libpq) { lose(libpq.lastError) }
        }
    }

    private func send(_ action: ConnectionMachine.SendAction, _ libpq: LibpqConnection) -> Bool {
        switch action {
        case .nothing, .finish: return true
        case .enterPipeline: return libpq.enterPipeline()
        case .leavePipeline: return libpq.leavePipeline()
        case .prepare(let key, let name, let id):
            guard case .steps(let steps) = records[id]?.payload,
                let step = steps.first(where: { $0.0.key == key.statement })
            else { preconditionFailure("a plan without its statement") }
            return libpq.sendPrepare(name: name, sql: step.0.sql, types: key.types) && libpq.sendSync()
        case .forgetPlans: return libpq.sendUnnamed("DEALLOCATE ALL") && libpq.sendSync()
        case .execute(let id, let names):
            guard case .steps(let steps) = records[id]?.payload else { preconditionFailure("a segment without steps") }
            for (name, step) in zip(names, steps) where !libpq.sendExecute(name: name, step.1) { return false }
            return libpq.sendSync()
        case .simple(let id):
            guard case .text(let text) = records[id]?.payload else { preconditionFailure("a command without text") }
            return libpq.sendSimple(text)
        }
    }

    /// Hands out what libpq has read, up to the first thing it has not.
    func readReplies(_ libpq: LibpqConnection) {
        // libpq answers NULL for ever once a connection is broken.
        var ends = 0
        while machine.awaitsReply, !libpq.isBusy, ends < 3 {
            guard let result = libpq.nextResult() else {
                ends += 1
                if libpq.isBroken { return lose(libpq.lastError) }
                perform(machine.received(.end), nil, libpq)
                continue
            }
            ends = 0
            guard let reply = reply(result) else { return lose(libpq.lastError) }
            perform(machine.received(reply), result, libpq)
            if breakage != nil, !libpq.isBroken { return }
        }
        if ends == 3 { violate("the server's answers ended early") }
    }

    /// What a result means for the machine; nil for libpq's own "connection lost".
    private func reply(_ result: LibpqResult) -> ConnectionMachine.Reply? {
        switch result.status {
        case .rows, .command: .success
        case .copyIn: .copyIn
        case .copyOut: .copyOut
        case .sync: .sync
        case .aborted: .aborted
        // Errors that libpq makes up itself carry no SQLSTATE.
        case .failure: result.sqlState.map { .failure($0, isFatal: result.isFatal) }
        case .other: .unexpected
        }
    }

    private func perform(_ action: ConnectionMachine.ReplyAction, _ result: LibpqResult?, _ libpq: LibpqConnection) {
        switch action {
        case .nothing: break
        case .store(let id):
            if let result { records[id]?.results.append(PostgresResult(result)) }
        case .storeFailure(let id): records[id]?.failure = result?.error()
        case .storeFailureForAll(let ids):
            for id in ids { records[id]?.failure = result?.error() }
        case .storeMisuse(let id): records[id]?.failure = PostgresError(.misuse, "the text is not such a COPY command")
        case .succeed(let id): finish(id, .success(records[id]?.results ?? []))
        case .fail(let id, let outcome):
            let failure = records[id]?.failure ?? PostgresError(.server, "the server gave no reason")
            finish(id, .failure(failure.with(outcome: outcome)))
        case .restart(let id):
            records[id]?.results = []
            records[id]?.failure = nil
        case .copyStarted(let id): startCopy(id)
        case .abortCopyIn: if !libpq.sendCopyEnd(failure: "nobody writes this COPY any more") { lose(libpq.lastError) }
        case .close(let reason): violate(reason)
        }
    }

    /// Answers a request, and the copy it may have become.
    func finish(_ id: RequestID, _ answer: Answer) {
        guard let record = records.removeValue(forKey: id) else { return }
        if let waiter = record.waiter { deliver(later: .answer(answer, waiter)) }
        finishCopy(id, answer)
    }

    /// The caller's task was cancelled, or it let go of its copy.
    func cancel(_ id: RequestID) {
        if id == Self.connecting {
            guard case .connecting = phase else { return }
            return end(PostgresError(.cancelled, "the task was cancelled while connecting"))
        }
        perform(machine.cancel(id, now: .now), .cancelled, "the task was cancelled before the answer came")
    }

    /// Gives up what is overdue.
    func tick(now: ContinuousClock.Instant) {
        let action = machine.tick(now: now)
        for expired in action.expired { perform(expired, .timeout, "the deadline passed before the answer came") }
        if action.closes {
            let grace = machine.limits.grace
            lose("the server did not answer within \(grace) after its caller had given up")
        }
    }

    private func perform(_ action: ConnectionMachine.CancelAction, _ code: PostgresError.Code, _ message: String) {
        switch action {
        case .nothing: break
        case .abandon(let id, let outcome): finish(id, .failure(PostgresError(code, message, outcome: outcome)))
        case .abandonCopyIn(let id):
            finish(id, .failure(PostgresError(code, message)))
            if let libpq, !libpq.sendCopyEnd(failure: message) { lose(libpq.lastError) }
        case .abandonAndClose(let id):
            finish(id, .failure(PostgresError(code, message)))
            lose("a COPY TO STDOUT was given up")
        }
    }
}

extension ConnectionCore {
    /// Starts the orderly end; `awaitEnd` says when it is over.
    func close() {
        switch phase {
        case .fresh, .connecting: end(PostgresError(.closed, "the connection was closed"))
        case .open: machine.close(now: .now)
        case .closed: break
        }
    }

    func awaitEnd(_ waiter: CheckedContinuation<Void, Never>) {
        if case .closed = phase { deliver(later: .end(waiter)) } else { endWaiters.append(waiter) }
    }
}
