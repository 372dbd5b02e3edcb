internal import EventLog
internal import Identity
internal import Support
internal import Testing

@Suite("What a decision rested on", .timeLimit(.minutes(2)))
struct GuardTests {
    @Test("must stand as it was read, or nothing is appended and the reader is told where it is now")
    func guards() async throws {
        try await withLog { running, _ async throws in
            _ = try await running.append(request(1, stream: "policy"))
            // As read, and a stream that was read as empty.
            let asRead = request(2, guards: ["policy": 1, "agent/1": 0])
            #expect(try await running.append(asRead) == .appended(first: at(1), last: at(1)))
            _ = try await running.append(request(3, stream: "policy", version: 2))
            let stale = try await running.append(request(4, guards: ["policy": 1]))
            #expect(stale == .conflict(stream: "policy", actual: StreamVersion(2)))
            _ = try await running.append(request(5, stream: "agent/1"))
            let begun = try await running.append(request(6, guards: ["agent/1": 0, "policy": 2]))
            #expect(begun == .conflict(stream: "agent/1", actual: StreamVersion(1)))
            #expect(try await running.all().count == 4)
            // What was done under the old policy stays done, whoever asks again.
            let again = AppendOutcome.duplicate(first: at(1), last: at(1), receipt: [])
            #expect(try await running.append(asRead) == again)
            let reused = request(2, fingerprint: "other", guards: ["policy": 1])
            #expect(try await running.append(reused) == .commandReused)
            // In another workspace a stream of that name is another stream.
            #expect(
                try await running.append(request(7, in: umbrella, guards: ["policy": 0]))
                    == .appended(first: at(0), last: at(0)))
        }
    }

    @Test("a group of claims grows to its limit and not beyond, and again when there is room")
    func limits() async throws {
        try await withLog { running, _ async throws in
            for number in 1...2 {
                let taken = request(number, takes: ["ann/\(number)"], limits: ["ann/": 2])
                #expect(try await running.append(taken) == .appended(first: at(number - 1), last: at(number - 1)))
            }
            let third = try await running.append(request(3, takes: ["ann/3"], limits: ["ann/": 2]))
            #expect(third == .full(prefix: Array("ann/".utf8), count: 3))
            // Others are counted by themselves; who has no limit is not held to it, but is counted.
            #expect(
                try await running.append(request(4, takes: ["bob/1"], limits: ["bob/": 1]))
                    == .appended(first: at(2), last: at(2)))
            #expect(
                try await running.append(request(5, takes: ["ann/5"])) == .appended(first: at(3), last: at(3)))
            #expect(
                try await running.append(request(6, takes: ["ann/6"], releases: ["ann/1"], limits: ["ann/": 2]))
                    == .full(prefix: Array("ann/".utf8), count: 3))
            #expect(
                try await running.append(
                    request(7, takes: ["ann/7"], releases: ["ann/1", "ann/404"], limits: ["ann/": 3]))
                    == .appended(first: at(4), last: at(4)))
            // A limit without a take says how many there may be at all.
            #expect(
                try await running.append(request(8, limits: ["ann/": 2])) == .full(prefix: Array("ann/".utf8), count: 3)
            )
            #expect(try await running.all().count == 5)
        }
    }

    @Test("is judged for each command of a batch: one that is refused takes nobody with it")
    func others() async throws {
        try await withLog { first, database async throws in
            let second = RunningLog(database.service)
            try await second.running { () async throws in
                _ = try await first.append(request(0, stream: "policy"))
                _ = try await first.append(request(1, stream: "policy", version: 2))
                let outcomes = try await atOnce(120) { number in
                    let guards = number % 3 == 0 ? ["policy": 1] : ["policy": 2]
                    let limits = number % 3 == 1 ? ["ann/": 10] : [:]
                    let claim = number % 3 == 1 ? ["ann/\(number)"] : []
                    let log = number % 2 == 0 ? first : second
                    return try await log.append(request(number + 10, takes: claim, guards: guards, limits: limits))
                }
                for (number, outcome) in outcomes.enumerated() where number % 3 == 0 {
                    #expect(outcome == .conflict(stream: "policy", actual: StreamVersion(2)))
                }
                func appended(_ kind: Int) -> Int {
                    outcomes.indices.count { number in
                        if case .appended = outcomes[number] { number % 3 == kind } else { false }
                    }
                }
                #expect(appended(1) == 10)
                #expect(appended(2) == 40)
                let full = AppendOutcome.full(prefix: Array("ann/".utf8), count: 11)
                #expect(outcomes.count { $0 == full } == 30)
                #expect(try await first.all().count == 52)
            }
        }
    }

    @Test("a writer and those who rest on what it writes agree on an order")
    func order() async throws {
        try await withLog { first, database async throws in
            let second = RunningLog(database.service)
            try await second.running { () async throws in
                // Forty times: somebody moves the policy while fifty rest on it as it was.
                for round in 0..<40 {
                    let outcomes = try await atOnce(51) { number in
                        let log = number % 2 == 0 ? first : second
                        return number == 25
                            ? try await log.append(request(round * 100 + number, stream: "policy", version: round + 1))
                            : try await log.append(request(round * 100 + number, guards: ["policy": round]))
                    }
                    guard case .appended(let moved, _) = outcomes[25] else {
                        Issue.record("the policy did not move: \(outcomes[25])")
                        return
                    }
                    for (number, outcome) in outcomes.enumerated() where number != 25 {
                        switch outcome {
                        case .appended(let position, _): #expect(position < moved)
                        case .conflict(let stream, let actual):
                            #expect(stream == "policy" && actual == StreamVersion(round + 1))
                        default: Issue.record("\(outcome)")
                        }
                    }
                }
            }
        }
    }
}
