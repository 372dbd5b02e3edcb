internal import EventLog
internal import Identity
internal import Postgres
internal import Support
internal import Testing

@Suite("Appending", .timeLimit(.minutes(2)))
struct AppendTests {
    @Test("puts events at the end, byte for byte, and reads them by position and by stream")
    func appended() async throws {
        try await withLog { running, _ async throws in
            let first = request(
                1, events: [event("ticket/1", 1, [0, 255, 10], [9]), event("customer/1", 1, bytes(2))])
            #expect(try await running.append(first) == .appended(first: at(0), last: at(1)))
            let second = request(2, stream: "ticket/1", version: 2)
            #expect(try await running.append(second) == .appended(first: at(2), last: at(2)))
            let records = [
                LogRecord(position: at(0), entry: [0, 255, 10], sealed: [9]),
                LogRecord(position: at(1), entry: bytes(2), sealed: nil),
                LogRecord(position: at(2), entry: bytes(2), sealed: nil),
            ]
            #expect(try await running.all() == records)
            #expect(try await running.log.read(acme, after: at(0), upTo: at(1), limit: 9) == [records[1]])
            #expect(try await running.log.read(acme, after: .beforeAll, limit: 2) == Array(records[..<2]))
            #expect(try await running.log.read(acme, after: .beforeAll, limit: 1, sealed: false).first?.sealed == nil)
            #expect(try await running.log.readStream(acme, "ticket/1") == [records[0], records[2]])
            #expect(try await running.log.readStream(acme, "ticket/1", after: StreamVersion(1)) == [records[2]])
            #expect(try await running.log.readStream(acme, "ticket/1", newest: 0) == [records[0]])
            #expect(try await running.log.readStream(acme, "ticket/1", newest: 9) == [records[0], records[2]])
            #expect(try await running.log.readStream(acme, "ticket/9", newest: 9).isEmpty)
            _ = try await running.append(request(3, stream: "ticket/1", version: 3))
            #expect(
                try await running.log.readStream(acme, "ticket/1", newest: 1).map(\.position) == [at(0), at(3)])
            #expect(try await running.log.read(acme, at: [at(2), at(77), at(0)]) == [records[0], records[2]])
            #expect(try await running.log.last(of: acme) == at(3))
            #expect(running.log.heads.last(of: acme) == at(3))
        }
    }

    @Test("keeps the logs of workspaces apart")
    func workspaces() async throws {
        try await withLog { running, _ async throws in
            #expect(try await running.append(request(1)) == .appended(first: at(0), last: at(0)))
            #expect(try await running.append(request(1, in: umbrella)) == .appended(first: at(0), last: at(0)))
            #expect(try await running.all(umbrella).count == 1)
            #expect(try await running.log.workspaces().map(\.name) == ["acme", "umbrella"])
            let stranger = WorkspaceID(.numbered(0xcc))
            #expect(try await running.append(request(2, in: stranger)) == .unknownWorkspace)
            let taken = LogWorkspace(id: stranger, name: "acme", epoch: .zero, secret: [])
            #expect(try await running.log.createWorkspace(taken, at: noon) == false)
            let again = LogWorkspace(id: acme, name: "acme2", epoch: .zero, secret: [])
            #expect(try await running.log.createWorkspace(again, at: noon) == false)
        }
    }

    @Test("answers a repeated command as it did, whatever has happened since")
    func duplicate() async throws {
        try await withLog { running, _ async throws in
            let first = request(1, stream: "ticket/1", takes: ["k"], receipt: "told")
            let answer = try await running.append(first)
            _ = try await running.append(request(2, stream: "ticket/1", version: 2, releases: ["k"]))
            let repeated = try await running.append(first)
            #expect(answer == .appended(first: at(0), last: at(0)))
            #expect(repeated == .duplicate(first: at(0), last: at(0), receipt: Array("told".utf8)))
            #expect(try await running.append(request(1, fingerprint: "other")) == .commandReused)
            #expect(try await running.all().count == 2)
            let known = try await running.log.command(acme, command(1))
            #expect(known?.first == at(0) && known?.receipt == Array("told".utf8))
            #expect(try await running.log.command(acme, command(77)) == nil)
        }
    }

    @Test("knows a command without events as done, where the log ended then")
    func nothing() async throws {
        try await withLog { running, _ async throws in
            let nothing = request(1, events: [], receipt: "told")
            #expect(try await running.append(nothing) == .appended(first: at(0), last: .beforeAll))
            #expect(try await running.append(request(2)) == .appended(first: at(0), last: at(0)))
            #expect(try await running.append(request(3, events: [])) == .appended(first: at(1), last: at(0)))
            #expect(try await running.append(request(4)) == .appended(first: at(1), last: at(1)))
            let told = Array("told".utf8)
            #expect(try await running.append(nothing) == .duplicate(first: at(0), last: .beforeAll, receipt: told))
            #expect(try await running.append(request(1, fingerprint: "other")) == .commandReused)
            #expect(try await running.all().count == 2)
            #expect(running.log.heads.last(of: acme) == at(1))
        }
    }

    @Test("refuses a stale version and says which one is right", arguments: [1, 2, 4, 9])
    func conflict(version: Int) async throws {
        try await withLog { running, _ async throws in
            for number in 1...2 { _ = try await running.append(request(number, stream: "ticket/1", version: number)) }
            let stale = request(
                3, events: [event("ticket/2", 1, [1, 1]), event("ticket/1", version, [1, 1])], takes: ["k"])
            #expect(try await running.append(stale) == .conflict(stream: "ticket/1", actual: StreamVersion(2)))
            #expect(try await running.all().count == 2, "what is not appended changes nothing")
            #expect(try await running.log.claims(acme, [Array("k".utf8)]).isEmpty)
            #expect(try await running.log.command(acme, command(3)) == nil)
            let right = request(3, stream: "ticket/1", version: 3)
            #expect(try await running.append(right) == .appended(first: at(2), last: at(2)))
        }
    }

    @Test("takes a claim once, says who has it, and gives it again once it is released")
    func claims() async throws {
        try await withLog { running, _ async throws in
            let key = Array("k".utf8)
            _ = try await running.append(request(0))
            let taking = request(
                1, events: [event("ticket/1", 1, [1, 1]), event("ticket/1", 2, [1, 1])], takes: ["k"])
            #expect(try await running.append(taking) == .appended(first: at(1), last: at(2)))
            #expect(
                try await running.append(request(2, takes: ["free", "k"]))
                    == .claimed(key: key, stream: "ticket/1", position: at(1)))
            #expect(
                try await running.log.claims(acme, [key, [7]]) == [key: LogClaim(stream: "ticket/1", position: at(1))])
            #expect(
                try await running.append(request(2, in: umbrella, takes: ["k"])) == .appended(first: at(0), last: at(0))
            )
            _ = try await running.append(request(3, stream: "ticket/1", version: 3, releases: ["k"]))
            #expect(try await running.append(request(2, takes: ["k"])) == .appended(first: at(4), last: at(4)))
            // A release of what nobody holds, or somebody else, is of no consequence to the log.
            #expect(
                try await running.append(request(5, releases: ["nobody's"])) == .appended(first: at(5), last: at(5)))
        }
    }

    @Test("stores the keys of new people with their first events, or not at all")
    func keys() async throws {
        try await withLog { running, database async throws in
            let key = AppendRequest.Key(subject: .numbered(0xc1), wrapped: [1, 2, 3])
            let stale = request(1, events: [event("ticket/1", 7, [1, 1])], keys: [key])
            let right = request(1, events: [event("ticket/1", 1, [1, 1], [5])], keys: [key])
            _ = try await running.append(stale)
            #expect(try await running.pool.query(storedKeys).isEmpty)
            _ = try await running.append(right)
            #expect(try await running.pool.query(storedKeys).map { try $0.bytes(0) } == [[1, 2, 3]])
        }
    }

    @Test("finds how far a log went at a moment")
    func moments() async throws {
        try await withLog { running, _ async throws in
            for number in 0..<3 {
                let late = AppendRequest.Event(
                    stream: "s", version: StreamVersion(number + 1), at: noon.advanced(bySeconds: Int64(number)),
                    entry: [1, 1], sealed: nil)
                _ = try await running.append(request(number, events: [late]))
            }
            for (seconds, position) in [(-1, -1), (0, 0), (1, 1), (2, 2), (99, 2)] {
                let last = try await running.log.last(of: acme, at: noon.advanced(bySeconds: Int64(seconds)))
                #expect(last == at(position))
            }
        }
    }

    @Test("a command that PostgreSQL refuses fails alone, and its neighbours are appended")
    func poisoned() async throws {
        try await withCarelogDatabase { database async throws in
            let running = RunningLog(database.service)
            try await running.makeWorkspaces()
            let poison = Array(repeating: UInt8(7), count: 65_536)
            // They all wait before anything runs: so they share a batch.
            let outcomes = Task {
                try await atOnce(21) { number -> Result<AppendOutcome, EventLogError> in
                    await running.result(of: request(number, entry: number == 11 ? poison : bytes(number)))
                }
            }
            while running.log.waitingCount < 21 { await Task.yield() }
            var results: [Result<AppendOutcome, EventLogError>] = []
            try await running.running { results = try await outcomes.value }
            for (number, result) in results.enumerated() {
                switch result {
                case .success(.appended): #expect(number != 11)
                case .failure(let error): #expect(number == 11 && error.code == .refused, "\(error)")
                default: Issue.record("command \(number) came to \(result)")
                }
            }
            let checking = RunningLog(database.service)
            let entries = try await checking.all().map(\.entry)
            await checking.pool.close()
            #expect(Set(entries) == Set((0..<21).filter { $0 != 11 }.map { bytes($0) }) && entries.count == 20)
        }
    }

    @Test("refuses what is too much to wait, and a server that stops answers all who wait")
    func overloaded() async throws {
        try await withCarelogDatabase { database async throws in
            let running = RunningLog(database.service)
            try await running.makeWorkspaces()
            // Nothing runs yet, so that nobody is answered.
            async let codes = atOnce(2_560) { await running.failure(of: request($0)) }
            while running.log.waitingCount < 2_560 { await Task.yield() }
            #expect(await running.failure(of: request(9_999)) == .overloaded)
            let run = Task { await running.log.run() }
            run.cancel()
            #expect(Set(try await codes).isSubset(of: [nil, .closed]))
            await run.value
            #expect(await running.failure(of: request(9_998)) == .closed)
            await running.pool.close()
        }
    }
}

/// No parameters; rows: bytea.
private let storedKeys = Statement("test_keys", "select wrapped from vault.key")
