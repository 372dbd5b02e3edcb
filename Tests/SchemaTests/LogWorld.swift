internal import Postgres
internal import Support

/// Makes batches in which no two commands touch the same thing, most of them possible, some not.
struct LogWorld {
    private struct Stream: Hashable {
        let workspace: PostgresUUID
        let name: String
    }

    private var random: SeededGenerator
    private var versions: [Stream: Int32] = [:]
    private var lastCommand: UInt64 = 0
    private var lastSubject: UInt64 = 0
    private var asked: [[(Stream, Int32)]] = []

    private let workspaces: [PostgresUUID]

    /// One command in so many releases a claim.
    private let releasing: Int
    /// Commands of a batch.
    private let most: Int

    init(
        seed: UInt64, of workspaces: [PostgresUUID] = [LogBatch.acme, LogBatch.other], releasing: Int = 2, most: Int = 8
    ) {
        random = SeededGenerator(seed: seed)
        self.workspaces = workspaces
        self.releasing = releasing
        self.most = most
    }

    mutating func batch() -> LogBatch {
        var batch = LogBatch()
        var ids: Set<UInt64> = []
        var streams: Set<Stream> = []
        var claims: Set<UInt8> = []
        asked = []
        for _ in 1...Int.random(in: 1...most, using: &random) {
            let workspace = workspaces[Int.random(in: workspaces.indices, using: &random)]
            var events: [(String, Int32)] = []
            var touched: [(Stream, Int32)] = []
            let isIdle = Int.random(in: 1...6, using: &random) == 1
            for _ in 1...Int.random(in: 1...2, using: &random) where !isIdle {
                let stream = Stream(workspace: workspace, name: "s\(Int.random(in: 1...30, using: &random))")
                guard streams.insert(stream).inserted else { continue }
                var version = versions[stream, default: 0]
                if Int.random(in: 1...12, using: &random) == 1 {
                    version = max(0, version + (Bool.random(using: &random) ? 1 : -1))
                }
                for _ in 1...Int.random(in: 1...3, using: &random) {
                    version += 1
                    events.append((stream.name, version))
                }
                touched.append((stream, version))
            }
            if events.isEmpty && !isIdle { continue }
            // An id that was used before comes with what was asked then, or with something else.
            let isOld = lastCommand > 0 && Int.random(in: 1...5, using: &random) == 1
            let id = isOld ? UInt64.random(in: 1...lastCommand, using: &random) : lastCommand + 1
            guard ids.insert(id).inserted else { continue }
            lastCommand = max(lastCommand, id)
            let takes = isIdle ? [] : Self.free(Int.random(in: 0...2, using: &random), of: 40, &claims, &random)
            let releases = Self.free(
                Int.random(in: 1...releasing, using: &random) == 1 ? 1 : 0, of: 40, &claims, &random)
            lastSubject += 1
            batch.command(
                workspace, id: id, fingerprint: isOld && Bool.random(using: &random) ? 2 : 1, events: events,
                takes: takes,
                releases: releases, keys: Bool.random(using: &random) ? [lastSubject] : [])
            asked.append(touched)
        }
        if asked.isEmpty {
            lastCommand += 1
            batch.command(workspaces[0], id: lastCommand, events: [("only \(lastCommand)", 1)])
            asked = [[]]
        }
        return batch
    }

    mutating func learn(_ outcomes: [LogBatch.Outcome]) {
        for (touched, outcome) in zip(asked, outcomes) where outcome.outcome == 1 {
            for (stream, version) in touched { versions[stream] = version }
        }
    }

    private static func free(
        _ count: Int, of all: UInt8, _ taken: inout Set<UInt8>, _ random: inout SeededGenerator
    ) -> [UInt8] {
        (0..<count).compactMap { _ in
            let claim = UInt8.random(in: 1...all, using: &random)
            return taken.insert(claim).inserted ? claim : nil
        }
    }
}
