internal import EventLog
internal import Identity
internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("When PostgreSQL fails", .timeLimit(.minutes(5)), .serialized)
struct FaultTests {
    /// A server of the test's own, which it may kill, with a migrated database.
    private func ownServer() async throws -> (server: PostgresServer, service: PostgresConfiguration) {
        let server = try await PostgresServer.launch(.init(fsync: true))
        let name = try await server.createDatabase()
        _ = try await Migrator(configuration: server.connection(database: name), logger: .quiet).up()
        var service = server.connection(database: name)
        service.user = "carelog_service"
        return (server, service)
    }

    /// What one writer was told of one command, attempt by attempt.
    private struct Told: Sendable {
        let number: Int
        let position: LogPosition
        var wasUnknown = false
        var wasUnavailable = false
        /// Told that nothing happened, and later that it had: a lie.
        var wasLiedTo = false
    }

    @Test("a kill under load loses nothing acknowledged, doubles nothing, and leaves nothing unknown for ever")
    func killed() async throws {
        let (server, service) = try await ownServer()
        let running = RunningLog(service)
        try await running.running { () async throws in
            try await running.makeWorkspaces()
            let isOver = Flag()
            async let told = atOnce(24) { writer -> [Told] in
                var told: [Told] = []
                while !isOver.isRaised {
                    told.append(try await insist(running, writer: writer, version: told.count + 1))
                }
                return told
            }
            for round in 1...3 {
                await running.log.heads.changed(in: acme, beyond: at(round * 150))
                try await server.kill9()
                try await server.start()
            }
            let last = running.log.heads.last(of: acme)
            await running.log.heads.changed(in: acme, beyond: at(Int(last.value) + 100))
            isOver.raise()
            let all = try await told.flatMap(\.self)
            let records = try await running.all()
            #expect(records.map(\.position) == records.indices.map { at($0) })
            #expect(records.count == all.count, "each command has exactly one event")
            for told in all {
                #expect(records[Int(told.position.value)].entry == bytes(told.number))
                #expect(!told.wasLiedTo, "command \(told.number) was said not to have happened, and had")
            }
        }
    }

    /// Repeats a command until it is known what became of it, as every client may.
    private func insist(_ running: RunningLog, writer: Int, version: Int) async throws -> Told {
        let number = writer * 10_000 + version
        let request = request(number, stream: "writer/\(writer)", version: version)
        var told = Told(number: number, position: .beforeAll)
        while true {
            switch await running.result(of: request, within: .seconds(2)) {
            case .success(.appended(let first, _)):
                return Told(
                    number: number, position: first, wasUnknown: told.wasUnknown, wasUnavailable: told.wasUnavailable)
            case .success(.duplicate(let first, _, _)):
                return Told(
                    number: number, position: first, wasUnknown: told.wasUnknown, wasUnavailable: told.wasUnavailable,
                    wasLiedTo: told.wasUnavailable && !told.wasUnknown)
            case .failure(let error) where error.code == .unavailable: told.wasUnavailable = true
            case .failure(let error) where error.code == .outcomeUnknown: told.wasUnknown = true
            case .success(let outcome): throw SupportError("command \(number) came to \(outcome)")
            case .failure(let error): throw error
            }
        }
    }

    @Test("while it is away, who waits is answered by their deadline; when it is back, service goes on by itself")
    func away() async throws {
        let (server, service) = try await ownServer()
        let running = RunningLog(service)
        try await running.running { () async throws in
            try await running.makeWorkspaces()
            #expect(try await running.append(request(0)) == .appended(first: at(0), last: at(0)))
            try await server.stop()
            let start = ContinuousClock.now
            let failures = try await atOnce(50) {
                await running.failure(of: request($0 + 1), within: .milliseconds(700))
            }
            let waited = ContinuousClock.now - start
            #expect(failures.allSatisfy { $0 == .unavailable || $0 == .outcomeUnknown }, "\(failures)")
            // 700 ms, and as much again for a machine that is busy with other tests.
            #expect(waited < .milliseconds(3_000), "\(waited)")
            async let patient = running.append(request(99))
            try await server.start()
            #expect(try await patient == .appended(first: at(1), last: at(1)))
            for number in 1...50 {
                let outcome = try await running.append(request(number))
                #expect(outcome == .appended(first: at(1 + number), last: at(1 + number)), "\(outcome)")
            }
        }
    }

