internal import Client
internal import JSON
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("Following the log", .timeLimit(.minutes(5)))
struct FollowingTests {
    /// Sends messages one after the other and answers the log's end.
    private func send(_ numbers: Range<Int>, to team: Team) async throws -> Int64 {
        let connector = try await team.connect(.connector)
        var last: Int64 = -1
        for number in numbers { last = try await connector.call(MessageReceive.made(number)).position }
        await connector.close()
        return last
    }

    @Test("delivers every event once, in ranges that tile, as it happens")
    func live() async throws {
        let team = try await Team.create()
        let agent = try await team.connect(.agent)
        let subscription = try await agent.subscribe(after: -1, window: 16)
        let last = try await send(0..<100, to: team)
        var positions: [Int64] = []
        while subscription.upTo < last { positions += try await subscription.next().events.map(\.position) }
        #expect(positions == Array(0...last))
        await agent.close()
    }

    @Test("sends no more events than there is credit for, and goes on with more")
    func credit() async throws {
        let team = try await Team.create()
        let last = try await send(0..<20, to: team)
        try await RawConnection.with(port: team.world.port) { (raw: inout RawConnection) async throws in
            try await raw.hello(team.token(.auditor))
            await raw.send(#"{"jsonrpc":"2.0","id":1,"method":"log.subscribe","params":{"after":-1,"credit":5}}"#)
            let id = try #require(try await raw.next()?["result"]?["subscription"]?.stringValue)
            var events = 0
            var upTo: Int64 = -1
            while events < 5 {
                let frame = try await raw.next()
                #expect(frame?["params"]?["covers"]?["after"]?.intValue == upTo)
                upTo = try #require(frame?["params"]?["covers"]?["upTo"]?.intValue)
                events += frame?["params"]?["events"]?.arrayValue?.count ?? 0
            }
            #expect(events == 5 && upTo == 4)
            // What comes next is this answer: without credit nothing else is sent.
            await raw.send(#"{"jsonrpc":"2.0","id":2,"method":"workspace.stats"}"#)
            #expect(try await raw.next()?["id"]?.intValue == 2)
            let grant = #"{"subscription":"\#(id)","events":4096}"#
            await raw.send(#"{"jsonrpc":"2.0","id":3,"method":"subscription.credit","params":\#(grant)}"#)
            #expect(try await raw.next()?["result"]?["credit"]?.intValue == 4_096)
            while upTo < last {
                guard let frame = try await raw.next() else { throw Unexpected("the connection was closed") }
                #expect(frame["params"]?["covers"]?["after"]?.intValue == upTo)
                upTo = try #require(frame["params"]?["covers"]?["upTo"]?.intValue)
            }
            await raw.send(#"{"jsonrpc":"2.0","id":4,"method":"subscription.credit","params":\#(grant)}"#)
            #expect(try await raw.next()?.errorKind == "credit_exceeded")
            await raw.send(
                #"{"jsonrpc":"2.0","id":5,"method":"subscription.cancel","params":{"subscription":"\#(id)"}}"#)
            #expect(try await raw.next()?["result"]?["upTo"]?.intValue == last)
            await raw.send(#"{"jsonrpc":"2.0","id":6,"method":"subscription.credit","params":\#(grant)}"#)
            #expect(try await raw.next()?.errorKind == "not_found")
        }
    }

    @Test("accounts for what a filter leaves out")
    func filter() async throws {
        let team = try await Team.create()
        let last = try await send(0..<30, to: team)
        let agent = try await team.connect(.agent)
        let some = try await agent.subscribe(after: -1, filter: LogFilter(types: ["message.received"]), window: 4)
        var messages = 0
        while some.upTo < last { messages += try await some.next().events.count }
        #expect(messages == 30)
        let none = try await agent.subscribe(after: -1, filter: LogFilter(types: ["no.such.event"]), window: 4)
        while none.upTo < last { #expect(try await none.next().events.isEmpty) }
        await agent.close()
    }

    @Test("past the end of the log is refused, with where the end is")
    func ahead() async throws {
        let team = try await Team.create()
        let head = try await team.head()
        let agent = try await team.connect(.agent)
        await #expect {
            _ = try await agent.subscribe(after: head)
        } throws: { error in
            guard case .rpc(let error)? = error as? ClientError else { return false }
            return error.kind == .positionAhead && error["head"] == .int(head)
        }
        await #expect {
            _ = try await agent.call(InboxList(view: .open, atLeast: head))
        } throws: { error in
            guard case .rpc(let error)? = error as? ClientError else { return false }
            return error.kind == .positionAhead
        }
        await agent.close()
    }

    @Test("is possible sixteen times in a session, and again after one is cancelled")
    func limit() async throws {
        let team = try await Team.create()
        let agent = try await team.connect(.agent)
        var subscriptions: [Subscription] = []
        for _ in 0..<16 { subscriptions.append(try await agent.subscribe(after: -1)) }
        await #expect {
            _ = try await agent.subscribe(after: -1)
        } throws: { error in
            guard case .rpc(let error)? = error as? ClientError else { return false }
            return error.kind == .limitReached
        }
        try await subscriptions.removeLast().cancel()
        subscriptions.append(try await agent.subscribe(after: -1))
        #expect(subscriptions.count == 16)
        await agent.close()
    }

    @Test("resumes after twenty disconnects with every event exactly once")
    func resumes() async throws {
        let team = try await Team.create()
        let reader = ReconnectingClient(to: team.endpoint(.auditor))
        // Each message opens a ticket of a new customer: three events.
        let last = try await team.head() + 3 * 300 - 1
        async let sending = send(0..<300, to: team)
        var positions: [Int64] = []
        var drops = 0
        for try await batch in ResumingSubscription(reader, after: -1, window: 8) {
            positions += batch.events.map(\.position)
            let isDue = positions.count > (drops + 1) * 20
            if isDue, drops != 20 {
                drops += 1
                await reader.disconnect()
            }
            if batch.covers.upTo == last { break }
        }
        #expect(try await sending == last)
        #expect(positions == Array(0...last))
        #expect(reader.connections > 20)
        await reader.close()
    }

    @Test("over a session that goes away goes on with another server")
    func drains() async throws {
        let team = try await Team.create()
        _ = try await send(0..<10, to: team)
        let reader = try await team.world.withServer { server, port in
            let client = try await team.connect(.agent, port: port)
            let subscription = try await client.subscribe(after: -1)
            _ = try await subscription.next()
            server.drain()
            while (try? await subscription.next()) != nil {}
            return subscription.upTo
        }
        let next = try await team.connect(.agent)
        let head = try await team.head()
        let rest = try await next.subscribe(after: reader)
        while rest.upTo < head - 1 { _ = try await rest.next() }
        await next.close()
    }
}
