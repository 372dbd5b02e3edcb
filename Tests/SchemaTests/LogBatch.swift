internal import Postgres
internal import Support
internal import Testing

/// The arguments of one call of `log.append`, built command by command.
struct LogBatch: Sendable {
    /// What became of a command.
    struct Outcome: Sendable, Equatable {
        var command: Int32
        var outcome: Int32
        var first: Int64?
        var last: Int64? = nil
        var receipt: [UInt8]? = nil
        var name: String? = nil
        var number: Int64? = nil
        var key: [UInt8]? = nil
    }

    static let acme = PostgresUUID(high: 1, low: 0xacae)
    static let other = PostgresUUID(high: 2, low: 0x07e8)

    private var commands: [(workspace: PostgresUUID, id: UInt64, fingerprint: UInt8)] = []
    private var events: [(command: Int32, stream: String, version: Int32)] = []
    private var takes: [(command: Int32, event: Int32, key: UInt8)] = []
    private var releases: [(command: Int32, key: UInt8)] = []
    private var keys: [(command: Int32, subject: UInt64)] = []

    /// Adds a command. `takes` are claims by the command's first event; ids, claims and keys are numbers for short.
    mutating func command(
        _ workspace: PostgresUUID, id: UInt64, fingerprint: UInt8 = 1, events: [(String, Int32)],
        takes: [UInt8] = [], releases: [UInt8] = [], keys: [UInt64] = []
    ) {
        commands.append((workspace, id, fingerprint))
        let number = Int32(commands.count)
        let firstEvent = Int32(self.events.count + 1)
        self.events += events.map { (number, $0.0, $0.1) }
        self.takes += takes.map { (number, firstEvent, $0) }
        self.releases += releases.map { (number, $0) }
        self.keys += keys.map { (number, $0) }
    }

    /// Calls the function; one outcome per command, in order.
    func append(on connection: PostgresConnection) async throws -> [Outcome] {
        try await connection.query(Self.statement, bindings()).map { try Outcome($0) }
    }

    /// The same through `log.append_batch`, with these workspaces in place of the batch's own. One that was appended as a
    /// whole is answered by workspace; said here of each command, as by `log.append`.
    func appendAtOnce(
        on connection: PostgresConnection, replacing names: [PostgresUUID: PostgresUUID] = [:]
    ) async throws -> [Outcome] {
        try told(try await answersAtOnce(on: connection, replacing: names))
    }

    /// What is said of a whole batch by log, said of each command.
    func told(_ answers: [Outcome]) throws -> [Outcome] {
        guard answers.contains(where: { $0.outcome >= 9 }) else { return answers }
        var places: [PostgresUUID: Int64] = [:]
        for (workspace, answer) in zip(workspaces, answers) { places[workspace] = answer.first }
        try #require(answers.map(\.command) == workspaces.indices.map { Int32($0 + 1) })
        try #require(answers.allSatisfy { $0.outcome >= 9 } && places.count == workspaces.count)
        return commands.enumerated().map { index, command in
            let first = places[command.workspace, default: -1]
            let next = first + Int64(events.count { $0.command == Int32(index + 1) })
            places[command.workspace] = next
            return Outcome(command: Int32(index + 1), outcome: 1, first: first, last: next - 1)
        }
    }

    /// What `log.append_batch` says, as it says it.
    func answersAtOnce(
        on connection: PostgresConnection, replacing names: [PostgresUUID: PostgresUUID] = [:]
    ) async throws -> [Outcome] {
        try await connection.query(Self.atOnce, bindingsAtOnce(names)).map { try Outcome($0) }
    }

    /// What `log.append_ahead` says when it is told that the log will end at `base`.
    func answersAhead(
        at base: Int64, on connection: PostgresConnection, replacing names: [PostgresUUID: PostgresUUID] = [:]
    ) async throws -> [Outcome] {
        var bindings = bindingsAtOnce(names)
        bindings.append(base)
        return try await connection.query(Self.ahead, bindings).map { try Outcome($0) }
    }

