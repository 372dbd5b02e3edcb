internal import Identity
internal import Support
internal import Testing

@testable internal import EventLog

@Suite("The newest events in memory")
struct LogTailTests {
    private let tail = LogTail()

    private func records(_ positions: ClosedRange<Int>, bytes: Int = 10, sealed: Bool = false) -> [LogRecord] {
        positions.map { position in
            let entry = Array("\(position) ".utf8) + Array(repeating: UInt8(ascii: "x"), count: bytes)
            return LogRecord(position: at(position), entry: entry, sealed: sealed ? [1, 2] : nil)
        }
    }

    private func read(after: Int, upTo: Int, limit: Int = 1_000, of workspace: WorkspaceID = acme) -> [Int]? {
        tail.read(workspace, after: at(after), upTo: at(upTo), limit: limit)?.map { Int($0.position.value) }
    }

    @Test("are served as they were added, from any position on that is here")
    func served() {
        let added = records(5...9, sealed: true)
        tail.add(Array(added[..<2]), to: acme)
        tail.add(Array(added[2...]), to: acme)
        #expect(tail.read(acme, after: at(4), upTo: at(9), limit: 1_000) == added)
        #expect(read(after: 6, upTo: 8) == [7, 8])
        #expect(read(after: 4, upTo: 9, limit: 2) == [5, 6])
        #expect(read(after: 4, upTo: .max, limit: 5) == [5, 6, 7, 8, 9])
        #expect(read(after: 9, upTo: 9) == [])
        #expect(read(after: 7, upTo: 6) == [])
    }

    @Test("are not served in part: older and newer ones only the database knows")
    func refused() {
        #expect(read(after: -1, upTo: 3) == nil)
        tail.add(records(5...9), to: acme)
        #expect(read(after: 3, upTo: 9) == nil)
        #expect(read(after: 4, upTo: 10) == nil)
        #expect(read(after: 4, upTo: .max) == nil)
        #expect(read(after: 4, upTo: .max, limit: .max) == nil)
        #expect(read(after: 9, upTo: 10) == nil)
        #expect(read(after: 12, upTo: 14) == nil)
    }

    @Test("begin anew behind a hole, and take nothing in twice")
    func holes() {
        tail.add(records(0...4), to: acme)
        tail.add(records(2...6), to: acme)
        #expect(read(after: -1, upTo: 6) == Array(0...6))
        tail.add(records(8...9), to: acme)
        #expect(read(after: 5, upTo: 9) == nil)
        #expect(read(after: 7, upTo: 9) == [8, 9])
        tail.add(records(3...4), to: acme)
        tail.add([], to: acme)
        #expect(read(after: 7, upTo: 9) == [8, 9])
    }

    @Test("are each log's own")
    func workspaces() {
        tail.add(records(0...3), to: acme)
        tail.add(records(7...8), to: umbrella)
        #expect(read(after: -1, upTo: 3) == [0, 1, 2, 3])
        #expect(read(after: -1, upTo: 3, of: umbrella) == nil)
        #expect(read(after: 6, upTo: 8, of: umbrella) == [7, 8])
    }

    @Test("forget the oldest beyond their bytes, and keep one event however long it is")
    func bounded() throws {
        for position in 0..<1_000 { tail.add(records(position...position, bytes: 10_000), to: acme) }
        let kept = (0..<1_000).filter { read(after: $0 - 1, upTo: 999) != nil }
        #expect(kept == Array(try #require(kept.first)...999))
        #expect((90...105).contains(kept.count))
        tail.add(records(1_000...1_000, bytes: 2 * LogTail.bytesMax), to: acme)
        #expect(read(after: 999, upTo: 1_000) == [1_000])
        #expect(read(after: 998, upTo: 1_000) == nil)
        tail.add(records(1_001...1_001), to: acme)
        #expect(read(after: 1_000, upTo: 1_001) == [1_001])
    }

    @Test("forget the log that grew least lately for a new one")
    func logs() {
        let logs = (0...LogTail.logsMax).map { WorkspaceID(.numbered(UInt64($0))) }
        for log in logs.dropLast() { tail.add(records(0...0), to: log) }
        tail.add(records(1...1), to: logs[0])
        tail.add(records(0...0), to: logs[LogTail.logsMax])
        let kept = logs.filter { read(after: -1, upTo: 0, of: $0) != nil }
        #expect(kept == [logs[0]] + logs[2...])
    }

    @Test("agree with the whole log whatever is added and read", arguments: 1...UInt64(20))
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let log = records(0...2_000, bytes: 3_000)
        var end = 0
        while end < 2_000 {
            // Now and then a server of others appends, and now and then something is read again.
            let begin = max(0, end + Int.random(in: -20...20, using: &random) / 10)
            end = min(2_000, max(end, begin + Int.random(in: 1...30, using: &random)))
            tail.add(Array(log[begin...end]), to: acme)
            let after = Int.random(in: max(-1, end - 500)...end, using: &random)
            let upTo = Int.random(in: after...end + 1, using: &random)
            let limit = Int.random(in: 1...600, using: &random)
            guard let found = tail.read(acme, after: at(after), upTo: at(upTo), limit: limit) else { continue }
            #expect(found == Array(log[(after + 1)..<(upTo + 1)].prefix(limit)), "seed \(seed)")
        }
        #expect(read(after: 1_999, upTo: 2_000) == [2_000])
    }
}
