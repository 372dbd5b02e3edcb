package import EventLog
internal import Failpoints
package import Identity
internal import Logging
package import Postgres

/// Builds projections beside the live ones: to check them (`verify`) or to take their place (`rebuild`).
///
/// Both fold the whole log into a new generation of tables while agents go on working with the live one.
package struct Rebuild: Sendable {
    private let log: EventLog
    private let pool: PostgresPool
    /// **Units**: events that are folded in memory at a time, whatever the length of the log: some 50 MB.
    private let batchEventsMax: Int
    private let progress: @Sendable (Progress) -> Void

    /// How many sessions make indexes, and statistics.
    private static let sessionsAtOnce = 2
    /// Into how many parts that work is cut: more than there are indexes or tables, so that whoever is done takes the next.
    private static let parts = 32
    /// For how long it is tried again to take the tables of a generation away.
    private static let dropPatience = Duration.seconds(60)
    /// How many sessions read whole tables, beside those that make statistics of them.
    private static let digestsAtOnce = 2

    /// How far a rebuild is. **Units**: events of all logs.
    package struct Progress: Sendable {
        package let workspace: WorkspaceID
        package let folded: LogPosition
        package let head: LogPosition
    }

    /// How one table of two generations compares, at equal checkpoints.
    package struct Comparison: Hashable, Sendable {
        package let table: String
        package let liveRows: Int
        package let builtRows: Int
        package let isIdentical: Bool
    }

    /// What a rebuild found.
    package struct Report: Hashable, Sendable {
        /// The generation that was built.
        package let generation: Int
        /// The generation that it was compared with.
        package let comparedWith: Int
        /// Up to where they were compared, added up over all logs.
        package let events: Int64
        /// Empty if they were not compared.
        package let tables: [Comparison]
        /// Whether each table of both generations was seen to hold the same rows.
        package var isIdentical: Bool { isCompared && tables.allSatisfy(\.isIdentical) }
        package var isCompared: Bool { !tables.isEmpty }
        /// Generations that nobody needs any longer and that could not be taken away.
        package fileprivate(set) var leftOver: [LeftOver] = []
    }

    /// A generation that still stands, and why.
    package struct LeftOver: Hashable, Sendable {
        package let generation: Int
        package let reason: String
    }

    /// A generation as `status` shows it.
    package struct Status: Hashable, Sendable {
        package let generation: Int
        /// `live`, `building` or `retired`.
        package let state: String
        package let createdAt: Instant
        /// How far it has read each log.
        package let checkpoints: [WorkspaceID: LogPosition]
    }

    package init(
        log: EventLog, pool: PostgresPool, batchEventsMax: Int = 100_000,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.log = log
        self.pool = pool
        self.batchEventsMax = batchEventsMax
        self.progress = progress
    }

    /// All generations, the oldest first.
    package func status() async throws -> [Status] {
        var statuses: [Status] = []
        for row in try await pool.query(ViewStatements.generations) {
            let generation = Int(try row.int32(0))
            statuses.append(
                Status(
                    generation: generation, state: try row.string(1),
                    createdAt: Instant(microseconds: try row.timestampMicros(2)),
                    checkpoints: try await checkpoints(of: generation)))
        }
        return statuses
    }

    /// Folds the log anew to the side, compares it with the live generation and drops it again. If that cannot be, the report
    /// says so, and the next rebuild goes on with what is left.
    package func verify() async throws -> Report {
        let built = try await create()
        do {
            return try await dropping([built], report: build(built, isForReaders: false, comparing: true))
        } catch {
            try? await drop(built)
            throw error
        }
    }

    /// Folds the log anew, takes the live generation's place and drops that. One that was interrupted is gone on with.
    ///
    /// The report says whether anything was different: then the live one was wrong, or folded by another version. Without
    /// `comparing` the rows of both are not read for that. If what was live cannot be dropped, the report says so, and the next
    /// rebuild tries again.
    package func rebuild(comparing: Bool = true) async throws -> Report {
        let unfinished = try await status().last { $0.state == "building" }?.generation
        let built: Int
        if let unfinished { built = unfinished } else { built = try await create() }
        let report = try await build(built, isForReaders: true, comparing: comparing)
        Failpoint.rebuildBuilt.pass()
        try await takeOver(built, from: report.comparedWith)
        Failpoint.rebuildSwitched.pass()
        return try await dropping(
            try await status().filter { $0.state == "retired" }.map(\.generation), report: report)
    }

    /// The report, and what of these generations is left over.
    private func dropping(_ generations: [Int], report: Report) async throws -> Report {
        var report = report
        for generation in generations {
            do {
                try await drop(generation)
            } catch let error as PostgresError {
                report.leftOver.append(LeftOver(generation: generation, reason: "\(error)"))
            }
        }
        return report
    }

    /// `isForReaders` makes the indexes too, when the bulk is there: that is much cheaper than to keep them while it comes.
    private func build(_ built: Int, isForReaders: Bool, comparing: Bool) async throws -> Report {
        // The bulk first, so that the comparison has little left to fold.
        // Never beyond the live one, which only goes forward: else there would be no position to compare at.
        let live = try await liveGeneration()
        try await fold(built, to: try await checkpoints(of: live))
        // Beside each other: a session of PostgreSQL works on one core.
        async let indexed: Void = isForReaders ? work(on: built, ViewStatements.indexGeneration) : ()
        let (positions, liveDigests) =
            comparing ? try await digestsAndPositions(of: live) : (try await checkpoints(of: live), [:])
        try await indexed
        try await fold(built, to: positions, exactly: true)
        async let analyzed: Void = isForReaders ? work(on: built, ViewStatements.analyzeGeneration) : ()
        let builtDigests = comparing ? try await digests(of: built) : [:]
        try await analyzed
        let tables = (comparing ? ViewStatements.tables : []).map { table in
            let (liveDigest, builtDigest) = (liveDigests[table], builtDigests[table])
            return Comparison(
                table: table, liveRows: liveDigest?.rows ?? 0, builtRows: builtDigest?.rows ?? 0,
                isIdentical: liveDigest == builtDigest)
        }
        let events = positions.values.reduce(0) { $0 + $1.value + 1 }
        return Report(generation: built, comparedWith: live, events: events, tables: tables)
    }

    /// Of one snapshot: the tables, and how far each log is folded into them.
    private func digestsAndPositions(
        of generation: Int
    ) async throws -> (positions: [WorkspaceID: LogPosition], digests: [String: Digest]) {
        try await pool.withConnection { lease in
            try await lease.withTransaction(.readOnly, level: .repeatableRead) { transaction in
                try await transaction.execute(Self.unhurried)
                let rows = try await transaction.query(ViewStatements.checkpoints, Self.bindings(generation))
                var digests: [String: Digest] = [:]
                for table in ViewStatements.tables {
                    let statement = ViewStatements(generation: generation).digest(of: table)
                    digests[table] = try Digest(try await transaction.query(statement).onlyRow())
                }
                return (try Self.positions(rows), digests)
            }
        }
    }

    /// Of tables that nobody writes. Few at a time: a large table takes longer than anybody waits for a connection.
    private func digests(of generation: Int) async throws -> [String: Digest] {
        try await withThrowingTaskGroup(of: (String, Digest).self) { group in
            var digests: [String: Digest] = [:]
            for (index, table) in ViewStatements.tables.enumerated() {
                if index >= Self.digestsAtOnce, let (table, digest) = try await group.next() { digests[table] = digest }
                let statement = ViewStatements(generation: generation).digest(of: table)
                group.addTask { (table, try Digest(try await unhurried(statement).onlyRow())) }
            }
            return try await group.reduce(into: digests) { $0[$1.0] = $1.1 }
        }
    }

    /// Holds the live checkpoints still, folds what they are ahead, and switches.
    private func takeOver(_ built: Int, from live: Int) async throws {
        try await fold(built, to: try await checkpoints(of: live))
        try await pool.withConnection { lease in
            try await lease.withTransaction { transaction in
                let rows = try await transaction.query(ViewStatements.lockCheckpoints, Self.bindings(live))
                try await fold(built, to: try Self.positions(rows))
                _ = try await transaction.query(ViewStatements.switchGeneration, Self.bindings(built))
                Failpoint.rebuildSwitching.pass()
            }
        }
    }

    /// Folds each log to at least a position, two at a time; `exactly` demands that the generation is not beyond it.
    private func fold(_ generation: Int, to targets: [WorkspaceID: LogPosition], exactly: Bool = false) async throws {
        let folder = ViewFolder(statements: ViewStatements(generation: generation), log: log, pool: pool)
        let builder = ViewBuilder(folder: folder, batchEventsMax: batchEventsMax)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for (workspace, target) in targets {
                if running == 2 {
                    try await group.next()
                    running -= 1
                }
                running += 1
                group.addTask {
                    try await builder.build(workspace, upTo: target) { position in
                        progress(Progress(workspace: workspace, folded: position, head: target))
                    }
                    guard exactly else { return }
                    let position = try await folder.checkpoint(of: workspace)
                    if position != target {
                        throw PostgresError(.misuse, "the generation was folded to \(position), beyond \(target)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func liveGeneration() async throws -> Int {
        Int(try await pool.query(ViewStatements.live).onlyRow().int32(0))
    }

    private func create() async throws -> Int {
        Int(try await pool.query(ViewStatements.createGeneration).onlyRow().int32(0))
    }

    /// Has a generation's indexes or statistics made part by part, by several sessions.
    private func work(on generation: Int, _ statement: Statement) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<Self.parts {
                if part >= Self.sessionsAtOnce { try await group.next() }
                var bindings = Self.bindings(generation)
                bindings.append(Int32(part))
                bindings.append(Int32(Self.parts))
                group.addTask { [bindings] in _ = try await unhurried(statement, bindings) }
            }
            try await group.waitForAll()
        }
    }

    /// As long as it takes: the bound on statements is for those that somebody waits for.
    private static let unhurried = "set local statement_timeout = 0"

    private func unhurried(_ statement: Statement, _ bindings: Bindings = Bindings()) async throws -> PostgresResult {
        try await pool.withConnection { lease in
            try await lease.withTransaction { transaction in
                try await transaction.execute(Self.unhurried)
                return try await transaction.query(statement, bindings)
            }
        }
    }

    /// All of its tables or none. Whoever still reads one of them may want another next that is already taken from them: so
    /// no table is waited for as long as it takes PostgreSQL to find that out, but all are let go and tried again.
    private func drop(_ generation: Int) async throws {
        let backoff = Backoff(base: .milliseconds(20), cap: .seconds(1))
        var random = SystemRandomNumberGenerator()
        var failures = 0
        let end = ContinuousClock.now + Self.dropPatience
        while true {
            do {
                return try await pool.withConnection { lease in
                    try await lease.withTransaction { transaction in
                        // No reader is in the way of this lock. An autovacuum is, and PostgreSQL ends one only for somebody who
                        // waits longer than for the tables below; and with it none begins meanwhile.
                        try await transaction.execute(ViewStatements(generation: generation).lockAgainstVacuum)
                        try await transaction.execute("set local lock_timeout = '100ms'")
                        _ = try await transaction.query(ViewStatements.dropGeneration, Self.bindings(generation))
                    }
                }
            } catch let error as PostgresError where error.isRetryable {
                failures += 1
                if ContinuousClock.now > end { throw error }
                try await Task.sleep(for: backoff.delay(failures: failures, using: &random))
            }
        }
    }

    private func checkpoints(of generation: Int) async throws -> [WorkspaceID: LogPosition] {
        try Self.positions(try await pool.query(ViewStatements.checkpoints, Self.bindings(generation)))
    }

    private static func positions(_ rows: PostgresResult) throws -> [WorkspaceID: LogPosition] {
        var positions: [WorkspaceID: LogPosition] = [:]
        for row in rows { positions[WorkspaceID(UniqueID(try row.uuid(0)))] = LogPosition(try row.int64(1)) }
        return positions
    }

    private static func bindings(_ generation: Int) -> Bindings {
        var bindings = Bindings()
        bindings.append(Int32(generation))
        return bindings
    }

    /// A table's content in a few bytes, whatever the order of the rows: two sums of their 64-bit hashes.
    private struct Digest: Hashable {
        let rows: Int
        let first: String
        let second: String

        init(_ row: PostgresRow) throws {
            rows = Int(try row.int64(0))
            first = try row.string(1)
            second = try row.string(2)
        }
    }
}
