internal import Desk
internal import EventCodec
internal import Identity
internal import Support
import Testing
internal import Ticketing

@Suite("A feed", .timeLimit(.minutes(5)))
struct FeedTests {
    /// Everything up to the log's end, and whether the stretches tile.
    private func read(
        _ filter: FeedFilter, of team: Team, after: LogPosition = .beforeAll, eventsMax: Int = 3
    ) async throws -> [LogPosition] {
        let head = try await team.head()
        let feed = try await team.office.other.subscribe(after: after, filter: filter, as: team.member(.agent))
        var upTo = after
        var positions: [LogPosition] = []
        while upTo < head {
            let stretch = try await feed.next(eventsMax: eventsMax)
            #expect(stretch.after == upTo && stretch.upTo > upTo && stretch.events.count <= eventsMax)
            #expect(try stretch.events.allSatisfy { try !$0.isText || $0.opened?.text != nil })
            #expect(stretch.events.allSatisfy { $0.position > stretch.after && $0.position <= stretch.upTo })
            positions += stretch.events.map(\.position)
            upTo = stretch.upTo
        }
        return positions
    }

    @Test("is for everybody who has a role")
    func audience() async throws {
        let team = try await Team.create()
        for role in Role.allCases {
            let feed = try await team.office.desk.subscribe(
                after: .beforeAll, filter: .everything, as: team.member(role))
            #expect(try await !feed.next(eventsMax: 3).events.isEmpty, "\(role)")
        }
    }

    @Test("delivers exactly what passes its filter, in stretches that tile, from wherever it begins")
    func tiles() async throws {
        let team = try await Team.create()
        var anns: [CommandResult] = []
        for number in 0..<4 {
            anns.append(try await team.receive("a\(number)", from: "@ann"))
            let ticket = try #require(anns.last?.receipt.ticket)
            _ = try await team.receive("b\(number)", from: "@bob")
            _ = try await team.run(try team.post("p\(number)"), as: .connector)
            _ = try await team.act(.note(text: "hm", mentions: []), on: ticket)
            if number.isMultiple(of: 2) { _ = try await team.act(.resolve, on: ticket) }
        }
        let customer = try #require(anns.first?.receipt.customer)
        let first = try #require(anns.first?.receipt.ticket)
        let tickets = Set(anns.compactMap(\.receipt.ticket))
        #expect(tickets.count == 3)
        let all = try await team.office.desk.readLog(after: .beforeAll, limit: 1_000, as: team.member(.auditor)).events
        let last = try await team.head()
        #expect(all.map(\.position.value) == Array(0...last.value))
        func expected(_ passes: (String) -> Bool) -> [LogPosition] {
            all.filter { passes(String(decoding: $0.entry, as: UTF8.self)) }.map(\.position)
        }
        func isAnns(_ entry: String) -> Bool {
            entry.contains("\"stream\":\"customer/\(customer)\"")
                || tickets.contains { entry.contains("\"stream\":\"ticket/\($0)\"") }
        }
        func isNote(_ entry: String) -> Bool { entry.contains("\"type\":\"note.added\"") }
        let ofFirst = expected { $0.contains("\"stream\":\"ticket/\(first)\"") }
        #expect(ofFirst.count >= 4)
        let cases: [(FeedFilter, [LogPosition])] = [
            (.everything, all.map(\.position)), (FeedFilter(ticket: first), ofFirst),
            (FeedFilter(customer: customer), expected(isAnns)), (FeedFilter(types: ["note.added"]), expected(isNote)),
            (FeedFilter(ticket: first, customer: customer), ofFirst),
            (FeedFilter(customer: customer, types: ["note.added"]), expected { isAnns($0) && isNote($0) }),
            (FeedFilter(ticket: TicketID(.zero)), []), (FeedFilter(types: ["nothing"]), []),
        ]
        let middle = LogPosition(last.value / 2)
        for (filter, positions) in cases {
            #expect(try await read(filter, of: team) == positions)
            #expect(try await read(filter, of: team, eventsMax: 1) == positions)
            #expect(try await read(filter, of: team, after: middle) == positions.filter { $0 > middle })
        }
    }

    @Test("that is cancelled says so and stays where it was")
    func cancelled() async throws {
        let team = try await Team.create()
        let head = try await team.head()
        let feed = try await team.office.desk.subscribe(after: head, filter: .everything, as: team.member(.agent))
        let waiting = Task<LogStretch, any Error> { try await feed.next(eventsMax: 10) }
        waiting.cancel()
        guard case .failure(let error) = await waiting.result else { throw SupportError("there was nothing to read") }
        #expect((error as? DeskError)?.code == .closed)
        let message = try await team.receive("m1")
        let stretch = try await feed.next(eventsMax: 10)
        #expect(stretch.after == head && stretch.upTo == message.position && stretch.events.count == 3)
    }

    @Test("cannot begin behind the log's end")
    func behindTheEnd() async throws {
        let team = try await Team.create()
        let (desk, after, agent) = (team.office.desk, try await team.head().next, try team.member(.agent))
        await #expect { try await desk.subscribe(after: after, filter: .everything, as: agent) } throws: {
            ($0 as? DeskError)?.code == .invalid(path: "params.after")
        }
    }
}

extension LogEvent {
    /// What was sealed, as the desk opened it.
    fileprivate var opened: Personal? {
        get throws { try personal.map { try PersonalCodec.decode($0) } }
    }

    /// Whether somebody said something.
    fileprivate var isText: Bool {
        let entry = String(decoding: entry, as: UTF8.self)
        return ["message.received", "note.added", "post.recorded"].contains { entry.contains("\"type\":\"\($0)\"") }
    }
}
