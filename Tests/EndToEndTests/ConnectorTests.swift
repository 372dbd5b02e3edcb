internal import Client
internal import Foundation
internal import Glibc
internal import JSON
internal import Support
internal import Testing
internal import Wire

@Suite("A connector that dies", .serialized, .timeLimit(.minutes(10)))
struct ConnectorTests {
    private static let kills = 50
    private static let replies = 500
    private static let failpoints = ["connector.received", "connector.taken", "connector.sent"]

    /// `carelog connector loopback`, started again whenever it is dead.
    private struct Connector: Sendable {
        let carelog: RunningCarelog
        let directory: String
        let isIdempotent: Bool

        /// Starts it; with a failpoint it kills itself there, when it passes it for the so-manieth time.
        func start(dyingAt failpoint: String? = nil, passage: Int = 1) throws -> CarelogProcess {
            var environment = ["CARELOG_CONNECTION": carelog.directory + "/connection.json"]
            if let failpoint { environment["CARELOG_FAILPOINT"] = "\(failpoint):\(passage)" }
            return try CarelogProcess(
                ["connector", "loopback", "--directory", directory] + (isIdempotent ? [] : ["--not-idempotent"]),
                environment: environment)
        }

        /// What lies in the directory, by key; with the replies that are said there.
        func files() throws -> [String: [WireOutboxItem]] {
            var files: [String: [WireOutboxItem]] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: directory) where !name.hasPrefix(".") {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
                let item = try WireOutboxItem(json: JSONDocument(Array(bytes)).root)
                files[Outbox.key(of: item), default: []].append(item)
            }
            return files
        }
    }

    /// Makes replies, one after the other, on tickets of as many customers; answers with their ids and texts.
    private func makeReplies(on carelog: RunningCarelog) async throws -> [String: String] {
        let hook = ReconnectingClient(to: try carelog.endpoint(as: "connector"))
        let agent = ReconnectingClient(to: try carelog.endpoint(as: "agent"))
        var made: [String: String] = [:]
        for number in 0..<Self.replies {
            let message = MessageReceive(
                commandID: newID(), channel: "x:@loop", externalID: "loop-\(number)",
                author: WireAuthor(handle: "@c\(number % 60)"), text: "Hello?")
            let ticket = try await hook.call(message).ticket
            let reply = TicketReply(commandID: newID(), ticket: ticket, text: "Answer \(number).")
            made[try await agent.call(reply).reply] = "Answer \(number)."
        }
        await hook.close()
        await agent.close()
        return made
    }

    /// Kills the connector again and again while replies are made, then lets it finish; answers what was made.
    private func torment(_ connector: Connector, seed: UInt64) async throws -> [String: String] {
        var random = SeededGenerator(seed: seed)
        async let making = makeReplies(on: connector.carelog)
        for number in 0..<Self.kills {
            let passage = 1 + random.roll(6)
            if number % 5 == 4 {
                // At no named moment: some while after it has carried so many.
                let process = try connector.start()
                let hasWorked = try await blocking {
                    defer {
                        process.signal(SIGKILL)
                        process.waitUntilExit()
                    }
                    return process.output.wait(for: "\(passage): x:@loop", seconds: 30)
                }
                #expect(hasWorked, "it has carried nothing: \(process.errors.text)")
            } else {
                let failpoint = Self.failpoints[number % 3]
                let process = try connector.start(dyingAt: failpoint, passage: passage)
                let hasDied = try await blocking {
                    if process.waitUntilExit(seconds: 30) { return true }
                    process.signal(SIGKILL)
                    process.waitUntilExit()
                    return false
                }
                #expect(hasDied && process.status == -SIGKILL, "\(failpoint) was not passed \(passage) times")
            }
        }
        let made = try await making
        let last = try connector.start()
        try await finish(connector)
        last.signal(SIGKILL)
        try await blocking { last.waitUntilExit() }
        return made
    }

    /// Waits until the channel's outbox has nothing that is to be sent or in somebody's hands.
    private func finish(_ connector: Connector) async throws {
        let client = try await connector.carelog.client(as: "agent")
        var seen = client.session.head - 1
        let events = try await client.subscribe(after: seen)
        while true {
            var left = 0
            for delivery in [WireDelivery.requested, .attempted] {
                let list = OutboxList(channels: ["x:@loop"], delivery: delivery, atLeast: seen)
                left += try await client.call(list).items.count
            }
            if left == 0 { break }
            // Something will happen: the connector is at work.
            seen = try await events.next().covers.upTo
        }
        await client.close()
    }

    @Test("fifty times delivers every reply, and each once where the channel honours idempotency keys")
    func idempotent() async throws {
        try await RunningCarelog.with { carelog in
            let connector = Connector(
                carelog: carelog, directory: carelog.directory + "/sent", isIdempotent: true)
            let made = try await torment(connector, seed: 1)
            let files = try connector.files()
            #expect(files.values.allSatisfy { $0.count == 1 })
            let ours = files.values.flatMap(\.self).filter { $0.channel == "x:@loop" }
            #expect(ours.count == Self.replies && made.count == Self.replies)
            for item in ours { #expect(made[item.reply] == item.text && item.attempt == 1, "\(item.reply)") }
            let client = try await carelog.client(as: "agent")
            #expect(try await client.call(OutboxList(channels: ["x:@loop"])).items.isEmpty, "all are delivered")
            await client.close()
        }
    }

    @Test(
        "fifty times loses no reply and sends none twice where the channel knows no keys: what is in doubt is said so")
    func notIdempotent() async throws {
        try await RunningCarelog.with { carelog in
            let connector = Connector(
                carelog: carelog, directory: carelog.directory + "/sent", isIdempotent: false)
            let made = try await torment(connector, seed: 2)
            let files = try connector.files().filter { $0.value.first?.channel == "x:@loop" }
            #expect(files.values.allSatisfy { $0.count == 1 }, "nothing is sent twice")
            let client = try await carelog.client(as: "agent")
            var unknown: Set<String> = []
            var cursor: String?
            repeat {
                let page = try await client.call(OutboxList(channels: ["x:@loop"], limit: 200, cursor: cursor))
                #expect(page.items.allSatisfy { $0.delivery == .unknown })
                unknown.formUnion(page.items.map(\.reply))
                cursor = page.next
            } while cursor != nil
            let sent = Set(files.values.flatMap(\.self).map(\.reply))
            #expect(sent.union(unknown) == Set(made.keys), "each is sent, or said to be in doubt")
            #expect(!unknown.isEmpty && unknown.count <= Self.kills, "otherwise this test shows little")
            // A person decides on those: what is retried goes out under a new key.
            for reply in unknown { _ = try await client.call(ReplyRetry(commandID: newID(), reply: reply)) }
            let last = try connector.start()
            try await finish(connector)
            last.signal(SIGKILL)
            try await blocking { last.waitUntilExit() }
            let retried = try connector.files().values.flatMap(\.self).filter { $0.attempt == 2 }
            #expect(Set(retried.map(\.reply)) == unknown && retried.count == unknown.count)
            await client.close()
        }
    }
}
