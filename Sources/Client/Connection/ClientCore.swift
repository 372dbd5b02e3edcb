internal import JSON
internal import NIOCore
internal import Synchronization
internal import Wire

/// One connection as seen by all who use it.
///
/// **Isolation**: any thread; the channel handler calls `received` and `disconnected` from the event loop.
final class ClientCore: Sendable {
    typealias Waiter = CheckedContinuation<Result<RPCResponse, ClientError>, Never>

    private struct State {
        var calls = PendingCalls<Waiter>(limit: 1)
        var outbox: [[UInt8]] = []
        var inboxes: [String: SubscriptionInbox] = [:]
        /// Subscriptions whose last notifications may still be on their way.
        var cancelled: Set<String> = []
        var subscriptionsMax = Limits.subscriptionsMax
        /// The server goes away: what was sent is still answered, nothing new is sent.
        var isGoingAway = false
        /// Why there is no connection any more.
        var end: ClientError?
        /// What the server said about the connection as a whole before it closed it.
        var lastWords: RPCError?
    }

    private let state = Mutex(State())
    private let nextID = Atomic<Int64>(1)
    private let channel: any Channel

    init(channel: any Channel) { self.channel = channel }

    /// Whether calls have a chance.
    var isUsable: Bool { state.withLock { $0.end == nil && !$0.isGoingAway } }

    /// What hello granted.
    func adopt(_ limits: SessionLimits) {
        let frames = state.withLock { state in
            state.calls.limit = limits.inFlight
            state.subscriptionsMax = limits.subscriptions
            return state.calls.promote()
        }
        send(frames)
    }

    /// Sends a request and waits for its answer.
    func call(
        due: ContinuousClock.Instant, _ encode: (RequestID) -> [UInt8]
    ) async throws(ClientError) -> RPCResponse {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let frame = encode(.int(id))
        let result: Result<RPCResponse, ClientError> = await withTaskCancellationHandler {
            await withCheckedContinuation { start(id, frame: frame, waiter: $0, due: due) }
        } onCancel: {
            cancel(id)
        }
        return try result.get()
    }

    private func start(_ id: Int64, frame: [UInt8], waiter: Waiter, due: ContinuousClock.Instant) {
        let (frame, refusal): ([UInt8]?, ClientError?) = state.withLock { state in
            if let end = state.end { return (nil, .notConnected(end.reason)) }
            if state.isGoingAway { return (nil, .notConnected("the server is going away")) }
            // Either `cancel` finds the call under this lock, or the call sees here that it is cancelled.
            if Task.isCancelled { return (nil, .cancelled) }
            return (state.calls.add(id, frame: frame, waiter: waiter, due: due), nil)
        }
        if let refusal { return waiter.resume(returning: .failure(refusal)) }
        if let frame { send([frame]) }
    }

    private func cancel(_ id: Int64) {
        state.withLock { $0.calls.cancel(id) }?.waiter.resume(returning: .failure(.cancelled))
    }

    /// Queues frames; only the first of a batch wakes the event loop.
    func send(_ frames: [[UInt8]]) {
        guard !frames.isEmpty else { return }
        let isFirst = state.withLock { state in
            defer { state.outbox += frames }
            return state.outbox.isEmpty
        }
        if isFirst { channel.eventLoop.execute { self.writeOutbox() } }
    }

    private func writeOutbox() {
        let frames = state.withLock { state in
            defer { state.outbox = [] }
            return state.outbox
        }
        for frame in frames { channel.write(ByteBuffer(bytes: frame), promise: nil) }
        channel.flush()
    }

    func close() { channel.close(promise: nil) }
}

// MARK: - What the server sends

extension ClientCore {
    /// Takes in one frame. **Errors**: `protocolViolation`; the connection is closed then.
    func received(_ frame: [UInt8]) throws(ClientError) {
        let envelope: Envelope
        do { envelope = try Envelope(parsing: frame, limits: Limits.jsonClient) } catch {
            throw .protocolViolation("a frame is no envelope: \(error.error.message)")
        }
        switch envelope {
        case .response(let response): try received(response)
        case .notification(let notification): try received(notification)
        case .request: throw .protocolViolation("servers do not ask")
        }
    }

