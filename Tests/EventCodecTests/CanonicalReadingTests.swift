internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@testable internal import EventCodec

@Suite("The quick way to read an entry")
struct CanonicalReadingTests {
    private static func quick(_ bytes: [UInt8]) -> RecordedEvent? {
        bytes.withUnsafeBytes { Entry.readCanonical($0, at: LogPosition(3)) }
    }

    private static let likely = Array("0123456789abcdefgAZ{}[]\",:-\\".utf8)

    @Test("reads what the JSON reader reads, of every type", arguments: 1...UInt64(20))
    func same(seed: UInt64) throws {
        var random = RandomEvent(seed: seed)
        var read = 0
        for _ in 0..<1_000 {
            let (event, header) = random.next()
            let entry = try Entry.encode(event, header)
            guard let quick = Self.quick(entry) else { continue }
            read += 1
            #expect(
                try quick == Entry.decodeJSON(entry, at: LogPosition(3)), "\(String(decoding: entry, as: UTF8.self))")
        }
        #expect(read > 20, "otherwise it is of no use")
    }

    @Test(
        "is taken by what a log is full of",
        arguments: [
            .customerRegistered(CustomerRegistered(network: "x")),
            .ticketOpened(TicketOpened(customer: customer, channel: ChannelID("x:@acme")!)),
            .messageReceived(
                MessageReceived(
                    message: MessageID(.zero), customer: customer, occurredAt: noon, answers: nil, thread: nil)),
            .messageReceived(
                MessageReceived(
                    message: MessageID(.zero), customer: customer, occurredAt: noon, answers: nil, thread: nil,
                    kind: .direct, isPublic: false, language: Language("pt-br"))),
            .ticketOpened(
                TicketOpened(customer: customer, channel: ChannelID("x:@acme")!, language: Language("de"))),
            .replySent(ReplySent(reply: ReplyID(.zero), seen: LogPosition(1_234_567))), .ticketClaimed, .ticketResolved,
            .ticketAssigned(TicketAssigned(agent: alice, team: nil)),
            .ticketAssigned(TicketAssigned(agent: nil, team: TeamID("billing"))),
        ] as [Event])
    func frequent(event: Event) throws {
        let header = Sample(of: .messageReceived).header
        #expect(Self.quick(try Entry.encode(event, header))?.event == event)
    }

    // Whatever it accepts, the strict reader accepts too, and as the same event.
    @Test("accepts nothing that the JSON reader refuses, however an entry is altered", arguments: EventType.allCases)
    func altered(type: EventType) throws {
        let original = try Sample(of: type).encoded()
        var random = SeededGenerator(seed: UInt64(original.count) &+ 17)
        for _ in 0..<5_000 {
            var bytes = original
            for _ in 0...random.roll(2) {
                let index = random.roll(bytes.count)
                switch random.roll(4) {
                case 0: bytes[index] = UInt8(random.roll(256))
                case 1: bytes[index] = Self.likely[random.roll(Self.likely.count)]
                case 2: bytes.remove(at: index)
                default: bytes.insert(bytes[random.roll(bytes.count)], at: index)
                }
            }
            guard let quick = Self.quick(bytes) else { continue }
            let strict = try? Entry.decodeJSON(bytes, at: LogPosition(3))
            #expect(strict == quick, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
