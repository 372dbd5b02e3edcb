internal import Client
internal import JSON
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("An audience at the head of a log", .timeLimit(.minutes(5)))
struct AudienceTests {
    private func send(_ numbers: Range<Int>, over connector: CarelogClient) async throws -> Int64 {
        var last: Int64 = -1
        for number in numbers { last = try await connector.call(MessageReceive.made(number)).position }
        return last
    }

    /// Reads up to a position, and checks that every event came once and in order.
    private func read(_ subscription: Subscription, upTo last: Int64) async throws {
        var next = subscription.upTo + 1
        while subscription.upTo < last {
            let batch = try await subscription.next()
            #expect(batch.events.map(\.position) == Array(next...batch.covers.upTo))
            next = batch.covers.upTo + 1
        }
    }

    @Test("hears of every event once, while some of it have no credit left, do not read, or come and go")
    func unequal() async throws {
        let team = try await Team.create()
        let begin = try await team.head() - 1
        let connector = try await team.connect(.connector)
        let token = team.token(.auditor)
        try await RawConnection.with(port: team.world.port) { (dead: inout RawConnection) async throws in
            try await dead.hello(token)
            await dead.send(
                #"{"jsonrpc":"2.0","id":1,"method":"log.subscribe","params":{"after":\#(begin),"credit":4096}}"#)
            var agents: [CarelogClient] = []
            var subscriptions: [Subscription] = []
            for number in 0..<24 {
                let agent = try await team.connect(.agent)
                agents.append(agent)
                // With a window of one or two, a message's three events are more than is allowed at once.
                subscriptions.append(try await agent.subscribe(after: begin, window: [1, 2, 64, 1_024][number % 4]))
            }
            let last = begin + 3 * 40
            try await withThrowingTaskGroup(of: Void.self) { group in
                for subscription in subscriptions { group.addTask { try await read(subscription, upTo: last) } }
                #expect(try await send(0..<20, over: connector) == begin + 3 * 20)
                let guest = try await team.connect(.agent)
                let passing = try await guest.subscribe(after: begin)
                try await read(passing, upTo: begin + 3 * 20)
                try await passing.cancel()
                await guest.close()
                #expect(try await send(20..<40, over: connector) == last)
                try await group.waitForAll()
            }
            for agent in agents { await agent.close() }
        }
        await connector.close()
    }

    @Test("is made anew after the last one has left it")
    func anew() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let agent = try await team.connect(.agent)
        var upTo = try await team.head() - 1
        for number in 0..<5 {
            let subscription = try await agent.subscribe(after: upTo)
            // The first comes to a reader or an audience, the second to an audience, which the first has let gather.
            let first = try await send(2 * number..<2 * number + 1, over: connector)
            try await read(subscription, upTo: first)
            upTo = try await send(2 * number + 1..<2 * number + 2, over: connector)
            try await read(subscription, upTo: upTo)
            try await subscription.cancel()
        }
        await agent.close()
        await connector.close()
    }

    @Test("takes from the credit what it sends, and names its last position when it is left")
    func credit() async throws {
        let team = try await Team.create()
        let connector = try await team.connect(.connector)
        let begin = try await team.head() - 1
        let token = team.token(.auditor)
        try await RawConnection.with(port: team.world.port) { (raw: inout RawConnection) async throws in
            try await raw.hello(token)
            await raw.send(
                #"{"jsonrpc":"2.0","id":1,"method":"log.subscribe","params":{"after":\#(begin),"credit":10}}"#)
            let id = try #require(try await raw.next()?["result"]?["subscription"]?.stringValue)
            var upTo = begin
            for number in 0..<3 {
                _ = try await send(number..<number + 1, over: connector)
                while upTo < begin + Int64(number + 1) * 3 {
                    let frame = try await raw.next()
                    #expect(frame?["params"]?["covers"]?["after"]?.intValue == upTo)
                    upTo = try #require(frame?["params"]?["covers"]?["upTo"]?.intValue)
                }
            }
            // One is left: of the next three events the first comes, and no more.
            let last = try await send(3..<4, over: connector)
            let frame = try await raw.next()
            #expect(frame?["params"]?["covers"]?["upTo"]?.intValue == upTo + 1)
            let grant = #"{"subscription":"\#(id)","events":4096}"#
            await raw.send(#"{"jsonrpc":"2.0","id":2,"method":"subscription.credit","params":\#(grant)}"#)
            #expect(try await raw.next()?["result"]?["credit"]?.intValue == 4_096)
            #expect(try await raw.next()?["params"]?["covers"]?["upTo"]?.intValue == last)
            await raw.send(
                #"{"jsonrpc":"2.0","id":3,"method":"subscription.cancel","params":{"subscription":"\#(id)"}}"#)
            #expect(try await raw.next()?["result"]?["upTo"]?.intValue == last)
        }
        await connector.close()
    }
}
