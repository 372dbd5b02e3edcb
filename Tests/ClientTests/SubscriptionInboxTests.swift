import Testing

@testable internal import Client
@testable internal import Wire

@Suite("Where events of a subscription wait", .timeLimit(.minutes(1)))
struct SubscriptionInboxTests {
    private func batch(_ after: Int64, _ upTo: Int64, _ positions: [Int64] = []) -> LogEvents {
        LogEvents(
            subscription: "s1", covers: LogRange(after: after, upTo: upTo),
            events: positions.map { LogEvent(position: $0, entry: JSONBytes(trusted: Array("{}".utf8))) })
    }

    @Test("keeps them in order and merges ranges without events")
    func merges() async throws {
        let inbox = SubscriptionInbox()
        inbox.put(batch(-1, 3))
        inbox.put(batch(3, 5))
        inbox.put(batch(5, 6, [6]))
        inbox.put(batch(6, 9))
        #expect(try await inbox.take() == batch(-1, 6, [6]))
        #expect(try await inbox.take() == batch(6, 9))
    }

    @Test("hands out what is there before it says that the connection is lost")
    func finish() async throws {
        let inbox = SubscriptionInbox()
        inbox.put(batch(-1, 0, [0]))
        inbox.finish(.connectionLost("gone"))
        #expect(try await inbox.take() == batch(-1, 0, [0]))
        await #expect(throws: ClientError.connectionLost("gone")) { try await inbox.take() }
    }

    @Test("lets a cancelled reader go")
    func cancel() async {
        let inbox = SubscriptionInbox()
        let reader = Task { try await inbox.take() }
        reader.cancel()
        await #expect(throws: ClientError.cancelled) { try await reader.value }
    }
}
