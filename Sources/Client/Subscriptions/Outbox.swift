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
        /// The server fails at it again and again: the others come first, then it goes on from where it was.
        case left(reply: String, ClientError)
    }

    /// For how long faults are borne that may be about one reply alone, before the others come first.
    package static let faultsBorne = Duration.seconds(60)
    /// After how long what was left is tried again.
    package static let leftPause = Duration.seconds(120)
    /// Who is cancelled tells for so long what was sent.
    private static let tellingMax = Duration.seconds(10)

    private let client: ReconnectingClient
    private let channels: [String]?
    private let isIdempotent: Bool?
    private let faultsBorne: Duration
    private let leftPause: Duration
    private let note: @Sendable (Step) -> Void

    /// `channels` nil means all. `isIdempotent` promises that whatever is sent twice under one `key` arrives
    /// once; nil goes by what the workspace's settings say of the channel.
    package init(
        _ client: ReconnectingClient, channels: [String]? = nil, isIdempotent: Bool? = nil,
        faultsBorne: Duration = Self.faultsBorne, leftPause: Duration = Self.leftPause,
        note: @escaping @Sendable (Step) -> Void = { _ in }
    ) {
        self.client = client
        self.channels = channels
        self.isIdempotent = isIdempotent
        self.faultsBorne = faultsBorne
        self.leftPause = leftPause
        self.note = note
    }

    /// The key under which an item goes out.
    package static func key(of item: WireOutboxItem) -> String { "\(item.reply)/\(item.attempt)" }

    /// Works until it is cancelled, one reply after the other: first what is unfinished, then what comes. What was sent by
    /// then is told all the same, for as long as `tellingMax`.
    ///
    /// **Errors**: those of `ResumingSubscription` that do not pass, and `historyChanged` never: then it looks anew.
    package func run(
        _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) {
        var attempt = 0
        while true {
            var left = LeftWork()
            do {
                try await follow(after: try await finish(&left, send), &left, send)
            } catch .historyChanged {
                // What was left is in the list, if the other history has it.
            } catch .rpc(let error) where error.kind == .positionAhead {
                // The same, seen from the list.
            }
            // What hello said belongs to the history of before.
            await client.disconnect()
            try await client.wait(attempt: attempt)
            attempt += 1
        }
    }

    /// Works on what is there; answers from where on to follow.
    private func finish(
        _ left: inout LeftWork, _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) -> (position: Int64, epoch: String) {
        try await list { item, asOf throws(ClientError) in
            try await attend(to: Work(item, wasThere: item.position <= asOf), &left, send)
        }
    }

    /// Goes through what is there, as of some position at least; answers with that.
    private func list(
        _ body: (WireOutboxItem, _ asOf: Int64) async throws(ClientError) -> Void
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
                for item in page.items { try await body(item, asOf) }
                cursor = page.next
            } while cursor != nil
        }
        return (start ?? -1, session.epoch)
    }

    /// What there is to do next: something was heard, or it is time for what was left.
    private enum Turn: Sendable {
        case heard(Result<LogEvents?, ClientError>, ResumingSubscription.AsyncIterator)
        case leftDue
    }

    private func follow(
        after start: (position: Int64, epoch: String), _ left: inout LeftWork,
        _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) {
        let events = ResumingSubscription(
            client, after: start.position, epoch: start.epoch, filter: LogFilter(outbox: true, channels: channels))
        // Waiting is a task of its own, so that what is left gets its turn where nothing comes.
        let end = await withTaskGroup(of: Turn.self) { group -> ClientError? in
            defer { group.cancelAll() }
            group.addTask { await Self.turn(events.makeAsyncIterator()) }
            var isTimed = false
            while true {
                if !left.isEmpty && !isTimed {
                    isTimed = true
                    group.addTask {
                        try? await Task.sleep(for: leftPause)
                        return .leftDue
                    }
                }
                do throws(ClientError) {
                    switch await group.next() {
                    case .heard(let heard, let iterator):
                        guard let batch = try heard.get() else { return nil }
                        for item in batch.events.compactMap(\.outbox) {
                            try await attend(to: Work(item, wasThere: false), &left, send)
                        }
                        group.addTask { await Self.turn(iterator) }
                    case .leftDue:
                        isTimed = false
                        if Task.isCancelled { return .cancelled }
                        try await tryAgain(&left, send)
                    case nil: return nil
                    }
                } catch {
                    return error
                }
            }
        }
        if let end { throw end }
    }

    private static func turn(_ iterator: ResumingSubscription.AsyncIterator) async -> Turn {
        var iterator = iterator
        let heard: Result<LogEvents?, ClientError>
        do { heard = .success(try await iterator.next()) } catch { heard = .failure(error) }
        return .heard(heard, iterator)
    }

    /// Carries an item out, or goes on with what was left of it; what the server cannot do for it keeps nobody from the
    /// others. Only where so many are left that it can hardly be about each of them, the next waits for the server.
    private func attend(
        to work: Work, _ left: inout LeftWork, _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) {
        var work = work
        if var known = left.remove(Self.key(of: work.item)) {
            // The same commands, and what is to be said by now.
            known.words = work.item
            work = known
        }
        try await carry(work, bearing: left.isFull ? nil : faultsBorne, &left, send)
    }

    /// Goes on with what was left, until the server fails at one again: that is the last of them then.
    private func tryAgain(
        _ left: inout LeftWork, _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) {
        let unsent = left.unsent
        if !unsent.isEmpty {
            var items: [String: WireOutboxItem] = [:]
            _ = try await list { item, _ in
                if unsent.contains(Self.key(of: item)) { items[Self.key(of: item)] = item }
            }
            left.renew(with: items)
        }
        for _ in 0..<left.count {
            guard let work = left.removeFirst() else { return }
            guard try await carry(work, bearing: .zero, &left, send) else { return }
        }
    }

    /// Answers whether it is done; if not, it is left.
    @discardableResult private func carry(
        _ work: Work, bearing faultsBorne: Duration?, _ left: inout LeftWork,
        _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) -> Bool {
        var work = work
        do {
            if work.outcome == nil { work.outcome = try await outcome(of: work, bearing: faultsBorne, send) }
            if let outcome = work.outcome { try await tellInAnyCase(outcome, of: work, bearing: faultsBorne) }
            return true
        } catch {
            guard error.mayBeOfOne else { throw error }
            left.add(work)
            note(.left(reply: work.item.reply, error))
            return false
        }
    }

    /// Takes a reply and has it sent; nil if it is not for us.
    private func outcome(
        of work: Work, bearing faultsBorne: Duration?, _ send: @Sendable (WireOutboxItem) async -> Outcome
    ) async throws(ClientError) -> Outcome? {
        note(.received)
        switch try await take(work, bearing: faultsBorne) {
        case .ours: note(.taken)
        case .inDoubt where isIdempotent ?? work.item.isIdempotent ?? false: break
        case .inDoubt:
            let reason = "its connector stopped before it knew whether the channel had it"
            // No reason can be sealed beside what is erased.
            return .unknown(reason: work.words.text == nil ? "" : reason)
        case .others: return nil
        }
        // What is erased cannot be said any more, and no reason can be sealed beside it.
        let outcome = work.words.text == nil ? .failed(reason: "") : await send(work.words)
        note(.sent)
        return outcome
    }

    private enum Taking {
        /// Nobody else will send it.
        case ours
        /// It was ours before we started, and we do not know how far we came.
        case inDoubt
        /// Somebody else is at it, or has decided otherwise.
        case others
    }

    private func take(_ work: Work, bearing faultsBorne: Duration?) async throws(ClientError) -> Taking {
        let item = work.item
        if item.delivery == .attempted {
            guard work.wasThere else { return .others }
            return try await isOwn(item.taker) ? .inDoubt : .others
        }
        do {
            let attempt = ReplyAttempt(commandID: work.takingID, reply: item.reply, attempt: item.attempt)
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

    /// Tells it also if we are cancelled: what was sent would be in doubt otherwise.
    private func tellInAnyCase(
        _ outcome: Outcome, of work: Work, bearing faultsBorne: Duration?
    ) async throws(ClientError) {
        // Waited for below, and so never more than one. It ends with its answer, or some time after we are cancelled.
        let telling = Task { () async -> Result<Void, ClientError> in
            do throws(ClientError) {
                return .success(try await tell(outcome, of: work, bearing: faultsBorne))
            } catch {
                return .failure(error)
            }
        }
        let told = await withTaskCancellationHandler {
            await telling.value
        } onCancel: {
            // Ends by itself.
            Task {
                try? await Task.sleep(for: Self.tellingMax)
                telling.cancel()
            }
        }
        try told.get()
    }

    private func tell(_ outcome: Outcome, of work: Work, bearing faultsBorne: Duration?) async throws(ClientError) {
        do {
            try await report(outcome.fitting, as: work.tellingID, of: work.item, bearing: faultsBorne)
        } catch .rpc(let error) where [.invalidState, .notFound].contains(error.kind) {
            // Nothing that anybody waits for: the log was restored to before it, say.
        } catch .rpc(let error) where error.kind == .erased {
            // What became of it can still be told, without a word that would have to be sealed.
            do {
                try await report(outcome.wordless, as: work.wordlessID, of: work.item, bearing: faultsBorne)
            } catch .rpc(let error) where [.invalidState, .notFound, .erased].contains(error.kind) {
                // As above; whatever answers so cannot be told at all.
            }
        }
    }

    private func report(
        _ outcome: Outcome, as id: String, of item: WireOutboxItem, bearing faultsBorne: Duration?
    ) async throws(ClientError) {
        let (reply, attempt) = (item.reply, item.attempt)
        func send<Receipt: WireRequest>(_ receipt: Receipt) async throws(ClientError) {
            _ = try await patiently(bearing: faultsBorne) { () async throws(ClientError) in
                try await client.call(receipt)
            }
        }
        func said(_ reason: String) -> String? { reason.isEmpty ? nil : reason }
        switch outcome {
        case .sent(let externalID):
            try await send(ReplyCarried(commandID: id, reply: reply, attempt: attempt, externalID: externalID))
        case .delivered(let externalID):
            try await send(ReplyDelivered(commandID: id, reply: reply, attempt: attempt, externalID: externalID))
        case .failed(let reason):
            try await send(ReplyFailed(commandID: id, reply: reply, attempt: attempt, reason: said(reason)))
        case .unknown(let reason):
            try await send(ReplyUnknown(commandID: id, reply: reply, attempt: attempt, reason: said(reason)))
        }
    }

    /// Asks for as long as it takes: what was taken and sent must be told, however long the server is away. Only faults
    /// that may be about this alone are borne no longer than said.
    private func patiently<Value>(
        bearing faultsBorne: Duration? = nil, _ ask: () async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        var attempt = 0
        var stretch = FaultStretch()
        while true {
            do { return try await ask() } catch {
                guard error.retry != .never else { throw error }
                if let faultsBorne, stretch.isOver(with: error, bearing: faultsBorne, now: .now) { throw error }
            }
            try await client.wait(attempt: attempt)
            attempt += 1
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
