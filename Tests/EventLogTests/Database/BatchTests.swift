internal import EventLog
internal import Identity
internal import Postgres
internal import Support
internal import Testing

@Suite("What is appended together", .timeLimit(.minutes(2)))
struct BatchTests {
    /// Both of one lane, so that they share a batch.
    private static let logs = [acme, WorkspaceID(.numbered(0xcc))]

    @Test("is told of each command by itself, whatever logs it is of", arguments: [false, true])
    func places(isGuarded: Bool) async throws {
        try await withCarelogDatabase { database async throws in
            // Neither begins where the other does.
            let before = RunningLog(database.service)
            try await before.running { () async throws in
                for (log, name) in zip(Self.logs, ["acme", "globex"]) {
                    let workspace = LogWorkspace(id: log, name: name, epoch: .numbered(1), secret: [1])
                    #expect(try await before.log.createWorkspace(workspace, at: noon))
                }
                for number in 0..<5 {
                    _ = try await before.append(request(number, in: Self.logs[number == 0 ? 0 : 1]))
                }
            }
            // Of none to three events each.
            let requests = (10..<31).map { number in
                request(
                    number, in: Self.logs[number % 2],
                    events: (0..<number / 2 % 4).map { event("ticket/\(number)", $0 + 1, bytes(100 * number + $0)) },
                    guards: isGuarded ? ["policy": 0] : [:])
            }
            let running = RunningLog(database.service)
            let outcomes = try await running.sharingABatch(requests)
            let reading = RunningLog(database.service)
            for (index, log) in Self.logs.enumerated() {
                let records = try await reading.all(log)
                var next = index == 0 ? 1 : 4
                var told = 0
                // Those of one log are in the order in which they came, whatever that was.
                let own = zip(requests, outcomes).filter { $0.0.workspace == log }
                for (request, outcome) in own.sorted(by: { Self.first(of: $0.1) < Self.first(of: $1.1) }) {
                    guard case .appended(let first, let last) = outcome else {
                        Issue.record("\(outcome)")
                        continue
                    }
                    #expect(last.value - first.value + 1 == Int64(request.events.count))
                    if request.events.isEmpty { continue }
                    #expect(first == at(next))
                    next += request.events.count
                    told += 1
                    let entries = records.filter { $0.position >= first && $0.position <= last }.map(\.entry)
                    #expect(entries == request.events.map(\.entry))
                }
                #expect(records.count == next && told == own.count { !$0.0.events.isEmpty })
            }
            let batches = Statement("batches", "select count(distinct xmin::text) from log.event")
            // The five of before, and all of the others at once.
            #expect(try await reading.pool.query(batches, Bindings()).onlyRow().int64(0) == 6)
            await reading.pool.close()
        }
    }

    private static func first(of outcome: AppendOutcome) -> LogPosition {
        if case .appended(let first, _) = outcome { first } else { .beforeAll }
    }

    @Test("is judged by limits also where one of it is not as far as its writer believes")
    func ahead() async throws {
        try await withCarelogDatabase { database async throws in
            let before = RunningLog(database.service)
            try await before.running { () async throws in
                try await before.makeWorkspaces()
                _ = try await before.append(request(1, takes: ["ann/1"]))
            }
            // Neither is appended, whichever of the two is found out first.
            let running = RunningLog(database.service)
            let outcomes = try await running.sharingABatch([
                request(2, stream: "ticket/9", version: 5), request(3, takes: ["ann/2"], limits: ["ann/": 1]),
            ])
            let missing = AppendOutcome.conflict(stream: "ticket/9", actual: StreamVersion.none)
            #expect(outcomes == [missing, .full(prefix: Array("ann/".utf8), count: 2)])
            let reading = RunningLog(database.service)
            #expect(try await reading.all().count == 1)
            await reading.pool.close()
        }
    }
}

extension RunningLog {
    /// Appends what fits in one batch: all of it waits before the log runs. Afterwards it is closed.
    fileprivate func sharingABatch(_ requests: [AppendRequest]) async throws -> [AppendOutcome] {
        let asked = Task { try await atOnce(requests.count) { try await append(requests[$0]) } }
        while log.waitingCount < requests.count { await Task.yield() }
        var outcomes: [AppendOutcome] = []
        try await running { outcomes = try await asked.value }
        return outcomes
    }
}
