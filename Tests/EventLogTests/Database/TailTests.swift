internal import EventLog
internal import Identity
internal import Support
internal import Testing

@Suite("Reading across the seam of memory and database", .timeLimit(.minutes(5)))
struct TailTests {
    @Test("gives the same events, from whatever position, on the server that appended and on another")
    func seam() async throws {
        try await withLog { running, database in
            let other = RunningLog(database.service)
            try await other.running {
                // Two logs of more than memory holds of each.
                _ = try await atOnce(240) { number in
                    let body = bytes(number) + Array(repeating: UInt8(ascii: "x"), count: 9_000)
                    let sealed: [UInt8]? = number.isMultiple(of: 3) ? [7] + bytes(number) : nil
                    return try await running.append(
                        request(
                            number, in: number.isMultiple(of: 2) ? acme : umbrella, entry: body, sealed: sealed))
                }
                for workspace in [acme, umbrella] {
                    let head = try await running.log.last(of: workspace)
                    #expect(head == at(119))
                    // Up to no position in particular: from the database.
                    let all = try await other.all(workspace)
                    #expect(all.count == 120)
                    for log in [running.log, other.log] {
                        for (after, limit) in [(-1, 7), (-1, 50), (20, 1), (100, 7), (60, 1_000)] {
                            var read: [LogRecord] = []
                            var upTo = at(after)
                            while upTo < head {
                                let page = try await log.read(workspace, after: upTo, upTo: head, limit: limit)
                                upTo = page.last?.position ?? head
                                read += page
                            }
                            #expect(read == Array(all[(after + 1)...]))
                        }
                        let entries = try await log.read(
                            workspace, after: at(100), upTo: head, limit: 30, sealed: false)
                        #expect(entries.map(\.entry) == all[101...].map(\.entry))
                    }
                }
            }
        }
    }

    @Test("never takes a repeated command's events for those that are stored")
    func duplicates() async throws {
        try await withLog { running, _ in
            _ = try await running.append(request(1))
            _ = try await running.append(request(2))
            // The same command again, prepared anew: what is stored is the first.
            guard case .duplicate = try await running.append(request(2, stream: "ticket/2", entry: bytes(3))) else {
                throw SupportError("the command was not known")
            }
            let records = try await running.log.read(acme, after: .beforeAll, upTo: at(1), limit: 10)
            #expect(records.map(\.entry) == [bytes(1), bytes(2)])
        }
    }
}
