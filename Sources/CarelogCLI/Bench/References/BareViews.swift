internal import Postgres

/// What PostgreSQL needs for the rows of the views alone: copied from table to table inside of it and then indexed, by two
/// connections at once. Nothing is read from the log, nothing is folded, nothing is sent.
///
/// No rebuild that keeps the views in PostgreSQL can be faster; it says what part of the goal is the machine's.
struct BareViews: Sendable {
    private let log: SeededLog
    private static let schema = "bare_views"
    private static let connections = 2

    init(_ log: SeededLog) { self.log = log }

    /// The schema of the views that are live.
    static func live(on connection: PostgresConnection) async throws -> String {
        let live = Statement(
            "bench_live_view", "select 'view_' || generation from projection.generation where state = 'live'")
        return try await connection.query(live).onlyRow().string(0)
    }

    /// Events of the log a second.
    func rate() async throws -> Double {
        let (tables, indexes) = try await log.database.connected { connection in
            try await connection.execute("drop schema if exists \(Self.schema) cascade; create schema \(Self.schema)")
            let view = try await Self.live(on: connection)
            let tables = Statement("bench_views_tables", "select tablename from pg_tables where schemaname = '\(view)'")
            let indexes = Statement(
                "bench_views_indexes", "select indexdef from pg_indexes where schemaname = '\(view)'")
            return (
                try await connection.query(tables).map { row in
                    let table = try row.string(0)
                    return """
                        create table \(Self.schema).\(table) (like \(view).\(table) including defaults);
                        insert into \(Self.schema).\(table) select * from \(view).\(table)
                        """
                },
                try await connection.query(indexes).map { row in
                    try row.string(0).replacing(" ON \(view).", with: " ON \(Self.schema).")
                }
            )
        }
        let begin = ContinuousClock.now
        try await execute(tables)
        try await execute(indexes)
        let elapsed = ContinuousClock.now - begin
        try await log.database.connected { try await $0.execute("drop schema \(Self.schema) cascade") }
        return Double(log.events) / (elapsed / .seconds(1))
    }

    /// All of them, so many at a time.
    private func execute(_ statements: [String]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, statement) in statements.enumerated() {
                if index >= Self.connections { try await group.next() }
                group.addTask {
                    try await log.database.connected { connection in
                        try await connection.execute("set maintenance_work_mem = '256MB'; \(statement)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
