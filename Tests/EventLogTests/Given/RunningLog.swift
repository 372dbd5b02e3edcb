internal import EventLog
internal import Identity
internal import Logging
internal import Postgres
internal import Support

/// A log as a server would run it, on a database, for the length of a test.
struct RunningLog: Sendable {
    let log: EventLog
    let pool: PostgresPool

    /// Says nothing of the faults that these tests make.
    static var silent: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    init(
        _ configuration: PostgresConfiguration, near loop: CallersLoop? = nil,
        pollInterval: Duration = .milliseconds(250), logger: Logger = RunningLog.silent
    ) {
        pool = PostgresPool(configuration, near: loop, limits: .init(waitTimeout: .seconds(30)), logger: Self.silent)
        log = EventLog(
            configuration: configuration, pool: pool, near: loop, pollInterval: pollInterval, logger: logger)
    }

    /// Runs it while `body` does.
    func running(_ body: () async throws -> Void) async throws {
        // Ended below, whatever happens to `body`.
        let run = Task { await log.run() }
        var failure: (any Error)?
        do { try await body() } catch { failure = error }
        run.cancel()
        await run.value
        await pool.close()
        if let failure { throw failure }
    }

    /// Appends, with time enough.
    func append(_ request: AppendRequest, within patience: Duration = .seconds(30)) async throws -> AppendOutcome {
        try await log.append(request, deadline: .now.advanced(by: patience))
    }

    /// What an append came to, errors included.
    func result(
        of request: AppendRequest, within patience: Duration = .seconds(30)
    ) async -> Result<AppendOutcome, EventLogError> {
        do throws(EventLogError) {
            return .success(try await log.append(request, deadline: .now.advanced(by: patience)))
        } catch {
            return .failure(error)
        }
    }

    /// Why an append failed; nil if it did not.
    func failure(of request: AppendRequest, within patience: Duration = .seconds(30)) async -> EventLogError.Code? {
        if case .failure(let error) = await result(of: request, within: patience) { return error.code }
        return nil
    }

    /// Every event of a log, in order.
    func all(_ workspace: WorkspaceID = acme) async throws -> [LogRecord] {
        try await log.read(workspace, after: .beforeAll, limit: 1_000_000)
    }

    func makeWorkspaces() async throws {
        for (id, name) in [(acme, "acme"), (umbrella, "umbrella")] {
            let workspace = LogWorkspace(id: id, name: name, epoch: .numbered(1), secret: [1, 2, 3])
            guard try await log.createWorkspace(workspace, at: noon) else { throw SupportError("\(name) is taken") }
        }
    }
}

/// A running log with two workspaces on a database of its own.
func withLog(
    near loop: CallersLoop? = nil, _ body: (RunningLog, CarelogDatabase) async throws -> Void
) async throws {
    try await withCarelogDatabase { database in
        let running = RunningLog(database.service, near: loop)
        try await running.running {
            try await running.makeWorkspaces()
            try await body(running, database)
        }
    }
}

/// Does something so many times at once, and answers in the order of the numbers.
func atOnce<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for number in 0..<count { group.addTask { (number, try await body(number)) } }
        var values: [Int: Value] = [:]
        for try await (number, value) in group { values[number] = value }
        return (0..<count).compactMap { values[$0] }
    }
}
