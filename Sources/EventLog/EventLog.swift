package import Identity
package import Logging
package import Postgres

/// The log of every workspace: append with expected versions, read by position, follow. Entries are opaque bytes.
///
/// **Promise**: an acknowledged event is durable, appears exactly once, at a dense position equal to commit order, and its
/// stored bytes never change. **Source**: the design, section 4.
package final class EventLog: Sendable {
    /// How far the logs go; who follows waits here.
    package let heads = LogHeads()
    private let tail = LogTail()
    let pool: PostgresPool
    private let appender: LogAppender
    private let claimReader: ClaimReader
    private let listenerConfiguration: PostgresConfiguration
    /// How late another server's events are seen if its hint is lost.
    private let pollInterval: Duration
    /// How long a look at the heads may take.
    private static let pollPatience = Duration.seconds(5)
    private let logger: Logger

    /// Appends and listens through connections of its own, reads through the pool; `loop` is where those run who append, if
    /// they have one.
    package init(
        configuration: PostgresConfiguration, pool: PostgresPool, near loop: CallersLoop? = nil,
        pollInterval: Duration = .milliseconds(250), logger: Logger
    ) {
        self.pool = pool
        self.pollInterval = pollInterval
        self.logger = logger
        listenerConfiguration = configuration
        claimReader = ClaimReader { keys in await Self.claims(keys, from: pool) }
        let (heads, tail) = (heads, tail)
        appender = LogAppender(configuration: configuration, near: loop, logger: logger) { settled in
            // Once for each log: whoever follows wakes up for the whole batch.
            var grown: [WorkspaceID: (records: [LogRecord], last: LogPosition)] = [:]
            for (request, outcome) in settled {
                switch outcome {
                case .appended(let first, let last):
                    grown[request.workspace, default: ([], last)].records += request.records(from: first)
                    grown[request.workspace]?.last = last
                // It may be this very batch, whose first answer was lost, or another attempt at it with other events.
                case .duplicate(_, let last, _):
                    grown[request.workspace, default: ([], last)].last = max(
                        last, grown[request.workspace]?.last ?? last)
                case .commandReused, .conflict, .claimed, .full, .unknownWorkspace: break
                }
            }
            for (workspace, grown) in grown {
                tail.add(grown.records, to: workspace)
                heads.advance(workspace, to: grown.last)
            }
        }
    }

    /// Appends and follows until cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.appender.run() }
            group.addTask { await self.follow() }
        }
    }

    /// Learns how far the logs go: what other servers append is hinted at by PostgreSQL, and known by the next poll.
    private func follow() async {
        let (hints, hint) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen { hint.yield() } }
            group.addTask {
                while !Task.isCancelled {
                    hint.yield()
                    try? await Task.sleep(for: self.pollInterval)
                }
                hint.finish()
            }
            var wasReachable = true
            for await _ in hints {
                do {
                    // A connection that nothing comes through any more is given up for another.
                    try await PostgresDeadline.with(.now + Self.pollPatience) { try await refreshHeads() }
                    wasReachable = true
                } catch  where wasReachable && !Task.isCancelled {
                    wasReachable = false
                    logger.warning("the heads of the logs cannot be read", metadata: ["error": "\(error)"])
                } catch {}
            }
            group.cancelAll()
        }
    }

    /// Calls back whenever some server has appended, or may have while nobody listened.
    private func listen(_ hint: @escaping @Sendable () -> Void) async {
        let listener = PostgresListener(listenerConfiguration, channels: ["carelog_log"], logger: logger)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await listener.run() }
            // To listen again is a hint like any other: something may have been missed.
            for await event in listener.events {
                // What this process has appended it knows already.
                if case .notification(let notification) = event, appender.isOwn(notification.senderPID) { continue }
                hint()
            }
            group.cancelAll()
        }
    }

    /// How many commands wait for a batch, for metrics.
    package var waitingCount: Int { appender.waitingCount }

    /// Appends one command's events in the next batch.
    ///
    /// **Errors**: `unavailable`, `overloaded`, `refused`, `closed` (nothing was appended), `outcomeUnknown` (repeat the
    /// same command to learn it). Always answers by the deadline.
    package func append(
        _ request: AppendRequest, deadline: ContinuousClock.Instant
    ) async throws(EventLogError) -> AppendOutcome {
        try await appender.append(request, deadline: deadline)
    }

    /// Makes an empty log; false if the name or the id is taken.
    package func createWorkspace(_ workspace: LogWorkspace, at now: Instant) async throws(EventLogError) -> Bool {
        var bindings = Bindings()
        bindings.append(workspace.id.id.postgres)
        bindings.append(workspace.name)
        bindings.append(workspace.epoch.postgres)
        bindings.append(workspace.secret)
        bindings.append(timestampMicros: now.microseconds)
        return try await read(LogStatements.createWorkspace, bindings) { rows throws(PostgresError) in
            try rows.onlyRow().bool(0)
        }
    }

    /// All workspaces, by name.
    package func workspaces() async throws(EventLogError) -> [LogWorkspace] {
        try await read(LogStatements.workspaces, Bindings()) { rows throws(PostgresError) in
            var workspaces: [LogWorkspace] = []
            for row in rows {
                workspaces.append(
                    LogWorkspace(
                        id: WorkspaceID(UniqueID(try row.uuid(0))), name: try row.string(1),
                        epoch: UniqueID(try row.uuid(2)), secret: try row.bytes(3)))
            }
            return workspaces
        }
    }

    /// The same as `read` for those that are in memory, with what is sealed; nil if the database has to be asked.
    package func atHand(
        _ workspace: WorkspaceID, after: LogPosition, upTo: LogPosition, limit: Int
    ) -> [LogRecord]? {
        tail.read(workspace, after: after, upTo: upTo, limit: limit)
    }

    /// The events after a position, up to another, in order; fewer than `limit` means that there are no more.
    ///
    /// The newest ones come from memory.
    package func read(
        _ workspace: WorkspaceID, after: LogPosition, upTo: LogPosition = LogPosition(.max), limit: Int,
        sealed: Bool = true
    ) async throws(EventLogError) -> [LogRecord] {
        if let records = atHand(workspace, after: after, upTo: upTo, limit: limit) {
            return sealed ? records : records.map { LogRecord(position: $0.position, entry: $0.entry, sealed: nil) }
        }
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(after.value)
        bindings.append(upTo.value)
        bindings.append(limit)
        let statement = sealed ? LogStatements.read : LogStatements.readEntries
        let records = try await read(statement, bindings) { rows throws(PostgresError) in
            try Self.records(rows, sealed: sealed)
        }
        // Who reads at the head is followed by others who do.
        if sealed, let last = records.last?.position, last >= heads.last(of: workspace) {
            tail.add(records, to: workspace)
        }
        return records
    }

    /// The events of a stream after a version, in order.
    package func readStream(
        _ workspace: WorkspaceID, _ stream: String, after version: StreamVersion = .none
    ) async throws(EventLogError) -> [LogRecord] {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(stream)
        bindings.append(Int32(version.value))
        return try await read(LogStatements.readStream, bindings) { rows throws(PostgresError) in
            try Self.records(rows, sealed: true)
        }
    }

    /// A stream's first event and so many of its newest, in order; none if there is no such stream.
    package func readStream(
        _ workspace: WorkspaceID, _ stream: String, newest: Int
    ) async throws(EventLogError) -> [LogRecord] {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(stream)
        bindings.append(newest)
        return try await read(LogStatements.readEnds, bindings) { rows throws(PostgresError) in
            try Self.records(rows, sealed: true)
        }
    }

    /// The events at these positions, in order; positions that do not exist are left out.
    package func read(_ workspace: WorkspaceID, at positions: [LogPosition]) async throws(EventLogError) -> [LogRecord]
    {
        if positions.isEmpty { return [] }
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(positions.map(\.value))
        return try await read(LogStatements.readAt, bindings) { rows throws(PostgresError) in
            try Self.records(rows, sealed: true)
        }
    }

    /// What became of a command, if it was done.
    package func command(_ workspace: WorkspaceID, _ id: CommandID) async throws(EventLogError) -> LogCommand? {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(id.id.postgres)
        return try await read(LogStatements.command, bindings) { rows throws(PostgresError) in
            guard let row = rows.first else { return nil }
            return LogCommand(
                fingerprint: try row.bytes(0), first: LogPosition(try row.int64(1)),
                last: LogPosition(try row.int64(2)),
                receipt: try row.bytes(3))
        }
    }

    /// Who holds these claims; free ones are left out. One query answers all who ask at the same time.
    package func claims(
        _ workspace: WorkspaceID, _ keys: [[UInt8]]
    ) async throws(EventLogError) -> [[UInt8]: LogClaim] {
        let held = try await claimReader.claims(keys.map { .init(workspace: workspace, key: $0) })
        var claims: [[UInt8]: LogClaim] = [:]
        for key in keys { claims[key] = held[.init(workspace: workspace, key: key)] }
        return claims
    }

    private static func claims(_ keys: [ClaimReader.Key], from pool: PostgresPool) async -> ClaimReader.Answer {
        var bindings = Bindings()
        bindings.append(keys.map(\.workspace.id.postgres))
        bindings.append(keys.map(\.key))
        do {
            var claims: [ClaimReader.Key: LogClaim] = [:]
            for row in try await pool.query(LogStatements.claims, bindings) {
                let workspace = WorkspaceID(UniqueID(try row.uuid(0)))
                claims[.init(workspace: workspace, key: try row.bytes(1))] = LogClaim(
                    stream: try row.string(2), position: LogPosition(try row.int64(3)))
            }
            return .success(claims)
        } catch let error as PostgresError {
            return .failure(EventLogError(reading: error))
        } catch {
            return .failure(EventLogError(.unavailable, "the database cannot be reached: \(error)"))
        }
    }

    /// Learns how far every log goes from the database, in one query.
    package func refreshHeads() async throws(EventLogError) {
        try await read(LogStatements.heads, Bindings()) { rows throws(PostgresError) in
            for row in rows {
                heads.advance(WorkspaceID(UniqueID(try row.uuid(0))), to: LogPosition(try row.int64(1) - 1))
            }
        }
    }

    /// The last position of a log, from the database.
    package func last(of workspace: WorkspaceID) async throws(EventLogError) -> LogPosition {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        let last = try await read(LogStatements.head, bindings) { rows throws(PostgresError) in
            LogPosition((try rows.first?.int64(0) ?? 0) - 1)
        }
        heads.advance(workspace, to: last)
        return last
    }

    /// The last position that was recorded by a moment; `beforeAll` if none was.
    package func last(of workspace: WorkspaceID, at moment: Instant) async throws(EventLogError) -> LogPosition {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(timestampMicros: moment.microseconds)
        return try await read(LogStatements.positionAt, bindings) { rows throws(PostgresError) in
            LogPosition(try rows.onlyRow().int64OrNil(0) ?? -1)
        }
    }

    private static func records(_ rows: PostgresResult, sealed: Bool) throws(PostgresError) -> [LogRecord] {
        var records: [LogRecord] = []
        records.reserveCapacity(rows.rowCount)
        for row in rows {
            records.append(
                LogRecord(
                    position: LogPosition(try row.int64(0)), entry: try row.bytes(1),
                    sealed: sealed ? try row.bytesOrNil(2) : nil))
        }
        return records
    }

    private func read<Value: Sendable>(
        _ statement: Statement, _ bindings: Bindings, _ decode: (PostgresResult) throws(PostgresError) -> Value
    ) async throws(EventLogError) -> Value {
        do {
            return try decode(try await pool.query(statement, bindings))
        } catch let error as PostgresError {
            throw EventLogError(reading: error)
        } catch {
            throw EventLogError(.unavailable, "the database cannot be reached: \(error)")
        }
    }
}
