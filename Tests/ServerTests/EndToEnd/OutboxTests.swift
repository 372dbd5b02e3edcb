internal import Client
internal import Desk
internal import Identity
internal import JSON
internal import Synchronization
import Testing
internal import Ticketing

@testable internal import Server
@testable internal import Wire

@Suite("What works on the outbox", .timeLimit(.minutes(5)))
struct OutboxTests {
    /// Counts, and lets others wait until so many are counted.
    private final class Counter: Sendable {
        private struct State {
            var count = 0
            var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        }

        private let state = Mutex(State())

        func add() {
            let due = state.withLock { state in
                state.count += 1
                let due = state.waiting.filter { $0.count <= state.count }
                state.waiting.removeAll { $0.count <= state.count }
                return due
            }
            for waiting in due { waiting.continuation.resume() }
        }

        func reach(_ count: Int) async {
            await withCheckedContinuation { continuation in
                let isReached = state.withLock { state in
                    if state.count < count { state.waiting.append((count, continuation)) }
                    return state.count >= count
                }
                if isReached { continuation.resume() }
            }
        }
    }

    /// A reply to a customer of their own.
    private func reply(
        _ text: String, on channel: String = "x:@acme", from connector: CarelogClient, by agent: CarelogClient
    ) async throws -> (reply: String, customer: String) {
        var message = MessageReceive.made(0, from: "@of-\(text)")
        message.channel = channel
        message.externalID = "to-\(text)"
        let received = try await connector.call(message)
        let reply = TicketReply(commandID: CommandIDs.random(), ticket: received.ticket, text: text)
        return (try await agent.call(reply).reply, received.customer)
    }

    /// What the log says of replies from a position on, until there are so many of them.
    private func heard(
        _ types: [String], _ count: Int, after: Int64, by agent: CarelogClient
    ) async throws -> [(type: String, personal: JSONValue?)] {
        var events: [(type: String, personal: JSONValue?)] = []
        for try await batch in try await agent.subscribe(after: after, filter: LogFilter(types: types)) {
            for event in batch.events {
                let type = try event.entry.document().root["type"]?.string() ?? ""
                events.append((type, try event.personal.map { JSONValue(try $0.document().root) }))
            }
            if events.count >= count { break }
        }
        return events
    }

