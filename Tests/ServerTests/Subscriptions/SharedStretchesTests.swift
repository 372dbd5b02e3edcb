internal import Client
internal import Desk
internal import EventLog
internal import Identity
internal import NIOCore
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("Stretches that subscribers share", .timeLimit(.minutes(5)))
struct SharedStretchesTests {
    private func feed(of team: Team, _ role: Role = .agent) async throws -> LogFeed {
        let principal = try #require(try await team.world.desk.authenticate(token: team.token(role)))
        return try await team.world.desk.subscribe(
            after: try await team.world.log.last(of: team.workspace), filter: .everything, as: principal)
    }

    private func send(_ number: Int, to team: Team) async throws -> LogPosition {
        let connector = try await team.connect(.connector)
        let position = try await connector.call(MessageReceive.made(number)).position
        await connector.close()
        return LogPosition(position)
    }

    @Test("are read and encoded once for all who wait at the head, and for who comes a little later")
    func once() async throws {
        let shared = SharedStretches()
        let (one, two) = (try await Team.create(), try await Team.create())
        for team in [one, two] {
            let after = try await team.world.log.last(of: team.workspace)
            var feeds: [LogFeed] = []
            for role in [Role.agent, .supervisor, .auditor, .agent] { feeds.append(try await feed(of: team, role)) }
            let stretches = try await withThrowingTaskGroup(of: EncodedStretch.self) { group in
                for feed in feeds {
                    group.addTask { try await shared.next(after: after, eventsMax: 256, of: feed) }
                }
                let last = try await send(1, to: team)
                var stretches = try await group.reduce(into: []) { $0.append($1) }
                stretches.append(try await shared.next(after: after, eventsMax: 256, of: try await feed(of: team)))
                #expect(stretches.allSatisfy { $0.upTo == last && $0.events == 3 })
                return stretches
            }
            #expect(Set(stretches.map(\.address)).count == 1)
            let tail = try #require(stretches.first?.notifications.first?.tail)
            let frame = LogEventsFrame.head(subscription: "s1", tailBytes: tail.readableBytes) + tail.readableBytesView
            guard case .notification(let message) = try Envelope(parsing: Array(frame.dropFirst(4))) else {
                throw Unexpected("no notification")
            }
            let events: LogEvents = try message.decode()
            #expect(events.covers == LogRange(after: after.value, upTo: after.value + 3))
            #expect(events.events.map(\.position) == Array((after.value + 1)...(after.value + 3)))
        }
    }

    @Test("go on for the others when who began to wait leaves, and are begun anew when everybody has left")
    func leaving() async throws {
        let shared = SharedStretches()
        let team = try await Team.create()
        let after = try await team.world.log.last(of: team.workspace)
        let feed = try await feed(of: team)
        let other = try await self.feed(of: team, .auditor)
        let first = Task { try await shared.next(after: after, eventsMax: 256, of: feed) }
        let second = Task { try await shared.next(after: after, eventsMax: 256, of: other) }
        first.cancel()
        guard case .failure(let error) = await first.result else { throw Unexpected("there was nothing to read") }
        #expect((error as? DeskError)?.code == .closed)
        second.cancel()
        _ = await second.result
        let third = Task { try await shared.next(after: after, eventsMax: 256, of: other) }
        let fourth = Task { try await shared.next(after: after, eventsMax: 256, of: feed) }
        third.cancel()
        _ = await third.result
        let last = try await send(1, to: team)
        #expect(try await fourth.value.upTo == last)
    }

    @Test("serve subscribers of any window, filtered or not, with every event once and in order")
    func windows() async throws {
        let team = try await Team.create()
        let begin = try await team.head() - 1
        let agent = try await team.connect(.agent)
        var subscriptions: [Subscription] = []
        for window in [1, 2, 3, 5, 256, 256, 256, 1_024] {
            subscriptions.append(try await agent.subscribe(after: begin, window: window))
        }
        let messages = try await agent.subscribe(
            after: begin, filter: LogFilter(types: ["message.received"]), window: 2)
        let last = begin + 3 * 60
        try await withThrowingTaskGroup(of: [Int64].self) { group in
            for subscription in subscriptions {
                group.addTask {
                    var positions: [Int64] = []
                    while subscription.upTo < last { positions += try await subscription.next().events.map(\.position) }
                    return positions
                }
            }
            group.addTask {
                var count: Int64 = 0
                while messages.upTo < last { count += Int64(try await messages.next().events.count) }
                #expect(count == 60)
                return Array((begin + 1)...last)
            }
            for number in 0..<60 { _ = try await send(number, to: team) }
            for try await positions in group { #expect(positions == Array((begin + 1)...last)) }
        }
        await agent.close()
    }
}

extension EncodedStretch {
    /// Where its bytes are: equal for what was encoded once.
    fileprivate var address: UInt? {
        notifications.first?.tail.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
    }
}
