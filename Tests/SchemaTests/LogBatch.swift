internal import Postgres

/// The arguments of one call of `log.append`, built command by command.
struct LogBatch: Sendable {
    /// What became of a command.
    struct Outcome: Sendable, Equatable {
        var command: Int32
        var outcome: Int32
        var first: Int64?
        var last: Int64?
        var receipt: [UInt8]?
        var name: String?
        var number: Int64?
        var key: [UInt8]?
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
        try await connection.query(Self.statement, bindings()).map { row in
            Outcome(
                command: try row.int32(0), outcome: try row.int32(1), first: try row.int64OrNil(2),
                last: try row.int64OrNil(3), receipt: try row.bytesOrNil(4), name: try row.stringOrNil(5),
                number: try row.int64OrNil(6), key: try row.bytesOrNil(7))
        }
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
        bindings.append(events.map(\.stream))
        bindings.append(events.map(\.version))
        bindings.append(timestampMicros: events.map { _ in Int64(1_800_000_000_000_000) })
        bindings.append(events.map { Array("{\"stream\":\"\($0.stream)\",\"version\":\($0.version)}".utf8) })
        bindings.append(events.map { $0.version % 2 == 0 ? nil : [UInt8]([0xff]) })
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