    private func received(_ response: RPCResponse) throws(ClientError) {
        guard let id = response.id else {
            if case .error(let error) = response.outcome { state.withLock { $0.lastWords = error } }
            return
        }
        guard case .int(let number) = id else { throw .protocolViolation("an answer has an id that nobody chose") }
        let (match, frames, isDone) = state.withLock { state in
            let match = state.calls.answered(number)
            return (match, state.calls.promote(), state.isGoingAway && state.calls.count == 0)
        }
        send(frames)
        switch match {
        case .found(let waiter): waiter.resume(returning: .success(response))
        case .abandoned: break
        case .unknown: throw .protocolViolation("an answer has an id that is not in flight")
        }
        if isDone { close() }
    }

    private func received(_ notification: RPCNotification) throws(ClientError) {
        switch notification.method {
        case .logEvents:
            let events: LogEvents
            do { events = try notification.decode() } catch { throw .protocolViolation(error.message) }
            guard let inbox = try inbox(events.subscription) else { return }
            inbox.put(events)
        case .sessionGoAway:
            let isDone = state.withLock { state in
                state.isGoingAway = true
                return state.calls.count == 0 && state.inboxes.isEmpty
            }
            if isDone { close() }
        default: break
        }
    }

    /// Where a subscription's events wait; nil if it was cancelled. The first events may come before `subscribe` returns.
    func inbox(_ subscription: String) throws(ClientError) -> SubscriptionInbox? {
        let (inbox, isTooMany): (SubscriptionInbox?, Bool) = state.withLock { state in
            if let inbox = state.inboxes[subscription] { return (inbox, false) }
            if state.cancelled.contains(subscription) { return (nil, false) }
            guard state.inboxes.count < state.subscriptionsMax else { return (nil, true) }
            let inbox = SubscriptionInbox()
            if let end = state.end { inbox.finish(end) }
            state.inboxes[subscription] = inbox
            return (inbox, false)
        }
        if isTooMany { throw .protocolViolation("events came for more subscriptions than there can be") }
        return inbox
    }

    /// Forgets a subscription; what still comes for it is dropped. False if it was forgotten before.
    func forget(_ subscription: String) -> Bool {
        state.withLock { state in
            state.inboxes[subscription] = nil
            return state.cancelled.insert(subscription).inserted
        }
    }

    /// Forgets a subscription and tells the server so, without waiting.
    func abandon(_ subscription: String) {
        guard forget(subscription) else { return }
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let frame = MessageEncoder.request(id: .int(id), SubscriptionCancel(subscription: subscription))
        let next: [UInt8]? = state.withLock { state in
            guard state.end == nil, !state.isGoingAway else { return nil }
            return state.calls.add(id, frame: frame, waiter: nil, due: .now)
        }
        if let next { send([next]) }
    }

    /// The connection is gone; everybody who waits is told.
    func disconnected(_ reason: ClientError) {
        let (calls, inboxes, end) = state.withLock { state in
            let end = state.end ?? state.lastWords.map { .rpc($0) } ?? reason
            state.end = end
            defer { state.inboxes = [:] }
            return (state.calls.removeAll(), Array(state.inboxes.values), end)
        }
        for waiter in calls.sent { waiter.resume(returning: .failure(end.lost)) }
        for waiter in calls.unsent { waiter.resume(returning: .failure(.notConnected(end.reason))) }
        for inbox in inboxes { inbox.finish(end.lost) }
    }

    /// Looks at every deadline.
    func tick(now: ContinuousClock.Instant) {
        for waiter in state.withLock({ $0.calls.expire(now: now) }) { waiter.resume(returning: .failure(.timeout)) }
    }
}

extension ClientError {
    /// Why, without saying what it means.
    var reason: String {
        switch self {
        case .notConnected(let reason), .connectionLost(let reason), .protocolViolation(let reason): reason
        case .rpc, .historyChanged, .timeout, .cancelled: description
        }
    }

    /// What it means to somebody whose request was on the wire. Hello is refused with an error of its own.
    var lost: ClientError {
        switch self {
        case .rpc(let error) where error.kind != .overloaded && error.kind != .helloRequired:
            .connectionLost(error.message)
        case .rpc, .protocolViolation, .connectionLost, .historyChanged, .timeout, .cancelled: self
        case .notConnected(let reason): .connectionLost(reason)
        }
    }
}
