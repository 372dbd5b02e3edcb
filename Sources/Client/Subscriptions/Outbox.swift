package import Wire

/// The work of a connector: takes each reply that is to go out, has it sent, and tells what became of it.
///
/// It keeps nothing: what was begun and not finished is in the server's outbox, wherever and whenever this process or its
/// machine stopped. It may run more than once; each attempt of a reply is taken by one of them.
///
/// A reply that an agent had taken before its process started, and of which nobody knows whether it was sent, is **in
/// doubt**. A channel that honours idempotency keys gets it again under the same key. Any other does not: it is told as
/// `unknown`, and a person decides. What is taken later is in the hands of somebody who is at it, under the same token too.
/// So of two processes that are to stand in for each other each has an agent of its own: what one has in hand when another
/// starts under the same agent counts as in doubt.
package struct Outbox: Sendable {
    /// What came of handing a reply to its channel.
    package enum Outcome: Sendable, Equatable {
        /// The channel has it.
        case sent(externalID: String?)
        /// The customer has it.
        case delivered(externalID: String?)
        /// The channel does not want it.
        case failed(reason: String)
        /// It may have it.
        case unknown(reason: String)
    }

    /// Where the work on one reply stands.
    package enum Step: Sendable {
        /// It was heard of.
        case received
        /// It is ours, durably.
        case taken
        /// The channel was asked, and nobody knows yet what it said.
        case sent
        /// The server fails at it again and again: it stays as it is until a connector starts anew, and the next is due.
        case left(reply: String, ClientError)
    }

    /// For how long faults are borne that may be about one reply alone, before the others come first.
    package static let faultsBorne = Duration.seconds(60)

    private let client: ReconnectingClient
    private let channels: [String]?
    private let isIdempotent: Bool?
    private let faultsBorne: Duration
    private let note: @Sendable (Step) -> Void

    /// `channels` nil means all. `isIdempotent` promises that whatever is sent twice under one `key` arrives
    /// once; nil goes by what the workspace's settings say of the channel.
    package init(
        _ client: ReconnectingClient, channels: [String]? = nil, isIdempotent: Bool? = nil,
        faultsBorne: Duration = Self.faultsBorne, note: @escaping @Sendable (Step) -> Void = { _ in }
    ) {
        self.client = client
        self.channels = channels
        self.isIdempotent = isIdempotent
        self.faultsBorne = faultsBorne
        self.note = note
    }

    /// The key under which an item goes out.
    package static func key(of item: WireOutboxItem) -> String { "\(item.reply)/\(item.attempt)" }

    /// Works until it is cancelled, one reply after the other: first what is unfinished, then what comes.
    ///
    /// **Errors**: those of `ResumingSubscription` that do not pass, and `historyChanged` never: then it looks anew.
    package func run(
        _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) {
        while true {
            do {
                try await follow(after: try await finish(send), send)
            } catch .historyChanged {
                continue
            } catch .rpc(let error) where error.kind == .positionAhead {
                // The same, seen from the list.
                continue
            }
        }
    }

    /// Works on what is there; answers from where on to follow.
    private func finish(
        _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) -> (position: Int64, epoch: String) {
        let session = try await patiently { () async throws(ClientError) in try await client.connection().session }
        var start: Int64?
        // What is in doubt first: it has waited longest.
        for delivery in [WireDelivery.attempted, .requested] {
            var cursor: String?
            repeat {
                // With all that a process of before did: what it took must not look as if nobody had.
                let list = OutboxList(
                    channels: channels, delivery: delivery, cursor: cursor, atLeast: session.head - 1)
                let page = try await patiently { () async throws(ClientError) in try await client.call(list) }
                // Of the first page: what changes while the others are read comes again, and is then seen to be done.
                let asOf = start ?? page.asOf
                start = asOf
                for item in page.items { try await attend(to: item, wasThere: item.position <= asOf, send) }
                cursor = page.next
            } while cursor != nil
        }
        return (start ?? -1, session.epoch)
    }

    private func follow(
        after start: (position: Int64, epoch: String), _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) {
        let events = ResumingSubscription(
            client, after: start.position, epoch: start.epoch, filter: LogFilter(outbox: true, channels: channels))
        var iterator = events.makeAsyncIterator()
        while let batch = try await iterator.next() {
            for item in batch.events.compactMap(\.outbox) { try await attend(to: item, wasThere: false, send) }
        }
    }

    /// Carries an item out; what the server cannot do for it keeps nobody from the others.
    private func attend(
        to item: WireOutboxItem, wasThere: Bool, _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) {
        do {
            try await carry(item, wasThere: wasThere, send)
        } catch {
            guard error.mayBeOfOne else { throw error }
            note(.left(reply: item.reply, error))
        }
    }

    private func carry(
        _ item: WireOutboxItem, wasThere: Bool, _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) {
        note(.received)
        switch try await take(item, wasThere: wasThere) {
        case .ours: note(.taken)
        case .inDoubt where isIdempotent ?? item.isIdempotent ?? false: break
        case .inDoubt:
            let reason = "its connector stopped before it knew whether the channel had it"
            return try await tell(.unknown(reason: reason), of: item)
        case .others: return
        }
        // What is erased cannot be said any more, and no reason can be sealed beside it.
        let outcome = item.text == nil ? .failed(reason: "") : await send(item)
        note(.sent)
        try await tell(outcome, of: item)
    }

    private enum Taking {
        /// Nobody else will send it.
        case ours
        /// It was ours before we started, and we do not know how far we came.
        case inDoubt
        /// Somebody else is at it, or has decided otherwise.
        case others
    }

    private func take(_ item: WireOutboxItem, wasThere: Bool) async throws(ClientError) -> Taking {
        if item.delivery == .attempted {
            guard wasThere else { return .others }
            return try await isOwn(item.taker) ? .inDoubt : .others
        }
        do {
            let attempt = ReplyAttempt(commandID: CommandIDs.make(), reply: item.reply, attempt: item.attempt)
            _ = try await patiently(bearing: faultsBorne) { () async throws(ClientError) in
                try await client.call(attempt)
            }
            return .ours
        } catch .rpc(let error)
            where [.alreadyTaken, .invalidState, .notFound, .invalidParams].contains(error.kind)
        {
            return .others
        }
    }

    private func isOwn(_ taker: WireAgent?) async throws(ClientError) -> Bool {
        guard let taker else { return false }
        return try await patiently { () async throws(ClientError) in
            try await client.connection().session.agent.id == taker.id
        }
    }

    private func tell(_ outcome: Outcome, of item: WireOutboxItem) async throws(ClientError) {
        do {
            try await report(outcome.fitting, of: item)
        } catch .rpc(let error) where [.invalidState, .notFound].contains(error.kind) {
            // Nothing that anybody waits for: the log was restored to before it, say.
        } catch .rpc(let error) where error.kind == .erased {
            // What became of it can still be told, without a word that would have to be sealed.
            do {
                try await report(outcome.wordless, of: item)
            } catch .rpc(let error) where [.invalidState, .notFound, .erased].contains(error.kind) {
                // As above; whatever answers so cannot be told at all.
            }
        }
    }

    private func report(_ outcome: Outcome, of item: WireOutboxItem) async throws(ClientError) {
        let (id, reply, attempt) = (CommandIDs.make(), item.reply, item.attempt)
        switch outcome {
        case .sent(let externalID):
            try await tell(ReplyCarried(commandID: id, reply: reply, attempt: attempt, externalID: externalID))
        case .delivered(let externalID):
            try await tell(ReplyDelivered(commandID: id, reply: reply, attempt: attempt, externalID: externalID))
        case .failed(let reason):
            let reason = reason.isEmpty ? nil : reason
            try await tell(ReplyFailed(commandID: id, reply: reply, attempt: attempt, reason: reason))
        case .unknown(let reason):
            let reason = reason.isEmpty ? nil : reason
            try await tell(ReplyUnknown(commandID: id, reply: reply, attempt: attempt, reason: reason))
        }
    }

    private func tell<Receipt: WireRequest>(_ receipt: Receipt) async throws(ClientError) {
        _ = try await patiently(bearing: faultsBorne) { () async throws(ClientError) in
            try await client.call(receipt)
        }
    }

    /// Asks for as long as it takes: what was taken and sent must be told, however long the server is away. Only faults
    /// that may be about this alone are borne no longer than said.
    private func patiently<Value>(
        bearing faultsBorne: Duration? = nil, _ ask: () async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        var attempt = 0
        var end: ContinuousClock.Instant?
        while true {
            do { return try await ask() } catch {
                guard error.retry != .never else { throw error }
                if let faultsBorne, error.mayBeOfOne {
                    let due = end ?? .now + faultsBorne
                    end = due
                    if .now >= due { throw error }
                }
            }
            try await client.wait(attempt: attempt)
            attempt += 1
        }
    }
}