    @Test("twice under one token takes each reply once, and neither says that the other's is lost")
    func pair() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let (received, begun) = ([Counter(), Counter()], [Counter(), Counter()])
        let after = try await team.head() - 1
        let clients = [0, 1].map { _ in ReconnectingClient(to: team.endpoint(.connector)) }
        let replyCount = 20
        // One for each alone: who sends it has seen what was taken before they came.
        for number in [0, 1] { _ = try await reply("alone", on: "x:@\(number)", from: connector, by: agent) }
        let work = [0, 1].map { number in
            Task {
                try await Outbox(
                    clients[number], channels: ["x:@acme", "x:@\(number)"], isIdempotent: false,
                    note: { if case .received = $0 { received[number].add() } }
                ).run { item in
                    begun[number].add()
                    // Sends until the other one has left this one alone and heard of the next.
                    if let text = item.text, let place = Int(text), place + 1 < replyCount {
                        await received[1 - number].reach(place + 3)
                    }
                    return .delivered(externalID: nil)
                }
            }
        }
        for counter in begun { await counter.reach(1) }
        for number in 0..<replyCount { _ = try await reply("\(number)", from: connector, by: agent) }
        let types = try await heard(
            ["reply.delivered", "reply.lost", "reply.attempted"], 2 * (replyCount + 2), after: after, by: agent
        ).map(\.type)
        #expect(types.count { $0 == "reply.attempted" } == replyCount + 2)
        #expect(types.count { $0 == "reply.lost" } == 0)
        let head = try await team.head()
        let tickets = try await agent.call(InboxList(view: .all, limit: 50, atLeast: head - 1)).tickets
        #expect(tickets.count == replyCount + 2 && tickets.allSatisfy { $0.state == .pending })
        for task in work {
            task.cancel()
            _ = await task.result
        }
        for client in [connector, agent] { await client.close() }
        for client in clients { await client.close() }
    }

    @Test("tells what a channel says without what the protocol cannot carry, and goes on")
    func characters() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        for text in ["r0", "r1"] { _ = try await reply(text, from: connector, by: agent) }
        let client = ReconnectingClient(to: team.endpoint(.connector))
        let after = try await team.head() - 1
        let work = Task {
            try await Outbox(client, isIdempotent: true).run { item in
                item.text == "r0" ? .failed(reason: "a\u{0}b\u{ffff}c") : .sent(externalID: "e\u{ffff}")
            }
        }
        let heard = try await heard(["reply.failed", "reply.carried"], 2, after: after, by: agent)
        #expect(heard.map(\.type) == ["reply.failed", "reply.carried"])
        #expect(heard.first?.personal?["reason"]?.stringValue == "a\u{fffd}b\u{fffd}c")
        #expect(heard.last?.personal == nil)
        work.cancel()
        _ = await work.result
        for client in [connector, agent] { await client.close() }
        await client.close()
    }

    @Test("tells what became of a reply whose customer was erased in the meantime, without a word")
    func erased() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        var customers: [String: UniqueID] = [:]
        for text in ["r0", "r1", "r2"] {
            customers[text] = UniqueID(try await reply(text, from: connector, by: agent).customer)
        }
        let (client, erased) = (ReconnectingClient(to: team.endpoint(.connector)), customers)
        let after = try await team.head() - 1
        let left = Mutex(0)
        let work = Task {
            try await Outbox(
                client, note: { step in if case .left = step { left.withLock { $0 += 1 } } }
            ).run { item in
                if let text = item.text, let customer = erased[text] {
                    try? await team.world.erase(customer, in: team.workspace)
                }
                switch item.text {
                case "r0": return .failed(reason: "full")
                case "r1": return .unknown(reason: "cut off")
                default: return .sent(externalID: "e2")
                }
            }
        }
        let heard = try await heard(["reply.failed", "reply.lost", "reply.carried"], 3, after: after, by: agent)
        #expect(heard.map(\.type) == ["reply.failed", "reply.lost", "reply.carried"])
        #expect(heard.allSatisfy { $0.personal == nil } && left.withLock { $0 } == 0)
        work.cancel()
        _ = await work.result
        for client in [connector, agent] { await client.close() }
        await client.close()
    }

    @Test("leaves a reply at which the server fails again and again, and goes on; what is erased fails at once")
    func faults() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        var replies: [(reply: String, customer: String)] = []
        for text in ["r0", "r1", "r2"] { replies.append(try await reply(text, from: connector, by: agent)) }
        let customers = replies.compactMap { UniqueID($0.customer) }
        try await team.world.erase(customers[0], in: team.workspace)
        let client = ReconnectingClient(to: team.endpoint(.connector))
        let after = try await team.head() - 1
        let left = Mutex<[String]>([])
        let work = Task {
            try await Outbox(
                client, isIdempotent: true, faultsBorne: .zero,
                note: { step in
                    if case .left(let reply, _) = step { left.withLock { $0.append(reply) } }
                }
            ).run { item in
                // Between being sent and being told: nothing can be sealed about them.
                if item.text == "r1" { try? await team.world.spoilKey(of: customers[1], in: team.workspace) }
                return .sent(externalID: item.text)
            }
        }
        let heard = try await heard(["reply.failed", "reply.carried"], 2, after: after, by: agent)
        #expect(heard.map(\.type) == ["reply.failed", "reply.carried"])
        #expect(heard.first?.personal == nil && heard.last?.personal?["externalId"]?.stringValue == "r2")
        #expect(left.withLock { $0 } == [replies[1].reply])
        try await team.world.spoilKey(of: customers[1], in: team.workspace, again: true)
        // The agent wrote none of it, so its own writes do not say how far the views must be.
        let head = try await team.head()
        let list = try await agent.call(OutboxList(delivery: .attempted, atLeast: head - 1))
        #expect(list.items.map(\.reply) == [replies[1].reply])
        work.cancel()
        _ = await work.result
        for client in [connector, agent] { await client.close() }
        await client.close()
    }

    @Test("what was left goes on from where it was, and is sent once")
    func left() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        var replies: [(reply: String, customer: String)] = []
        for text in ["r0", "r1"] { replies.append(try await reply(text, from: connector, by: agent)) }
        let customer = try #require(UniqueID(replies[0].customer))
        let client = ReconnectingClient(to: team.endpoint(.connector))
        let after = try await team.head() - 1
        let left = Counter()
        let sent = Mutex<[String]>([])
        let work = Task {
            try await Outbox(
                client, isIdempotent: false, faultsBorne: .zero, leftPause: .milliseconds(20),
                note: { if case .left = $0 { left.add() } }
            ).run { item in
                // Between being sent and being told.
                if item.text == "r0" { try? await team.world.spoilKey(of: customer, in: team.workspace) }
                sent.withLock { $0.append(item.text ?? "") }
                return .sent(externalID: item.text)
            }
        }
        let first = try await heard(["reply.carried"], 1, after: after, by: agent)
        #expect(first.map { $0.personal?["externalId"]?.stringValue } == ["r1"])
        await left.reach(2)
        try await team.world.spoilKey(of: customer, in: team.workspace, again: true)
        let both = try await heard(["reply.carried", "reply.lost"], 2, after: after, by: agent)
        #expect(both.map(\.type) == ["reply.carried", "reply.carried"])
        #expect(both.last?.personal?["externalId"]?.stringValue == "r0")
        #expect(sent.withLock { $0 } == ["r0", "r1"])
        work.cancel()
        _ = await work.result
        for client in [connector, agent] { await client.close() }
        await client.close()
    }

    @Test("cancelled while a reply is sent, it tells what became of it all the same")
    func cancelled() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        _ = try await reply("r0", from: connector, by: agent)
        let client = ReconnectingClient(to: team.endpoint(.connector))
        let after = try await team.head() - 1
        let (begun, cancelled) = (Counter(), Counter())
        let work = Task {
            try await Outbox(client).run { _ in
                begun.add()
                await cancelled.reach(1)
                return .delivered(externalID: nil)
            }
        }
        await begun.reach(1)
        work.cancel()
        cancelled.add()
        await #expect(throws: ClientError.cancelled) { try await work.value }
        let head = try await team.head()
        let list = try await agent.call(OutboxList(atLeast: head - 1))
        try #require(list.items.isEmpty, "nothing is in doubt")
        #expect(try await heard(["reply.delivered"], 1, after: after, by: agent).count == 1)
        for client in [connector, agent] { await client.close() }
        await client.close()
    }

    @Test("what is in doubt and was erased is told without a reason")
    func erasedInDoubt() async throws {
        let team = try await Team.create()
        let (connector, agent) = (try await team.connect(.connector), try await team.connect(.agent))
        let (reply, customer) = try await reply("r0", from: connector, by: agent)
        _ = try await connector.call(ReplyAttempt(commandID: CommandIDs.random(), reply: reply, attempt: 1))
        try await team.world.erase(try #require(UniqueID(customer)), in: team.workspace)
        let client = ReconnectingClient(to: team.endpoint(.connector))
        let after = try await team.head() - 1
        let told = Task { try await heard(["reply.lost"], 1, after: after, by: agent).map(\.personal) }
        let work = Task {
            // Left alone it would never be told.
            try await Outbox(
                client, isIdempotent: false, faultsBorne: .zero, note: { if case .left = $0 { told.cancel() } }
            ).run { _ in .delivered(externalID: nil) }
        }
        #expect(try await told.value == [nil])
        work.cancel()
        _ = await work.result
        for client in [connector, agent] { await client.close() }
        await client.close()
    }

    @Test("a log that is shorter than hello said is looked at over another connection")
    func positionAhead() async throws {
        let lists = Mutex<[Int]>([])
        let listed = Counter()
        try await ScriptedServer.with { connection, method in
            switch method {
            case .sessionHello: return ScriptedServer.hello(head: 10)
            case .outboxList:
                lists.withLock { $0.append(connection) }
                listed.add()
                return connection == 1
                    ? .error(.positionAhead(head: 5, epoch: "e")) : .result(OutboxPage(items: [], asOf: 9))
            default: return .silence
            }
        } _: { port in
            let client = ReconnectingClient(
                to: ClientEndpoint(host: "127.0.0.1", port: port, token: "t", clientName: "tests"))
            let work = Task { try await Outbox(client).run { _ in .delivered(externalID: nil) } }
            await listed.reach(3)
            #expect(lists.withLock { $0.prefix(3) } == [1, 2, 2])
            work.cancel()
            _ = await work.result
            await client.close()
        }
    }
}
