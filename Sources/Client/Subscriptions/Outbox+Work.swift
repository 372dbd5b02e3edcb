internal import Wire

extension Outbox {
    /// The work on one reply: where it is left, it goes on from there.
    struct Work: Sendable {
        let item: WireOutboxItem
        /// As it was read last: what goes out.
        var words: WireOutboxItem
        /// Whether it was in the outbox before this connector began.
        let wasThere: Bool
        /// Of the command that takes it: however often that is sent, it is one.
        let takingID = CommandIDs.make()
        /// Of the command that tells what became of it.
        let tellingID = CommandIDs.make()
        /// Of the command that tells it without a word.
        let wordlessID = CommandIDs.make()
        /// What is to be told; nil before it is known.
        var outcome: Outcome?

        init(_ item: WireOutboxItem, wasThere: Bool) {
            self.item = item
            words = item
            self.wasThere = wasThere
        }
    }

    /// Replies at which the server has failed, in the order in which they are tried again.
    struct LeftWork: Sendable {
        /// Of replies. Where there are so many, no further one is left.
        static let limit = 1_000

        private var works: [Work] = []

        var isEmpty: Bool { works.isEmpty }
        var isFull: Bool { works.count >= Self.limit }
        var count: Int { works.count }

        mutating func add(_ work: Work) { works.append(work) }

        mutating func removeFirst() -> Work? { works.isEmpty ? nil : works.removeFirst() }

        mutating func remove(_ key: String) -> Work? {
            works.firstIndex { Outbox.key(of: $0.item) == key }.map { works.remove(at: $0) }
        }

        /// What is not sent yet.
        var unsent: Set<String> { Set(works.filter { $0.outcome == nil }.map { Outbox.key(of: $0.item) }) }

        /// What is not sent yet goes out as it is now: it may have been erased. What is not in the outbox any more is nobody's work.
        mutating func renew(with items: [String: WireOutboxItem]) {
            works = works.compactMap { work in
                if work.outcome != nil { return work }
                guard let item = items[Outbox.key(of: work.item)] else { return nil }
                var work = work
                work.words = item
                return work
            }
        }
    }
}

/// Faults that may be about one request alone, one after the other, for as long as nothing else goes wrong between them.
///
/// Pure: the caller says what time it is.
struct FaultStretch: Sendable {
    private var end: ContinuousClock.Instant?

    /// Takes in one more error; whether they were borne for long enough.
    mutating func isOver(
        with error: ClientError, bearing faultsBorne: Duration, now: ContinuousClock.Instant
    ) -> Bool {
        guard error.mayBeOfOne else {
            end = nil
            return false
        }
        let due = end ?? now + faultsBorne
        end = due
        return now >= due
    }
}

extension ClientError {
    /// Whether it may come of what was asked, so that to ask for something else is worth a try: the server fails, or takes
    /// the connection for broken.
    var mayBeOfOne: Bool {
        switch self {
        case .rpc(let error): error.kind == .internalError
        case .connectionLost: true
        case .notConnected, .protocolViolation, .historyChanged, .timeout, .cancelled: false
        }
    }
}
