internal import EventLog
internal import Folds
internal import Identity
internal import Postgres
internal import Support
internal import Testing
internal import Ticketing

@testable internal import Projections

@Suite("Building views anew", .timeLimit(.minutes(3)))
struct RebuildTests {
    private func rebuild(_ world: World, progress: @escaping @Sendable (Rebuild.Progress) -> Void = { _ in }) -> Rebuild
    {
        Rebuild(log: world.log, pool: world.pool, progress: progress)
    }

    /// Histories in three workspaces, shown by the live views.
    private func fill(_ world: World) async throws -> [WorkspaceID: RandomHistory] {
        var histories: [WorkspaceID: RandomHistory] = [:]
        for (seed, workspace) in [acme, umbrella, initech].enumerated() {
            let history = RandomHistory(seed: UInt64(seed) + 20, count: 300)
            for piece in history.pieces(of: 40) { try await world.append(piece, to: workspace) }
            await world.shown(LogPosition(299), of: workspace)
            histories[workspace] = history
        }
        return histories
    }

    @Test("to verify finds the live ones identical, and leaves nothing behind")
    func verify() async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            let report = try await rebuild(world).verify()
            #expect(report.isIdentical, "\(report.tables)")
            #expect(report.events == 900)
            #expect(
                report.tables.map(\.table)
                    == [
                        "ticket", "ticket_detail", "ticket_filter", "customer", "timeline", "agent", "token", "tally",
                        "draft", "outbox", "material", "notification", "notification_read", "customer_link", "feedback",
                        "switch_count",
                        "ticket_part", "problem",
                    ])
            #expect(report.tables.allSatisfy { $0.liveRows > 0 && $0.liveRows == $0.builtRows })
            #expect(try await rebuild(world).status().map(\.state) == ["live"])
        }
    }

    @Test(
        "finds the same whatever a batch holds, of rows that the one before touched and of rows that it did not",
        arguments: [1, 20])
    func smallBatches(eventsMax: Int) async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            let report = try await Rebuild(log: world.log, pool: world.pool, batchEventsMax: eventsMax).verify()
            #expect(report.isIdentical, "\(report.tables)")
        }
    }

    @Test("whoever makes them waits for no connection of a pool of four, however long each is taken")
    func neverInLine() async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            let pool = PostgresPool(
                world.database.service, limits: .init(connectionsMax: 4, waitersMax: 0), logger: .quiet)
            let report = try await Rebuild(log: world.log, pool: pool).rebuild()
            await pool.close()
            #expect(report.isIdentical, "\(report.tables)")
        }
    }

    /// Two neighbours each give the other what they have in a column.
    private static func exchange(_ column: String, of table: String, pair: Int) -> String {
        """
        with numbered as (
            select \(table)_id as id, \(column) as value, (row_number() over (order by \(table)_id) + 1) / 2 as pair
            from view_1.\(table) where workspace_id = '\(acme)'
        )
        update view_1.\(table) t set \(column) = other.value
        from numbered own join numbered other on own.pair = other.pair and own.id <> other.id
        where t.\(table)_id = own.id and own.pair = \(pair)
        """
    }

    @Test(
        "to verify finds one row that is wrong, missing or too many, in its table and no other",
        arguments: [
            (
                "ticket",
                "update view_1.ticket set messages = messages + 1 where ticket_id = (select max(ticket_id::text)::uuid from view_1.ticket)"
            ),
            ("ticket_filter", "update view_1.ticket_filter set queue = 3 where queue <> 3"),
            (
                "customer",
                "delete from view_1.customer where customer_id = (select max(customer_id::text)::uuid from view_1.customer)"
            ),
            (
                "timeline",
                "insert into view_1.timeline select workspace_id, customer_id, 77777, '{77777}' from view_1.timeline limit 1"
            ),
            // What the tickets have together stays the same.
            ("ticket", exchange("position", of: "ticket", pair: 1)),
            ("ticket", exchange("position", of: "ticket", pair: 2)),
            ("ticket", exchange("position", of: "ticket", pair: 3)),
            ("customer", exchange("registered_position", of: "customer", pair: 1)),
            ("customer", exchange("registered_position", of: "customer", pair: 2)),
            ("tally", "update view_1.tally set replies = replies - 1"),
            ("token", "update view_1.token set revoked = not revoked"),
        ])
    func planted(table: String, sql: String) async throws {
        try await withWorld { world async throws in
            let histories = try await fill(world)
            try await world.sabotage(sql)
            let report = try await rebuild(world).verify()
            #expect(!report.isIdentical)
            #expect(report.tables.filter { !$0.isIdentical }.map(\.table) == [table])
            // To rebuild is the cure.
            #expect(try await !rebuild(world).rebuild().isIdentical)
            #expect(try await rebuild(world).verify().isIdentical)
            for (workspace, history) in histories {
                let fold = folded(history.events)
                #expect(try await world.tables(of: fold, in: workspace) == Tables(of: fold))
            }
        }
    }

    @Test("mends what was wrong without comparing, and says that it did not compare")
    func withoutComparing() async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            try await world.sabotage("update view_1.tally set replies = replies - 1")
            let report = try await rebuild(world).rebuild(comparing: false)
            #expect(!report.isCompared)
            #expect(!report.isIdentical)
            #expect(report.events > 0)
            #expect(try await rebuild(world).verify().isIdentical)
        }
    }

    @Test("stops at an event that is missing, in the middle or at the end, and says which", arguments: [150, 299])
    func hole(position: Int64) async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            // Only who may switch the triggers off can do this.
            try await world.sabotage(
                """
                set session_replication_role = replica;
                delete from log.event where workspace_id = '\(acme)' and position = \(position)
                """)
            await #expect(throws: LogHole(workspace: acme, position: LogPosition(position))) {
                _ = try await rebuild(world).verify()
            }
            #expect(try await rebuild(world).status().map(\.state) == ["live"])
        }
    }

    @Test("takes the place of the live ones while agents go on, and loses nothing")
    func underLoad() async throws {
        try await withWorld { world async throws in
            var histories = try await fill(world)
            let isOver = Flag()
            let writing = Task { () async throws -> RandomHistory in
                var history = RandomHistory(seed: 20, count: 300)
                while !isOver.isRaised {
                    let before = history.events.count
                    history.grow(by: 7)
                    try await world.append(history.events[before...])
                }
                return history
            }
            for generation in 2...4 {
                let report = try await rebuild(world).rebuild()
                #expect(report.generation == generation && report.comparedWith == generation - 1)
                #expect(report.isIdentical, "\(report.tables)")
            }
            isOver.raise()
            histories[acme] = try await writing.value
            for (workspace, history) in histories {
                await world.shown(LogPosition(Int64(history.events.count - 1)), of: workspace)
                let fold = folded(history.events)
                #expect(try await world.tables(of: fold, in: workspace) == Tables(of: fold))
            }
            let statuses = try await rebuild(world).status()
            #expect(statuses.map(\.generation) == [4] && statuses.map(\.state) == ["live"])
            #expect(try await rebuild(world).verify().isIdentical)
        }
    }

    @Test("leaves nobody on the old generation, though that cannot be dropped")
    func undropped() async throws {
        try await withWorld { world async throws in
            var histories = try await fill(world)
            // As if the rebuild had died when it had switched.
            try await world.sabotage(
                """
                create function public.refuse() returns event_trigger language plpgsql as
                    $$ begin raise exception 'not now'; end $$;
                create event trigger undropped on ddl_command_start when tag in ('DROP SCHEMA')
                    execute function public.refuse()
                """)
            let report = try await rebuild(world).rebuild()
            #expect(report.isIdentical && report.leftOver.map(\.generation) == [1])
            #expect(try await rebuild(world).status().map(\.state) == ["retired", "live"])
            histories[acme]?.grow(by: 7)
            for (workspace, history) in histories {
                try await world.append(history.events[300...], to: workspace)
                await world.shown(LogPosition(Int64(history.events.count - 1)), of: workspace)
                let fold = folded(history.events)
                #expect(try await world.tables(of: fold, in: workspace) == Tables(of: fold))
            }
            let live = try await rebuild(world).status().last
            #expect(live?.checkpoints[acme] == LogPosition(306))
            // What is found is said also if what was made for it stays; the next rebuild has it, and takes all the rest away.
            let verified = try await rebuild(world).verify()
            #expect(verified.isIdentical && verified.leftOver.map(\.generation) == [3])
            try await world.sabotage("drop event trigger undropped")
            let next = try await rebuild(world).rebuild()
            #expect(next.generation == 3 && next.leftOver.isEmpty)
            #expect(try await rebuild(world).status().map(\.generation) == [3])
        }
    }

    /// A rebuild under way, until what it waits for is seen: a lock of this mode on a table of the first generation.
    private func underWay(_ world: World, until mode: String, on table: String) async throws -> Task<
        Rebuild.Report, any Error
    > {
        let isAwaited = Statement(
            "awaited",
            """
            select exists (select from pg_locks l where not l.granted and l.mode = '\(mode)'
                and l.relation = 'view_1.\(table)'::regclass)
            """)
        let isOver = Flag()
        let rebuilding = Task {
            defer { isOver.raise() }
            return try await rebuild(world).rebuild()
        }
        while !isOver.isRaised, !(try await world.pool.query(isAwaited).onlyRow().bool(0)) {}
        try #require(!isOver.isRaised, "the rebuild ended and waited for nobody")
        return rebuilding
    }

    @Test("is through, and so is whoever reads one table after another of what goes away")
    func readMeanwhile() async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            // In the order in which they are taken away.
            let tables = Statement(
                "tables",
                """
                select relname::text from pg_class
                where relnamespace = 'view_1'::regnamespace and relkind = 'r' order by oid
                """)
            let names = try await world.pool.query(tables).map { try $0.string(0) }
            let (first, last) = (try #require(names.first), try #require(names.last))
            let rebuilding = try await world.pool.withConnection { lease in
                try await lease.withTransaction(.readOnly) { transaction in
                    _ = try await transaction.query(Statement("held", "select count(*) from view_1.\(last)"))
                    let rebuilding = try await underWay(world, until: "AccessExclusiveLock", on: last)
                    // Whoever takes the tables away has locked this one, and waits for the other.
                    _ = try await transaction.query(Statement("wanted", "select count(*) from view_1.\(first)"))
                    return rebuilding
                }
            }
            #expect(try await rebuilding.value.isIdentical)
            #expect(try await rebuild(world).status().map(\.state) == ["live"])
        }
    }

    @Test(
        "waits for a vacuum of what goes away for as long as PostgreSQL takes to end it, and holds up no reader meanwhile"
    )
    func vacuumedMeanwhile() async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            let rebuilding = try await world.pool.withConnection { lease in
                try await lease.withTransaction { transaction in
                    try await transaction.execute("lock table view_1.timeline in share update exclusive mode")
                    let rebuilding = try await underWay(world, until: "ShareUpdateExclusiveLock", on: "timeline")
                    _ = try await world.pool.query(Statement("read", "select count(*) from view_1.ticket"))
                    _ = try await world.pool.query(Statement("read", "select count(*) from view_1.timeline"))
                    return rebuilding
                }
            }
            #expect(try await rebuilding.value.leftOver.isEmpty)
            #expect(try await rebuild(world).status().map(\.state) == ["live"])
        }
    }

    @Test("is noticed by nobody, not even by whom PostgreSQL ends for being in its way")
    func readersTryAgain() async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            _ = try await world.views.withLive { $0.generation }
            var tries = 0
            _ = try await world.views.withLive { _ in
                tries += 1
                if tries == 1 { throw PostgresError(.server, "deadlock detected", sqlState: .deadlockDetected) }
            }
            #expect(tries == 2)
        }
    }

    @Test(
        "is noticed by nobody, however often the views are made anew before a reader comes to read",
        arguments: [true, false])
    func readersOfTheLast(hasReadBefore: Bool) async throws {
        try await withWorld { world async throws in
            _ = try await fill(world)
            if hasReadBefore { _ = try await world.views.withLive { $0.generation } }
            var tries: [Int] = []
            _ = try await world.views.withLive { live in
                tries.append(live.generation)
                if tries.count < 4 { _ = try await rebuild(world).rebuild() }
                let count = Statement("count_\(live.generation)", "select count(*) from view_\(live.generation).ticket")
                return try await world.pool.query(count).onlyRow().int64(0)
            }
            #expect(tries == [1, 2, 3, 4])
        }
    }

    @Test("does not keep a reader trying who fails of something else")
    func readersGiveUp() async throws {
        try await withWorld { world async throws in
            var tries = 0
            await #expect(throws: PostgresError.self) {
                try await world.views.withLive { _ in
                    tries += 1
                    throw PostgresError(.server, "there is no such table", sqlState: .undefinedTable)
                }
            }
            #expect(tries == 2)
        }
    }

    @Test("that was interrupted is gone on with where it stopped")
    func interrupted() async throws {
        try await withWorld { world async throws in
            let histories = try await fill(world)
            let ready = Flag()
            let steps = Steps()
            let first = Task { () async throws -> Rebuild.Report in
                while !ready.isRaised { await Task.yield() }
                return try await Rebuild(log: world.log, pool: world.pool, batchEventsMax: 50) { steps.note($0) }
                    .rebuild()
            }
            // Between two batches, so that nothing is under way when it stops.
            steps.stop(first, after: 3)
            ready.raise()
            await #expect(throws: (any Error).self) { try await first.value }
            let left = try await rebuild(world).status()
            #expect(left.map(\.state) == ["live", "building"])
            let done = left.last?.checkpoints.values.reduce(0) { $0 + $1.value + 1 } ?? 0
            #expect((100...450).contains(done), "\(done) of 900 events were folded")
            let report = try await rebuild(world).rebuild()
            #expect(report.generation == 2 && report.isIdentical)
            #expect(try await rebuild(world).status().map(\.state) == ["live"])
            for (workspace, history) in histories {
                let fold = folded(history.events)
                #expect(try await world.tables(of: fold, in: workspace) == Tables(of: fold))
            }
        }
    }
}