    /// Whether `log.append_alone` takes it.
    var canGoAlone: Bool { commands.count == 1 && releases.isEmpty }

    /// What `log.append_alone` says of a batch that `canGoAlone`.
    func answersAlone(
        on connection: PostgresConnection, replacing names: [PostgresUUID: PostgresUUID] = [:]
    ) async throws -> [Outcome] {
        let command = commands[0]
        var seen: Set<String> = []
        let standing = events.filter { seen.insert($0.stream).inserted && $0.version > 1 }
        var bindings = Bindings()
        bindings.append(names[command.workspace] ?? command.workspace)
        bindings.append(PostgresUUID(high: 9, low: command.id))
        bindings.append([command.fingerprint])
        bindings.append(Array("receipt \(command.id)".utf8))
        appendEvents(to: &bindings)
        bindings.append(standing.map(\.stream))
        bindings.append(standing.map { $0.version - 1 })
        bindings.append(takes.map(\.event))
        bindings.append(takes.map { [$0.key] })
        bindings.append(keys.map { PostgresUUID(high: 8, low: $0.subject) })
        bindings.append(keys.map { _ in [UInt8]([0xee]) })
        return try await connection.query(Self.alone, bindings).map { try Outcome($0) }
    }

    private func appendEvents(to bindings: inout Bindings) {
        bindings.append(events.map(\.stream))
        bindings.append(events.map(\.version))
        bindings.append(timestampMicros: events.map { _ in Int64(1_800_000_000_000_000) })
        bindings.append(events.map { Array("{\"stream\":\"\($0.stream)\",\"version\":\($0.version)}".utf8) })
        bindings.append(events.map { $0.version % 2 == 0 ? nil : [UInt8]([0xff]) })
    }

    /// In the order in which they first come.
    private var workspaces: [PostgresUUID] {
        commands.reduce(into: []) { if !$0.contains($1.workspace) { $0.append($1.workspace) } }
    }

    private func bindingsAtOnce(_ names: [PostgresUUID: PostgresUUID]) -> Bindings {
        let workspaces = workspaces
        var ranks: [PostgresUUID: Int32] = [:]
        var eventRanks: [Int32] = []
        var spans: [(workspace: Int32, first: Int32, last: Int32)] = []
        var standing: [(workspace: Int32, stream: String, version: Int32)] = []
        for (index, command) in commands.enumerated() {
            let number = Int32((workspaces.firstIndex(of: command.workspace) ?? 0) + 1)
            let first = ranks[command.workspace, default: 0]
            var seen: Set<String> = []
            for event in events where event.command == Int32(index + 1) {
                eventRanks.append(ranks[command.workspace, default: 0])
                ranks[command.workspace, default: 0] += 1
                if seen.insert(event.stream).inserted && event.version > 1 {
                    standing.append((number, event.stream, event.version - 1))
                }
            }
            spans.append((number, first, ranks[command.workspace, default: 0] - 1))
        }
        var bindings = Bindings()
        bindings.append(workspaces.map { names[$0] ?? $0 })
        bindings.append(spans.map(\.workspace))
        bindings.append(commands.map { PostgresUUID(high: 9, low: $0.id) })
        bindings.append(commands.map { [$0.fingerprint] })
        bindings.append(commands.map { Array("receipt \($0.id)".utf8) })
        bindings.append(spans.map(\.first))
        bindings.append(spans.map(\.last))
        bindings.append(events.map(\.command))
        bindings.append(eventRanks)
        appendEvents(to: &bindings)
        bindings.append(standing.map(\.workspace))
        bindings.append(standing.map(\.stream))
        bindings.append(standing.map(\.version))
        bindings.append(takes.map(\.command))
        bindings.append(takes.map(\.event))
        bindings.append(takes.map { eventRanks[Int($0.event) - 1] })
        bindings.append(takes.map { events[Int($0.event) - 1].stream })
        bindings.append(takes.map { [$0.key] })
        bindings.append(releases.map(\.command))
        bindings.append(releases.map { [$0.key] })
        bindings.append(keys.map(\.command))
        bindings.append(keys.map { PostgresUUID(high: 8, low: $0.subject) })
        bindings.append(keys.map { _ in [UInt8]([0xee]) })
        return bindings
    }

