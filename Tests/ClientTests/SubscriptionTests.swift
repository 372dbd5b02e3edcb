internal import NIOEmbedded
import Testing

@testable internal import Client
@testable internal import Wire

@Suite("A subscription", .timeLimit(.minutes(1)))
struct SubscriptionTests {
    /// What is wrong with the second batch.
    enum Fault: String, CaseIterable, CustomTestStringConvertible {
        case hole, overlap, outside, order

        var testDescription: String { rawValue }

        var batch: LogEvents {
            switch self {
            case .hole: SubscriptionTests.batch(4, 6, [])
            case .overlap: SubscriptionTests.batch(2, 6, [])
            case .outside: SubscriptionTests.batch(3, 6, [7])
            case .order: SubscriptionTests.batch(3, 6, [5, 4])
            }
        }
    }

    static func batch(_ after: Int64, _ upTo: Int64, _ positions: [Int64]) -> LogEvents {
        LogEvents(
            subscription: "s1", covers: LogRange(after: after, upTo: upTo),
            events: positions.map { LogEvent(position: $0, entry: JSONBytes(trusted: Array("{}".utf8))) })
    }

    @Test(
        "whose ranges do not tile closes the connection, and can be resumed after what was good",
        arguments: Fault.allCases)
    func faults(fault: Fault) async throws {
        let channel = NIOAsyncTestingChannel()
        let inbox = SubscriptionInbox()
        let core = ClientCore(channel: channel)
        let subscription = Subscription(
            id: "s1", core: core, inbox: inbox, after: -1, window: 100, timeout: .seconds(1))
        inbox.put(Self.batch(-1, 3, [0, 2]))
        inbox.put(fault.batch)
        #expect(try await subscription.next().events.map(\.position) == [0, 2])
        await #expect {
            try await subscription.next()
        } throws: { error in
            guard case .protocolViolation? = error as? ClientError else { return false }
            return true
        }
        #expect(subscription.upTo == 3)
        await channel.testingEventLoop.run()
        #expect(!channel.isActive)
    }
}
