internal import Failpoints
internal import Logging

/// The driver between libpq, the pure machine and the callers that wait.
///
/// `@unchecked Sendable`: everything here but the constants is touched by who has the turn only (`ConnectionThread`), as
/// `LibpqConnection` proves on each call. Owner: the connection, and the thread until `shutDown`.
final class ConnectionCore: ConnectionThreadWork, @unchecked Sendable {
    typealias Answer = Result<[PostgresResult], PostgresError>

    /// What is sent for a request.
    enum Payload: Sendable {
        case steps([(Statement, Bindings)])
        case text(String)
    }

    /// A request's payload, the answers so far, and who waits for them.
    struct Record {
        let payload: Payload
        var results: [PostgresResult] = []
        var failure: PostgresError?
        var waiter: CheckedContinuation<Answer, Never>?
    }

    enum Phase {
        case fresh
        case connecting(Attempt)
        case open
        case closed(PostgresError)
    }

    /// A connection attempt under way.
    struct Attempt {
        let deadline: ContinuousClock.Instant
        var interest: ReadySet
        let waiter: CheckedContinuation<Result<Void, PostgresError>, Never>
    }

    let configuration: PostgresConfiguration
    let logger: Logger
    let thread: ConnectionThread
    let status = ConnectionStatus()
    let onNotification: (@Sendable (PostgresNotification) -> Void)?
    var phase = Phase.fresh
    var libpq: LibpqConnection?
    var machine: ConnectionMachine
    var records: [RequestID: Record] = [:]
    var copies: [RequestID: Copy] = [:]
    var endWaiters: [CheckedContinuation<Void, Never>] = []
    /// libpq holds bytes that the kernel did not take.
    var hasUnsent = false
    /// Why the connection has to be given up, found in the middle of a turn.
    var breakage: PostgresError?
    private var deliveries: [Delivery] = []
    /// How often in a row something was read, or looked for, that was no answer yet.
    private var readsWithoutAnswer = 0
    /// Of an answer that takes more, the rest is long. A read is at least 8 KiB where there is as much.
    private static let readsOfShortAnswer = 4

    init(
        configuration: PostgresConfiguration, limits: ConnectionMachine.Limits, logger: Logger,
        thread: ConnectionThread,
        onNotification: (@Sendable (PostgresNotification) -> Void)?
    ) {
        self.configuration = configuration
        self.machine = ConnectionMachine(limits: limits)
        self.logger = logger
        self.thread = thread
        self.onNotification = onNotification
    }

    func turn(_ ready: ReadySet, now: ContinuousClock.Instant) -> PollRequest {
        defer { deliver() }
        return switch phase {
        case .fresh, .closed: PollRequest()
        case .connecting(let attempt): continueConnecting(attempt, ready, now: now)
        case .open: operate(ready, now: now)
        }
    }

    /// An answer and who waits for it.
    enum Delivery {
        case answer(Answer, CheckedContinuation<Answer, Never>)
        case chunk(Chunk, CheckedContinuation<Chunk, Never>)
        case done(Result<Void, PostgresError>, CheckedContinuation<Result<Void, PostgresError>, Never>)
        case end(CheckedContinuation<Void, Never>)
    }

    /// Answers at the end of the turn: who is answered goes on at once, elsewhere, and may then rely on `status`.
    func deliver(later delivery: Delivery) { deliveries.append(delivery) }

    private func deliver() {
        if deliveries.isEmpty { return }
        for delivery in deliveries {
            switch delivery {
            case .answer(let answer, let waiter): waiter.resume(returning: answer)
            case .chunk(let chunk, let waiter): waiter.resume(returning: chunk)
            case .done(let result, let waiter): waiter.resume(returning: result)
            case .end(let waiter): waiter.resume()
            }
        }
        deliveries.removeAll(keepingCapacity: true)
    }

