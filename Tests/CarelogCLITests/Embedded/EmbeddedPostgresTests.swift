import FoundationEssentials
import Glibc
import Logging
import Testing

@testable import CarelogCLI

@Suite(
    "embedded PostgreSQL", .serialized, .enabled(if: TestCluster.isInstalled, "\(TestCluster.absent)"),
    .timeLimit(.minutes(3)))
struct EmbeddedPostgresTests {
    @Test("a first start makes a durable cluster without TCP; the next goes on with its data; no two share it")
    func firstAndNext() async throws {
        let cluster = try TestCluster()
        defer { cluster.remove() }
        let (postgres, _) = cluster.postgres()
        var endpoint = try await postgres.start()
        let settings = try await cluster.query(
            "select string_agg(setting, ',' order by name) from pg_settings where name in "
                + "('data_checksums', 'fsync', 'listen_addresses', 'server_encoding', 'synchronous_commit', 'max_connections')",
            at: endpoint)
        #expect(settings == "on,on,,160,UTF8,on")
        #expect(
            try await cluster.query("select upper('ä') || (select count(*) from pg_roles where rolsuper)", at: endpoint)
                == "Ä1")
        #expect(try await cluster.query("create table kept as select 42 as answer", at: endpoint) == "")

        let (second, _) = cluster.postgres()
        let refusal = await #expect(throws: EmbeddedPostgresError.self) { try await second.start() }
        #expect(refusal?.code == .inUse)
        #expect(refusal?.message.contains("process \(getpid())") == true)
        #expect(try await cluster.query("select answer from kept", at: endpoint) == "42")