    /// $1…$27 as `log.append_batch` names them; a row a workspace or a row a command.
    private static let atOnce = Statement(
        "append_at_once",
        """
        select command, outcome, first_position, last_position, receipt, name, number, key
        from log.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26, $27)
        """)

    /// $1…$28 as `log.append_ahead` names them; rows as of `atOnce`.
    private static let ahead = Statement(
        "append_ahead",
        """
        select command, outcome, first_position, last_position, receipt, name, number, key
        from log.append_ahead($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26, $27, $28)
        """)

    /// $1…$15 as `log.append_alone` names them; rows as of `atOnce`.
    private static let alone = Statement(
        "append_alone",
        """
        select command, outcome, first_position, last_position, receipt, name, number, key
        from log.append_alone($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """)

    /// What an append may write to.
    static let tables = ["log.event", "log.command", "log.claim", "vault.key", "log.head"]

    /// All that a table holds of a workspace, but for the workspace's id.
    static func rows(_ table: String, of name: String) -> String {
        """
        select coalesce(string_agg(r, ';' order by r), '') from (
            select (to_jsonb(t) - 'workspace_id')::text from \(table) t
            where workspace_id = (select workspace_id from log.workspace where name = '\(name)')
        ) rows (r)
        """
    }

    static func createWorkspace(
        _ id: PostgresUUID, _ name: String, on connection: PostgresConnection
    ) async throws -> Bool {
        var bindings = Bindings()
        bindings.append(id)
        bindings.append(name)
        return try await connection.query(
            Statement("create_workspace", "select log.create_workspace($1, $2, $1, 'secret', now())"), bindings
        ).onlyRow().bool(0)
    }

    private func bindings() -> Bindings {
        var bindings = Bindings()
        bindings.append(commands.map(\.workspace))
        bindings.append(commands.map { PostgresUUID(high: 9, low: $0.id) })
        bindings.append(commands.map { [$0.fingerprint] })
        bindings.append(commands.map { Array("receipt \($0.id)".utf8) })
        bindings.append(events.map(\.command))
        appendEvents(to: &bindings)
        bindings.append(takes.map(\.command))
        bindings.append(takes.map(\.event))
        bindings.append(takes.map { [$0.key] })
        bindings.append(releases.map(\.command))
        bindings.append(releases.map { [$0.key] })
        bindings.append(keys.map(\.command))
        bindings.append(keys.map { PostgresUUID(high: 8, low: $0.subject) })
        bindings.append(keys.map { _ in [UInt8]([0xee]) })
        return bindings
    }

    /// $1…$18 as `log.append` names them; a row a command.
    private static let statement = Statement(
        "append",
        """
        select command, outcome, first_position, last_position, receipt, name, number, key
        from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        """)
}

extension LogBatch.Outcome {
    /// A row as both functions answer it.
    fileprivate init(_ row: PostgresRow) throws {
        self.init(
            command: try row.int32(0), outcome: try row.int32(1), first: try row.int64OrNil(2),
            last: try row.int64OrNil(3), receipt: try row.bytesOrNil(4), name: try row.stringOrNil(5),
            number: try row.int64OrNil(6), key: try row.bytesOrNil(7))
    }
}

/// Runs a test as the service, in a database of its own with two empty workspaces.
func withLog(_ body: (PostgresConnection) async throws -> Void) async throws {
    try await withCarelogDatabase { database in
        try await database.service.session { service in
            let acme = try await LogBatch.createWorkspace(LogBatch.acme, "acme", on: service)
            let other = try await LogBatch.createWorkspace(LogBatch.other, "other", on: service)
            try #require(acme && other)
            try await body(service)
        }
    }
}

extension PostgresConnection {
    /// The only column of the only row, which must be text.
    func line(_ sql: String) async throws -> String {
        try await query(Statement("test", sql)).onlyRow().string(0)
    }
}
