internal import EventCodec
internal import EventLog
internal import Identity
internal import Postgres
internal import Ticketing

/// A database whose log was written by COPY, at the speed of PostgreSQL: as many tickets as are wanted, 3.2 events each.
///
/// Nothing is folded yet. The live views claim to have read everything, so that no server starts to fold a long log, and
/// so that a rebuild has a position to go to.
struct SeededLog: Sendable {
    let database: BenchDatabase
    let workspace: WorkspaceID
    /// Whose tickets the view `mine` shows.
    let agent: AgentID
    /// **Units**: events; also the next position.
    let events: Int

    private static let seed: UInt64 = 20_261_121
    /// The moment of the first event: 2026-01-01T00:00:00Z.
    private static let begin = Instant(microseconds: 1_767_225_600_000_000)

    /// The database `seeded_<tickets>`: filled if it is not. **Range**: a multiple of four tickets.
    static func open(on stage: BenchStage, tickets: Int) async throws -> SeededLog {
        let database = try await stage.database("seeded_\(tickets)")
        _ = try await database.tokens()
        let pool = PostgresPool(database.configuration, logger: stage.logger)
        let log = EventLog(configuration: database.configuration, pool: pool, logger: stage.logger)
        do {
            let filling = SeedFilling(
                database: database, seed: seed, begin: begin, founded: try await SeedFoundation.read(log),
                tickets: tickets)
            let events = try await filling.fillIfEmpty()
            await pool.close()
            return SeededLog(
                database: database, workspace: filling.founded.workspace, agent: filling.founded.staff.agent,
                events: events)
        } catch {
            await pool.close()
            throw error
        }
    }
}

extension SeededLog {
    /// Makes the views what the log says, if they only claim it; only then do tokens open anything.
    func foldIfNeeded() async throws {
        let isFolded = try await database.connected { connection in
            // A rebuild makes another generation than the one that the first migration made.
            let live = Statement("bench_live", "select generation from projection.generation where state = 'live'")
            return try await connection.query(live).onlyRow().int32(0) > 1
        }
        if !isFolded { _ = try await RebuildMeasure.rebuild(self) }
    }
}

/// What a workspace begins with, before anything is seeded.
struct SeedFoundation: Sendable {
    let workspace: WorkspaceID
    let staff: SeedStaff
    /// How many events there are so far.
    let events: Int

    /// Reads it from the beginning of the one log.
    static func read(_ log: EventLog) async throws -> SeedFoundation {
        guard let workspace = try await log.workspaces().first?.id else { throw BenchFailure("there is no workspace") }
        var agents: [Role: AgentID] = [:]
        for record in try await log.read(workspace, after: .beforeAll, limit: 100, sealed: false) {
            let recorded = try Entry.decode(record.entry, at: record.position)
            guard case .agentRegistered(let fact) = recorded.event, case .agent(let id) = recorded.stream else {
                continue
            }
            for role in fact.roles { agents[role] = id }
        }
        guard let agent = agents[.agent], let connector = agents[.connector] else {
            throw BenchFailure("the workspace has no agent and no connector")
        }
        let last = try await log.last(of: workspace)
        return SeedFoundation(
            workspace: workspace, staff: SeedStaff(agent: agent, connector: connector), events: Int(last.value + 1))
    }
}

/// Writes the blocks of a seeded log.
struct SeedFilling: Sendable {
    let database: BenchDatabase
    let seed: UInt64
    let begin: Instant
    let founded: SeedFoundation
    let tickets: Int

    /// Blocks that are made ahead of the one that is written.
    private static let blocksAhead = 2

    /// How many events the log has then.
    func fillIfEmpty() async throws -> Int {
        if founded.events > tickets { return founded.events }
        return try await database.connected { events in
            try await database.connected { keys in
                try await fill(events, keys)
            }
        }
    }

    private func fill(_ connection: PostgresConnection, _ keyConnection: PostgresConnection) async throws -> Int {
        let begin = ContinuousClock.now
        let events = try await connection.copyIn(
            """
            copy log.event (workspace_id, position, stream_id, version, recorded_at, entry, sealed)
            from stdin (format binary)
            """)
        let keys = try await keyConnection.copyIn(
            "copy vault.key (workspace_id, subject, wrapped) from stdin (format binary)")
        var eventRows = BinaryCopyEncoder()
        var keyRows = BinaryCopyEncoder()
        var position = Int64(founded.events)
        try await inOrder { block in
            for event in block.events {
                eventRows.append(row(of: event, at: position))
                position += 1
            }
            for key in block.keys { keyRows.append(row(of: key)) }
            try await events.write(eventRows.take())
            try await keys.write(keyRows.take())
        }
        eventRows.finish()
        keyRows.finish()
        try await events.write(eventRows.take())
        try await keys.write(keyRows.take())
        try await keys.finish()
        try await events.finish()
        // Last, so that a filling that was interrupted left nothing that counts.
        try await connection.execute(
            """
            analyze log.event; analyze vault.key;
            begin;
            update log.head set next_position = \(position);
            insert into projection.checkpoint (generation, workspace_id, position)
                select g.generation, h.workspace_id, h.next_position - 1
                from projection.generation g, log.head h where g.state = 'live'
                on conflict (generation, workspace_id) do update set position = excluded.position;
            commit;
            checkpoint;
            """)
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        Console.error("  \(tickets) tickets, \(position) events written in \(Decimals.text(seconds, places: 1)) s")
        return Int(position)
    }

    /// Makes the blocks on both cores and hands them on one after the other.
    private func inOrder(_ body: (SeedBlock) async throws -> Void) async throws {
        let count = (tickets + SeedBlock.tickets - 1) / SeedBlock.tickets
        try await withThrowingTaskGroup(of: (Int, SeedBlock).self) { group in
            var made: [Int: SeedBlock] = [:]
            var next = 0
            for number in 0..<min(Self.blocksAhead, count) { add(number, to: &group) }
            while next < count, let (number, block) = try await group.next() {
                made[number] = block
                if number + Self.blocksAhead < count { add(number + Self.blocksAhead, to: &group) }
                while let block = made.removeValue(forKey: next) {
                    try await body(block)
                    next += 1
                }
            }
        }
    }

    private func add(_ number: Int, to group: inout ThrowingTaskGroup<(Int, SeedBlock), any Error>) {
        let size = min(SeedBlock.tickets, tickets - number * SeedBlock.tickets)
        group.addTask {
            let block = try SeedBlock(
                number: number, tickets: size, seed: seed, begin: begin, workspace: founded.workspace,
                staff: founded.staff, keyring: database.keyring)
            return (number, block)
        }
    }

    private func row(of event: SeedEvent, at position: Int64) -> Bindings {
        var row = Bindings(reserving: event.entry.count + (event.sealed?.count ?? 0) + 128)
        row.append(uuid(founded.workspace.id))
        row.append(position)
        row.append(event.stream)
        row.append(event.version)
        row.append(timestampMicros: event.at.microseconds)
        row.append(event.entry)
        row.append(event.sealed)
        return row
    }

    private func row(of key: SeedKey) -> Bindings {
        var row = Bindings(reserving: 160)
        row.append(uuid(founded.workspace.id))
        row.append(uuid(key.subject))
        row.append(key.wrapped)
        return row
    }

    private func uuid(_ id: UniqueID) -> PostgresUUID { PostgresUUID(high: id.high, low: id.low) }
}