        await postgres.stop()
        #expect(cluster.processes.isEmpty)
        await postgres.stop()
        endpoint = try await second.start()
        #expect(try await cluster.query("select answer from kept", at: endpoint) == "42")
        await second.stop()
        #expect(cluster.processes.isEmpty)
    }

    @Test("after kill -9 of carelog the next one takes the running server over, watches it and stops it")
    func adoption() async throws {
        let cluster = try TestCluster()
        defer { cluster.remove() }
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = cluster.directory.path as String] in
            let postgres = EmbeddedPostgres(directory: DataDirectory(path: path), logger: Logger(label: "test"))
            try await postgres.start()
            kill(getpid(), SIGKILL)
        }
        let left = try #require(cluster.processes.first)
        var (postgres, events) = cluster.postgres()
        let endpoint = try await postgres.start()
        #expect(await events.next() == .adopted(pid: left.pid))
        #expect(try await cluster.query("create table kept as select 42 as answer", at: endpoint) == "")

        let watch = Task { try await postgres.run() }
        left.signal(SIGKILL)
        #expect(await events.next() == .died(pid: left.pid, how: "it is gone"))
        try await Self.expectStart(&events)
        #expect(postgres.endpoint == endpoint)
        #expect(try await cluster.query("select answer from kept", at: endpoint) == "42")
        watch.cancel()
        try await watch.value
        await postgres.stop()
        #expect(cluster.processes.isEmpty)
    }

    @Test("after kill -9 of carelog and PostgreSQL together the next start is as if nothing had happened")
    func staleFiles() async throws {
        let cluster = try TestCluster()
        defer { cluster.remove() }
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = cluster.directory.path as String] in
            let directory = DataDirectory(path: path)
            try await EmbeddedPostgres(directory: directory, logger: Logger(label: "test")).start()
            for process in ProcessTable.allPostgres(workingIn: directory.data) { process.signal(SIGKILL) }
            kill(getpid(), SIGKILL)
        }
        let pidFile = "\(cluster.directory.data)/postmaster.pid"
        #expect(FileText.read(pidFile) != nil)
        #expect(FileText.read("\(cluster.directory.run)/.s.PGSQL.5432.lock") != nil)

        // The number may meanwhile be a stranger's, of the same user even.
        let user = try PostgresUser.choose(dataDirectory: cluster.directory.data)
        let stranger = try ChildCommand(
            program: "/usr/bin/sleep", arguments: ["600"], user: user, outputPath: "/dev/null"
        ).spawn()
        defer {
            kill(stranger, SIGKILL)
            while ChildExit.poll(stranger) == nil { sched_yield() }
        }
        let stale = try #require(FileText.read(pidFile))
        let lines =
            ["\(stranger)"]
            + stale.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().map(String.init)
        try lines.joined(separator: "\n").write(toFile: pidFile, atomically: false, encoding: .utf8)

        var (postgres, events) = cluster.postgres()
        let endpoint = try await postgres.start()
        try await Self.expectStart(&events)
        #expect(try await cluster.query("select 1", at: endpoint) == "1")
        #expect(ProcessTable.entry(stranger) != nil)
        await postgres.stop()
    }

    @Test("a server that is killed is started again, even if a busy session outlives it")
    func orphans() async throws {
        let cluster = try TestCluster()
        defer { cluster.remove() }
        var (postgres, events) = cluster.postgres()
        let endpoint = try await postgres.start()
        guard case .started(let pid)? = await events.next() else {
            Issue.record("not started")
            return
        }
        let busy = try cluster.psql(
            "select count(*) from generate_series(1, 1e15::bigint) as busy", endpoint, "/dev/null"
        ).spawn()
        defer {
            kill(busy, SIGKILL)
            while ChildExit.poll(busy) == nil { sched_yield() }
        }
        let running =
            "select count(*) from pg_stat_activity where query like '%as busy' and state = 'active' and pid <> pg_backend_pid()"
        while try await cluster.query(running, at: endpoint) != "1" { try #require(ChildExit.poll(busy) == nil) }

        let watch = Task { try await postgres.run() }
        kill(pid, SIGKILL)
        #expect(await events.next() == .died(pid: pid, how: "signal 9"))
        guard case .orphansEnded(let count)? = await events.next() else {
            Issue.record("the busy session ended by itself")
            return
        }
        #expect(count >= 1)
        try await Self.expectStart(&events)
        #expect(try await cluster.query(running, at: endpoint) == "0")
        watch.cancel()
        try await watch.value
        await postgres.stop()
        #expect(cluster.processes.isEmpty)
    }

    @Test("a server that dies again and again is given up, with a word where to look")
    func givesUp() async throws {
        let cluster = try TestCluster()
        defer { cluster.remove() }
        var (postgres, events) = cluster.postgres()
        try await postgres.start()
        let watch = Task { try await postgres.run() }
        for _ in 1...RestartPolicy.deathsMax {
            guard case .started(let pid)? = await Self.next(&events, skippingOrphans: true) else {
                Issue.record("not started again")
                break
            }
            kill(pid, SIGKILL)
            #expect(await events.next() == .died(pid: pid, how: "signal 9"))
        }
        let error = await #expect(throws: EmbeddedPostgresError.self) { try await watch.value }
        #expect(error?.code == .keepsDying)
        #expect(error?.message.contains(cluster.directory.log.path) == true)
        await postgres.stop()
    }

    @Test(
        "a directory whose name is too long for a socket gets one in a private folder, which goes when PostgreSQL stops"
    )
    func longDirectory() async throws {
        let cluster = try TestCluster(below: "/" + String(repeating: "long", count: 30))
        defer { cluster.remove() }
        let (postgres, _) = cluster.postgres()
        let endpoint = try await postgres.start()
        #expect(endpoint.socketDirectory.hasPrefix("/tmp/carelog-"))
        var status = stat()
        #expect(stat(endpoint.socketDirectory, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        #expect(try await cluster.query("select 1", at: endpoint) == "1")
        await postgres.stop()
        #expect(stat(endpoint.socketDirectory, &status) != 0)
    }

    @Test("a start that is stopped half-way leaves nothing running and the directory free")
    func stoppedWhileStarting() async throws {
        let cluster = try TestCluster()
        defer { cluster.remove() }
        let (postgres, _) = cluster.postgres()
        let start = Task { () -> EmbeddedPostgresError.Code? in
            do throws(EmbeddedPostgresError) {
                try await postgres.start()
                return nil
            } catch {
                return error.code
            }
        }
        // Making the cluster takes a second, so the stop falls into the start.
        while FileText.read("\(cluster.directory.path)/carelog.lock") == nil { await Task.yield() }
        await postgres.stop()
        #expect(await start.value == .stopped)
        #expect(cluster.processes.isEmpty)
        try await postgres.start()
        await postgres.stop()
    }

    @Test(
        "as root, a directory that the user of PostgreSQL may not enter is named",
        .enabled(if: geteuid() == 0, "needs root, who drops to another user"))
    func closedDirectory() async throws {
        let cluster = try TestCluster(below: "/closed/data")
        defer { cluster.remove() }
        let closed = String(cluster.directory.path.dropLast("/data".count))
        chmod(closed, 0o700)
        let (postgres, _) = cluster.postgres()
        let error = await #expect(throws: EmbeddedPostgresError.self) { try await postgres.start() }
        #expect(error?.code == .directory)
        #expect(error?.message.contains("may not enter \(closed): chmod o+x \(closed)") == true)
    }

    private static func expectStart(_ events: inout AsyncStream<EmbeddedPostgres.Event>.Iterator) async throws {
        guard case .started? = await next(&events, skippingOrphans: true) else {
            Issue.record("not started")
            return
        }
    }

    private static func next(
        _ events: inout AsyncStream<EmbeddedPostgres.Event>.Iterator, skippingOrphans: Bool
    ) async -> EmbeddedPostgres.Event? {
        while let event = await events.next() {
            if skippingOrphans, case .orphansEnded = event { continue }
            return event
        }
        return nil
    }
}
