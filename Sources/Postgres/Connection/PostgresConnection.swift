package import Logging
internal import Synchronization

/// A session with the server, on a thread of its own.
///
/// Callers share it freely: statements are pipelined, each with its own sync, so that one caller's error is no other's.
/// `execute` and COPY wait until the line is free and have it for themselves.
///
/// Not an actor: a task that waits inside one goes on where its executor says, only to be sent back to the actor before
/// it may leave, which costs every statement two changes of thread. So the thread is left messages, each with whom to
/// answer, and answers them when its turn is over.
///
/// Isolation: from anywhere; decoding happens on the caller's side. Close it with `close`; one that is merely dropped
/// closes too, with nobody told when.
package final class PostgresConnection: Sendable {
    private let core: ConnectionCore
    private let thread: ConnectionThread
    private let loop: CallersLoop?
    let status: ConnectionStatus
    /// How long a COMMIT or ROLLBACK may take: as long as any statement, and the time to notice a dead server.
    let commitPatience: Duration
    private let lastRequest = Atomic<UInt64>(0)

    private init(core: ConnectionCore, thread: ConnectionThread, loop: CallersLoop?) {
        self.core = core
        self.thread = thread
        self.loop = loop
        self.status = core.status
        self.commitPatience = (core.configuration.statementTimeout ?? .seconds(60)) + core.machine.limits.grace
    }

    deinit { thread.stop() }

    /// Connects, on a thread of its own; `loop` is where those run who send statements, if they have one.
    /// Errors: `connectionFailed` (with the server's SQLSTATE where it answered), `cancelled`.
    package static func connect(
        _ configuration: PostgresConfiguration, near loop: CallersLoop? = nil, logger: Logger
    ) async throws(PostgresError) -> PostgresConnection {
        try await connect(configuration, near: loop, limits: .init(), logger: logger, onNotification: nil)
    }

    /// As above, with bounds and a callback for NOTIFY, which runs within a turn of the connection and must be short.
    static func connect(
        _ configuration: PostgresConfiguration, near loop: CallersLoop? = nil, limits: ConnectionMachine.Limits,
        logger: Logger, onNotification: (@Sendable (PostgresNotification) -> Void)?
    ) async throws(PostgresError) -> PostgresConnection {
        let name = "pg:" + configuration.applicationName
        let (thread, core) = try ConnectionThread.start(name: name, watch: loop?.watch) { thread in
            ConnectionCore(
                configuration: configuration, limits: limits, logger: logger, thread: thread,
                onNotification: onNotification)
        }
        let connection = PostgresConnection(core: core, thread: thread, loop: loop)
        try await connection.answer(cancelling: ConnectionCore.connecting) { .connect($0) }.get()
        return connection
    }

    /// The server process at the other end.
    package var backendPID: Int32 { status.backendPID }

    /// False once the connection is known to have ended.
    package var isUsable: Bool { status.isUsable }

    /// Runs `body` on the connection's thread, so that who sends statement after statement changes threads for none.
    ///
    /// Meanwhile nothing else happens there: what `body` does between its statements must be short.
    package func onThread<Value>(_ body: () async -> Value) async -> Value {
        // The thread ends with the connection, and must not while a job is on it.
        defer { withExtendedLifetime(self) {} }
        return await withTaskExecutorPreference(thread, operation: body)
    }

    /// Executes one statement in a transaction of its own.
    ///
    /// When `deadline` (or else the task's `PostgresDeadline`) passes or the task is cancelled, the caller is told at once and the late answer is discarded; the
    /// statement itself goes on until `statement_timeout`.
    package func query(
        _ statement: Statement, _ bindings: Bindings = Bindings(), deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> PostgresResult {
        try await run([(statement, bindings)], commits: true, deadline: deadline)[0]
    }

    /// Executes statements as one transaction in one round trip: one pipeline segment with one sync.
    /// Errors: whichever statement fails, none takes effect; `outcome` is `unknown` when the answer was lost.
    package func transaction(
        _ steps: [(Statement, Bindings)], deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) -> [PostgresResult] {
        try await run(steps, commits: true, deadline: deadline)
    }

    /// Executes one or several statements by the simple protocol, without parameters and results.
    package func execute(_ sql: String, deadline: ContinuousClock.Instant? = nil) async throws(PostgresError) {
        try await run(text: sql, .simple, commits: true, deadline: deadline)
    }

    /// Refuses new work, finishes what was accepted within the grace, and disconnects.
    package func close() async {
        thread.post(.close)
        await waitUntilEnded()
    }

    /// As `close`, without waiting for the end. Nobody can use it from here on.
    func giveUp() {
        status.ended()
        thread.post(.close)
    }

    /// Returns when the connection has ended, for whatever reason.
    func waitUntilEnded() async {
        await withCheckedContinuation { thread.post(.awaitEnd($0)) }
    }

    // MARK: for leases, transactions and copies

    /// One segment. `commits` is false inside an open transaction, where a lost answer loses nothing more.
    func run(
        _ steps: [(Statement, Bindings)], commits: Bool, deadline: ContinuousClock.Instant?, isCancellable: Bool = true
    ) async throws(PostgresError) -> [PostgresResult] {
        guard !steps.isEmpty else { return [] }
        var keys: [ConnectionMachine.PlanKey] = []
        keys.reserveCapacity(steps.count)
        var bytes = 0
        for (statement, bindings) in steps {
            keys.append(.init(statement: statement.key, types: bindings.types))
            bytes += bindings.byteCount + 64
        }
        return try await submit(
            newRequestID(), .segment(keys), .steps(steps), bytes: bytes, commits: commits, deadline: deadline,
            isCancellable: isCancellable)
    }

    /// Work that has the line for itself; returns when it is answered or, for COPY, when data may flow.
    @discardableResult
    func run(
        text: String, _ work: ConnectionMachine.Work, commits: Bool, deadline: ContinuousClock.Instant?,
        isCancellable: Bool = true
    ) async throws(PostgresError) -> RequestID {
        let id = newRequestID()
        _ = try await submit(
            id, work, .text(text), bytes: text.utf8.count, commits: commits, deadline: deadline,
            isCancellable: isCancellable)
        return id
    }

    private func newRequestID() -> RequestID {
        RequestID(number: lastRequest.add(1, ordering: .relaxed).newValue)
    }

    private func submit(
        _ id: RequestID, _ work: ConnectionMachine.Work, _ payload: ConnectionCore.Payload, bytes: Int,
        commits: Bool, deadline: ContinuousClock.Instant?, isCancellable: Bool
    ) async throws(PostgresError) -> [PostgresResult] {
        let request = ConnectionMachine.Request(
            id: id, work: work, bytes: bytes, commits: commits, deadline: deadline ?? PostgresDeadline.current)
        if !isCancellable {
            return try await withCheckedContinuation {
                thread.send(.submit(request, payload, $0), to: core, isFromLoop: loop?.isCurrent ?? false)
            }.get()
        }
        if Task.isCancelled { throw PostgresError(.cancelled, "the task was cancelled before anything was sent") }
        return try await answer(cancelling: id) { .submit(request, payload, $0) }.get()
    }

    /// Leaves a message and waits for its answer; tells the thread if the task is cancelled meanwhile.
    private func answer<Answer: Sendable>(
        cancelling id: RequestID, _ message: (CheckedContinuation<Answer, Never>) -> ConnectionMessage
    ) async -> Answer {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                thread.send(message(waiter), to: core, isFromLoop: loop?.isCurrent ?? false)
                // It may have been told already, of a request that it did not know yet.
                if Task.isCancelled { thread.post(.cancel(id)) }
            }
        } onCancel: {
            thread.post(.cancel(id))
        }
    }

    /// The next rows of a COPY TO STDOUT; nil at the end.
    func readCopy(_ id: RequestID) async throws(PostgresError) -> [UInt8]? {
        try await answer(cancelling: id) { .readCopy(id, $0) }.get()
    }

    /// Data for a COPY FROM STDIN; returns when the kernel has taken it.
    func writeCopy(_ id: RequestID, _ bytes: [UInt8]) async throws(PostgresError) {
        try await answer(cancelling: id) { .writeCopy(id, bytes, $0) }.get()
    }

    /// The end of a COPY FROM STDIN's data.
    func endCopy(_ id: RequestID, failure: String?) async throws(PostgresError) -> [PostgresResult] {
        try await withCheckedContinuation { thread.post(.endCopy(id, failure: failure, $0)) }.get()
    }

    /// The handle of a COPY is gone; also from a `deinit`.
    func abandonCopy(_ id: RequestID) { thread.post(.abandonCopy(id)) }
}