extension ClientError {
    /// Whether it may come of what was asked, so that to ask for something else is worth a try: the server fails, or takes
    /// the connection for broken.
    fileprivate var mayBeOfOne: Bool {
        switch self {
        case .rpc(let error): error.kind == .internalError
        case .connectionLost: true
        case .notConnected, .protocolViolation, .historyChanged, .timeout, .cancelled: false
        }
    }
}

extension Unicode.Scalar {
    /// Whether the protocol takes it in a string.
    fileprivate var isWritable: Bool { value != 0 && !properties.isNoncharacterCodePoint }
}

extension Outbox.Outcome {
    /// The same without the channel's own words.
    fileprivate var wordless: Outbox.Outcome {
        switch self {
        case .sent: .sent(externalID: nil)
        case .delivered: .delivered(externalID: nil)
        case .failed: .failed(reason: "")
        case .unknown: .unknown(reason: "")
        }
    }

    /// The same in what the protocol takes: channels may have more to say. A name that it does not take is none.
    fileprivate var fitting: Outbox.Outcome {
        func name(_ id: String?) -> String? {
            guard let id, (1...Limits.externalIDBytesMax).contains(id.utf8.count) else { return nil }
            return id.unicodeScalars.allSatisfy(\.isWritable) ? id : nil
        }
        func cut(_ reason: String) -> String {
            var reason = String(String.UnicodeScalarView(reason.unicodeScalars.map { $0.isWritable ? $0 : "\u{fffd}" }))
            while reason.utf8.count > Limits.reasonBytesMax { reason.removeLast() }
            return reason
        }
        switch self {
        case .sent(let id): return .sent(externalID: name(id))
        case .delivered(let id): return .delivered(externalID: name(id))
        case .failed(let reason): return .failed(reason: cut(reason))
        case .unknown(let reason): return .unknown(reason: cut(reason))
        }
    }
}