    @Test("an answer to COMMIT that is lost is found out, and the caller never knows")
    func lostAnswer() async throws {
        try await withCarelogDatabase { database async throws in
            let relay = try Relay(to: try await PostgresServer.shared)
            var wire = relay.connection(database: database.name)
            wire.user = "carelog_service"
            let direct = RunningLog(database.service)
            try await direct.makeWorkspaces()
            let running = RunningLog(wire)
            try await running.running { () async throws in
                #expect(try await running.append(request(0)) == .appended(first: at(0), last: at(0)))
                let backend = try await appenders(database)
                #expect(backend.count == 1)
                relay.goDeaf()
                async let outcome = running.append(request(1, receipt: "told"))
                // It is committed, and nobody here has heard.
                while try await direct.log.last(of: acme) < at(1) { await Task.yield() }
                relay.hearForNewConnections()
                try await end(backend, database)
                #expect(try await outcome == .duplicate(first: at(1), last: at(1), receipt: Array("told".utf8)))
                #expect(try await direct.all().map(\.entry) == [bytes(0), bytes(1)])
            }
            await direct.pool.close()
            relay.cut()
        }
    }

    @Test("an answer to COMMIT that does not come in time is said to be unknown, and repeating the command tells")
    func unknown() async throws {
        try await withCarelogDatabase { database async throws in
            let relay = try Relay(to: try await PostgresServer.shared)
            var wire = relay.connection(database: database.name)
            wire.user = "carelog_service"
            let direct = RunningLog(database.service)
            try await direct.makeWorkspaces()
            let running = RunningLog(wire)
            try await running.running { () async throws in
                #expect(try await running.append(request(0)) == .appended(first: at(0), last: at(0)))
                relay.goDeaf()
                #expect(await running.failure(of: request(1), within: .milliseconds(500)) == .outcomeUnknown)
                relay.hearForNewConnections()
                let repeated = try await running.append(request(1))
                #expect(repeated == .duplicate(first: at(1), last: at(1), receipt: []))
            }
            await direct.pool.close()
            relay.cut()
        }
    }

    @Test("a server that stops finishes what is under way and leaves nobody in doubt")
    func stopped() async throws {
        try await withCarelogDatabase { database async throws in
            let running = RunningLog(database.service)
            try await running.makeWorkspaces()
            let run = Task { await running.log.run() }
            async let results = atOnce(400) { await running.result(of: request($0)) }
            await running.log.heads.changed(in: acme, beyond: .beforeAll)
            run.cancel()
            await run.value
            var appended = 0
            for result in try await results {
                switch result {
                case .success(.appended): appended += 1
                case .failure(let error): #expect(error.code == .closed, "\(error)")
                case .success(let outcome): Issue.record("\(outcome)")
                }
            }
            #expect(try await running.all().count == appended && appended > 0)
            await running.pool.close()
        }
    }

    /// The sessions of the database that append through the relay.
    private func appenders(_ database: CarelogDatabase) async throws -> [Int32] {
        let pool = PostgresPool(database.superuser, logger: .quiet)
        let rows = try await pool.query(
            Statement(
                "test_appenders",
                """
                select pid from pg_stat_activity
                where datname = current_database() and query like '%log.append%' and pid <> pg_backend_pid()
                """))
        let pids = try rows.map { try $0.int32(0) }
        await pool.close()
        return pids
    }

    private func end(_ pids: [Int32], _ database: CarelogDatabase) async throws {
        let pool = PostgresPool(database.superuser, logger: .quiet)
        var bindings = Bindings()
        bindings.append(pids)
        _ = try await pool.query(Statement("test_end", "select pg_terminate_backend(p) from unnest($1) p"), bindings)
        await pool.close()
    }
}
