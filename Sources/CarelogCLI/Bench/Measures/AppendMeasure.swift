internal import EventLog
internal import Identity
internal import Postgres

/// The log's appender alone, in this process: prepared entries with every check of the log, as many callers as fill the
/// next batch while one commits.
struct AppendMeasure {
    /// Four batches of 256: the appender has two under way, and behind each another one gathers.
    private static let callers = 1_024

    func run(_ bench: inout Bench) async throws {
        let plan = bench.plan
        let bare = try await bench.bare()
        let database = try await bench.stage.database("append")
        let logger = bench.stage.logger
        var configuration = database.configuration
        configuration.parameters["role"] = "carelog_service"
        let service = configuration
        let batches = try await BareBatches(stage: bench.stage, rows: plan.isQuick ? 25_600 : 102_400)
        for (workspaces, goal, connections) in [(1, 3.0, 1), (16, 4.0, 2)] {
            let pool = PostgresPool(service, logger: logger)
            let log = EventLog(configuration: service, pool: pool, logger: logger)
            let logs = Console.counted(workspaces, "workspace")
            var spent = Spent()
            let medians = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await log.run() }
                let ids = try await Self.makeWorkspaces(workspaces, in: log)
                _ = try await Self.append(to: log, ids, seconds: 1)
                let medians = try await plan.turns.medians {
                    try await bare.rate(
                        clients: IngestMeasure.connections, seconds: plan.seconds, noting: &spent.bare)
                } _: {
                    let begin = (postgres: ProcessorTime(ofPostgresIn: bench.stage.directory), own: ProcessorTime.own)
                    let appended = try await Self.append(to: log, ids, seconds: plan.seconds)
                    let postgres = ProcessorTime(ofPostgresIn: bench.stage.directory) - begin.postgres
                    spent.postgres.note(postgres.all, for: appended.events)
                    spent.appender.note((ProcessorTime.own - begin.own).all, for: appended.events)
                    return appended.perSecond
                } _: {
                    try await batches.rate(connections: connections, noting: &spent.least)
                }
                group.cancelAll()
                return medians
            }
            await pool.close()
            let bareRate = Figure.Reference(
                name: "bare INSERT, \(IngestMeasure.connections) clients", value: medians.first)
            bench.note(
                Figure(
                    name: "append in batches of 256, \(logs)", unit: .perSecond,
                    measured: medians.second, reference: bareRate, goal: .ratioAtLeast(goal)))
            bench.note(
                Figure(
                    name: "the least of it, by \(Console.counted(connections, "connection")) inside PostgreSQL",
                    unit: .perSecond, measured: medians.third, reference: bareRate))
            for figure in spent.figures(of: logs) { bench.note(figure) }
        }
    }

    /// Where the processors' time goes, with an entry and with a bare row.
    private struct Spent {
        var bare = ProcessorCost()
        var postgres = ProcessorCost()
        var appender = ProcessorCost()
        var least = ProcessorCost()

        func figures(of logs: String) -> [Figure] {
            let parts = [
                ("PostgreSQL", postgres), ("the least of PostgreSQL's", least),
                ("the appender and who calls it", appender),
            ]
            let reference = Figure.Reference(name: "a bare INSERT, all of it", value: bare.ofOne)
            return parts.map { part, cost in
                Figure(
                    name: "processor time of an entry, \(logs): \(part)", unit: .microseconds, measured: cost.ofOne,
                    reference: reference)
            }
        }
    }

    private static func makeWorkspaces(_ count: Int, in log: EventLog) async throws -> [WorkspaceID] {
        var random = SeededRandom()
        var ids: [WorkspaceID] = []
        for _ in 0..<count {
            let id = UniqueID(high: random.next(), low: random.next())
            let workspace = LogWorkspace(id: WorkspaceID(id), name: "bench-\(id)", epoch: id, secret: [0])
            guard try await log.createWorkspace(workspace, at: WallClock.now()) else {
                throw BenchFailure("a workspace of that id was there")
            }
            ids.append(workspace.id)
        }
        return ids
    }

    /// How many events, and how many a second.
    private static func append(
        to log: EventLog, _ workspaces: [WorkspaceID], seconds: Int
    ) async throws -> (events: Double, perSecond: Double) {
        let begin = ContinuousClock.now
        let end = begin + .seconds(seconds)
        let appended = try await withThrowingTaskGroup(of: Int.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var requests = AppendRequests(workspace: workspaces[caller % workspaces.count])
                    var count = 0
                    while ContinuousClock.now < end {
                        let outcome = try await log.append(requests.next(), deadline: .now + .seconds(30))
                        guard case .appended = outcome else { throw BenchFailure("an append came to \(outcome)") }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let events = Double(appended)
        return (events, events / ((ContinuousClock.now - begin) / .seconds(1)))
    }
}

/// What one caller appends: messages, four to a stream, each with a claim of its own; every byte but the ids is prepared.
/// Streams grow with time, as the server's do; what clients choose is random.
private struct AppendRequests {
    /// About what a message takes: an entry of 480 bytes, and 260 bytes sealed, as in the bare INSERT.
    private static let entry = [UInt8](repeating: UInt8(ascii: "x"), count: 480)
    private static let sealed = [UInt8](repeating: UInt8(ascii: "y"), count: 260)
    private static let receipt = [UInt8](repeating: UInt8(ascii: "z"), count: 64)

    private let workspace: WorkspaceID
    private let at = WallClock.now()
    private var random = SeededRandom()
    private var stream = ""
    private var version = 0

    init(workspace: WorkspaceID) { self.workspace = workspace }

    mutating func next() -> AppendRequest {
        if version.isMultiple(of: 4) {
            stream = "ticket/\(UniqueID.version7(at: WallClock.now(), random: (random.next(), random.next())))"
            version = 0
        }
        version += 1
        let event = AppendRequest.Event(
            stream: stream, version: StreamVersion(version), at: at, entry: Self.entry, sealed: Self.sealed)
        return AppendRequest(
            workspace: workspace, command: CommandID(UniqueID(high: random.next(), low: random.next())),
            fingerprint: bytes(), receipt: Self.receipt, events: [event], takes: [.init(key: bytes(), event: 0)])
    }

    /// 32 bytes, as of a hash.
    private mutating func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for _ in 0..<4 { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
        return bytes
    }
}