    /// One round on an open connection: read, time, write; then says what to wait for.
    private func operate(_ ready: ReadySet, now: ContinuousClock.Instant) -> PollRequest {
        guard let libpq else { return PollRequest() }
        if ready.contains(.readable), !libpq.consumeInput() { lose(libpq.lastError) }
        readReplies(libpq)
        readCopyData(libpq)
        tick(now: now)
        sendRequests(libpq, now: now)
        sendCopyData(libpq)
        flush(libpq)
        // A full socket makes libpq read while it writes: what came then makes the socket readable no more.
        readReplies(libpq)
        readCopyData(libpq)
        readNotifications(libpq)
        // Replies can make room for more.
        sendRequests(libpq, now: now)
        flush(libpq)
        if machine.awaitsReply { Failpoint.statementSent.pass() }
        if breakage == nil, libpq.isBroken { lose(libpq.lastError) }
        if let breakage {
            end(breakage)
            return PollRequest()
        }
        if ready.contains(.readable) {
            readsWithoutAnswer = machine.awaitsReply && deliveries.isEmpty ? readsWithoutAnswer + 1 : 0
        }
        status.update(isQuiescent: machine.isIdle && libpq.isIdle)
        // A write that is not through goes on when the socket takes more, whoever flushed the last of its bytes.
        var interest: ReadySet = hasUnsent || hasUnwritten ? .writable : []
        if wantsInput { interest.insert(.readable) }
        return PollRequest(
            descriptor: libpq.descriptor, interest: interest, deadline: machine.wakeAt,
            isShort: machine.exclusive == nil && readsWithoutAnswer < Self.readsOfShortAnswer)
    }

    /// Remembers that the connection is gone; the turn ends it after reading what had arrived before.
    func lose(_ reason: String) {
        guard breakage == nil else { return }
        let line = reason.split(whereSeparator: \.isNewline).first.map { String($0) } ?? "no reason given"
        breakage = PostgresError(.connectionLost, "the connection to \(configuration) was lost: \(line)")
    }

    /// As `lose`, where our side has to give up.
    func violate(_ reason: String) {
        guard breakage == nil else { return }
        breakage = PostgresError(.protocolViolation, "the connection to \(configuration) was closed: \(reason)")
    }

    private func flush(_ libpq: LibpqConnection) {
        let left = libpq.flush()
        hasUnsent = left == 1
        if left < 0 { lose(libpq.lastError) }
    }

    private func readNotifications(_ libpq: LibpqConnection) {
        while let (channel, payload, sender) = libpq.nextNotification() {
            onNotification?(PostgresNotification(channel: channel, payload: payload, senderPID: sender))
        }
    }

    func receive(_ message: ConnectionMessage) {
        switch message {
        case .connect(let waiter): connect(waiter)
        case .submit(let request, let payload, let waiter): submit(request, payload, waiter)
        case .cancel(let id): cancel(id)
        case .readCopy(let id, let waiter): readChunk(id, waiter)
        case .writeCopy(let id, let bytes, let waiter): writeCopy(id, bytes, waiter)
        case .endCopy(let id, let failure, let waiter): endCopyIn(id, failure: failure, waiter)
        case .abandonCopy(let id):
            cancel(id)
            copies[id] = nil
        case .close: close()
        case .awaitEnd(let waiter): awaitEnd(waiter)
        case .readable: break
        }
    }

    func shutDown() {
        end(PostgresError(.closed, "the connection to \(configuration) was dropped without being closed"))
        deliver()
    }

    /// The end of the connection: tells everyone who waits, once, and frees libpq's side.
    func end(_ error: PostgresError) {
        if case .closed = phase { return }
        if case .connecting(let attempt) = phase { deliver(later: .done(.failure(error), attempt.waiter)) }
        phase = .closed(error)
        status.ended()
        for lost in machine.connectionLost() {
            finish(lost.id, .failure((records[lost.id]?.failure ?? error).with(outcome: lost.outcome)))
        }
        libpq = nil
        let waiters = endWaiters
        endWaiters = []
        for waiter in waiters { deliver(later: .end(waiter)) }
    }
}

/// A message of NOTIFY.
package struct PostgresNotification: Sendable, Hashable {
    /// The channel named by LISTEN.
    package let channel: String
    /// At most 8,000 bytes; empty when NOTIFY gave none.
    package let payload: String
    /// The server process that notified.
    package let senderPID: Int32
}
