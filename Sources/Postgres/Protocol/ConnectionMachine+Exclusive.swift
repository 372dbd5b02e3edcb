extension ConnectionMachine {
    /// Work that has the line for itself: simple statements and COPY.
    struct Exclusive: Sendable {
        enum Phase: Equatable, Sendable {
            /// Sent; for COPY, the server has not said yet that it is ready.
            case started
            /// The server sends data, read on demand.
            case copyingOut
            /// The server takes data.
            case copyingIn
            /// The data has ended; the command's answer is missing.
            case finishing
        }

        let request: Request
        var phase = Phase.started
        var hasFailed = false
        var isUncertain = false
        var isAbandoned = false

        /// Whether libpq's results are to be read; during a COPY there are none.
        var awaitsReply: Bool { phase == .started || phase == .finishing }

        var outcomeIfLost: PostgresError.Outcome {
            guard request.commits, !hasFailed || isUncertain else { return .notCommitted }
            switch request.work {
            // Without the end of the data the server cannot have committed.
            case .copyIn: return phase == .finishing ? .unknown : .notCommitted
            default: return .unknown
            }
        }
    }

    mutating func receivedExclusively(_ reply: Reply) -> ReplyAction {
        guard var current = exclusive else { return .nothing }
        let id = current.request.id
        switch reply {
        case .success:
            if current.phase == .started, current.request.work != .simple {
                exclusive?.hasFailed = true
                return current.isAbandoned ? .nothing : .storeMisuse(id)
            }
            return current.isAbandoned ? .nothing : .store(id)
        case .failure(_, let isFatal):
            if isFatal { isDoomed = true }
            current.hasFailed = true
            exclusive = current
            return current.isAbandoned ? .nothing : .storeFailure(id)
        case .copyOut:
            guard current.request.work == .copyOut, current.phase == .started else {
                return .close("COPY TO STDOUT needs copyOut")
            }
            // Its rows would have to be read to the end; a new connection is cheaper.
            if current.isAbandoned { return .close("a COPY TO STDOUT was abandoned") }
            exclusive?.phase = .copyingOut
            return .copyStarted(id)
        case .copyIn:
            guard current.request.work == .copyIn, current.phase == .started else {
                return .close("COPY FROM STDIN needs copyIn")
            }
            exclusive?.phase = current.isAbandoned ? .finishing : .copyingIn
            return current.isAbandoned ? .abortCopyIn : .copyStarted(id)
        case .end:
            exclusive = nil
            if current.isAbandoned {
                settleGrace()
                return .nothing
            }
            return current.hasFailed ? .fail(id, .notCommitted) : .succeed(id)
        case .sync, .aborted, .unexpected:
            return .close("the server sent a kind of result that was not asked for")
        }
    }

    enum CopyAction: Equatable {
        case proceed
        /// The copy is over, was never started, or belongs to someone else.
        case refuse
    }

    /// All rows of a COPY TO STDOUT were read; its command's answer follows.
    mutating func copyOutEnded() -> CopyAction {
        guard exclusive?.phase == .copyingOut else { return .refuse }
        exclusive?.phase = .finishing
        return .proceed
    }

    /// Whether data for this COPY FROM STDIN may be sent now.
    func copyInWrites(_ id: RequestID) -> CopyAction {
        exclusive?.request.id == id && exclusive?.phase == .copyingIn ? .proceed : .refuse
    }

    /// The data of a COPY FROM STDIN ends, well or with a reason.
    mutating func copyInEnds(_ id: RequestID) -> CopyAction {
        guard copyInWrites(id) == .proceed else { return .refuse }
        exclusive?.phase = .finishing
        return .proceed
    }
}
