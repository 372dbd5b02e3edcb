extension ConnectionMachine {
    /// Something sent in pipeline mode, up to and including its sync.
    struct Slot: Sendable {
        enum Kind: Sendable {
            case request(Request)
            case preparation(PlanKey, name: String)
            case forgetPlans
        }

        let kind: Kind
        /// Statements before the sync.
        let steps: Int
        /// The plans' names on the server, one per step; empty for our own slots.
        var names: [String] = []
        /// Statements fully answered.
        var answered = 0
        var hasFailed = false
        /// The error that is stored is the preparation's, which says more than "no such statement", or than that the
        /// transaction has failed with it.
        var hasFailedPreparation = false
        /// The fatal error came when only the sync was missing: the commit may have happened.
        var isUncertain = false
        /// Its plan was unknown or stale, nothing took effect: send it once more.
        var shouldRepeat = false
        var isAbandoned = false

        /// A sent sync may have committed, until an error says otherwise.
        var outcomeIfLost: PostgresError.Outcome {
            guard case .request(let request) = kind, request.commits else { return .notCommitted }
            return hasFailed && !isUncertain ? .notCommitted : .unknown
        }
    }

    /// What libpq handed out.
    enum Reply: Equatable {
        /// A statement succeeded, with or without rows.
        case success
        case failure(SQLState?, isFatal: Bool)
        /// Not executed, because an earlier statement of the segment failed.
        case aborted
        /// NULL: all results of a statement are read.
        case end
        case sync
        case copyOut
        case copyIn
        /// A kind of result that nothing we send can produce.
        case unexpected
    }

    enum ReplyAction: Equatable {
        case nothing
        /// Keep the result for this request.
        case store(RequestID)
        /// Keep the error for this request.
        case storeFailure(RequestID)
        /// Keep the error of a preparation for all requests that rely on it.
        case storeFailureForAll([RequestID])
        case succeed(RequestID)
        case fail(RequestID, PostgresError.Outcome)
        /// Forget what is stored for the request: it is sent once more.
        case restart(RequestID)
        /// The server is ready for COPY data, or will send it.
        case copyStarted(RequestID)
        /// Nobody wants to write this COPY any more: end it with a reason.
        case abortCopyIn
        /// The text was not a COPY, though the request said so; keep a misuse error for it.
        case storeMisuse(RequestID)
        /// The connection cannot be used any further.
        case close(String)
    }

    /// Whether libpq has, or will have, results to hand out.
    var awaitsReply: Bool { exclusive?.awaitsReply ?? !inFlight.isEmpty }

    mutating func received(_ reply: Reply) -> ReplyAction {
        guard state != .closed else { return .nothing }
        if exclusive != nil { return receivedExclusively(reply) }
        guard !inFlight.isEmpty else { return .close("the server answered a question that was not asked") }
        switch reply {
        case .success: return receivedSuccess()
        case .failure(let sqlState, let isFatal): return receivedFailure(sqlState, isFatal: isFatal)
        case .aborted: return .nothing
        case .end:
            // An error that came for the sync is followed by a NULL too.
            if inFlight[0].answered < inFlight[0].steps { inFlight[0].answered += 1 }
            return .nothing
        case .sync: return receivedSync()
        case .copyOut, .copyIn: return .close("COPY was sent as a statement; use copyOut or copyIn")
        case .unexpected: return .close("the server sent a kind of result that was not asked for")
        }
    }

    private mutating func receivedSuccess() -> ReplyAction {
        let slot = inFlight[0]
        guard slot.answered < slot.steps else { return .close("the server answered a statement twice") }
        guard case .request(let request) = slot.kind, !slot.isAbandoned else { return .nothing }
        return .store(request.id)
    }

    private mutating func receivedFailure(_ sqlState: SQLState?, isFatal: Bool) -> ReplyAction {
        if isFatal {
            isDoomed = true
            inFlight[0].isUncertain = !inFlight[0].hasFailed && inFlight[0].answered == inFlight[0].steps
        }
        inFlight[0].hasFailed = true
        switch inFlight[0].kind {
        case .forgetPlans: return .nothing
        case .preparation(let key, let name):
            if plans[key] == name { plans[key] = nil }
            let dependents = failDependents(of: name, isFatal: isFatal)
            return dependents.isEmpty ? .nothing : .storeFailureForAll(dependents)
        case .request(let request):
            return receivedFailure(of: request, sqlState, isFatal: isFatal)
        }
    }

    private mutating func receivedFailure(
        of request: Request, _ sqlState: SQLState?, isFatal: Bool
    ) -> ReplyAction {
        let slot = inFlight[0]
        if sqlState == .invalidStatementName || sqlState == .featureNotSupported,
            slot.names.indices.contains(slot.answered), case .segment(let keys) = request.work
        {
            let (key, name) = (keys[slot.answered], slot.names[slot.answered])
            if plans[key] == name { plans[key] = nil }
            // Inside an open transaction the failure has aborted it, so only a whole segment can be repeated.
            inFlight[0].shouldRepeat =
                request.commits && request.attempts == 0 && !slot.isAbandoned && !slot.hasFailedPreparation
        }
        if slot.hasFailedPreparation && !isFatal { return .nothing }
        return slot.isAbandoned ? .nothing : .storeFailure(request.id)
    }

    /// Marks what was sent in the belief that the plan would exist; answers those to whom this is the first reason to fail, or
    /// one that ends the session.
    private mutating func failDependents(of name: String, isFatal: Bool) -> [RequestID] {
        var dependents: [RequestID] = []
        for index in inFlight.indices where inFlight[index].names.contains(name) {
            if inFlight[index].hasFailedPreparation && !isFatal { continue }
            inFlight[index].hasFailedPreparation = true
            if case .request(let request) = inFlight[index].kind, !inFlight[index].isAbandoned {
                dependents.append(request.id)
            }
        }
        return dependents
    }

    private mutating func receivedSync() -> ReplyAction {
        guard inFlight[0].answered == inFlight[0].steps, let slot = inFlight.popFirst() else {
            return .close("the server ended a segment before it answered its statements")
        }
        guard case .request(var request) = slot.kind else { return .nothing }
        inFlightBytes -= request.bytes
        if slot.isAbandoned {
            settleGrace()
            return .nothing
        }
        if slot.shouldRepeat {
            request.attempts += 1
            queued.prepend(request)
            queuedBytes += request.bytes
            return .restart(request.id)
        }
        guard slot.hasFailed else { return .succeed(request.id) }
        return .fail(request.id, slot.isUncertain && request.commits ? .unknown : .notCommitted)
    }

    /// The grace ends with the last abandoned request, unless the connection is closing.
    mutating func settleGrace() {
        guard state == .ready, !inFlight.indices.contains(where: { inFlight[$0].isAbandoned }) else { return }
        guard exclusive?.isAbandoned != true else { return }
        graceEnd = nil
    }
}
