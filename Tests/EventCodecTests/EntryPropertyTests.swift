internal import EventCodec
internal import Identity
internal import JSON
internal import Support
internal import Testing
internal import Ticketing

@Suite("Whatever becomes an entry")
struct EntryPropertyTests {
    @Test("is read as it was, and is canonical", arguments: 1...UInt64(20))
    func roundTrip(seed: UInt64) throws {
        var random = RandomEvent(seed: seed)
        for _ in 0..<200 {
            let (event, header) = random.next()
            let entry = try Entry.encode(event, header)
            let note = Comment(rawValue: "seed \(seed): \(String(decoding: entry, as: UTF8.self))")
            let read = try Entry.decode(entry, at: LogPosition(3))
            #expect(read.event == event && read.stream == header.stream && read.version == header.version, note)
            #expect(read.id == header.id && read.command == header.command && read.at == header.at, note)
            #expect(read.actor == header.actor && read.subject == header.subject, note)
            #expect(Entry.sealedSHA256(of: entry) == header.sealedSHA256, note)
            #expect(try JSONDocument(entry).isCanonical, note)
        }
    }

    @Test("random events come of every type")
    func coverage() {
        var random = RandomEvent(seed: 1)
        let types = Set((0..<2_000).map { _ in EventType(of: random.next().event) })
        #expect(types == Set(EventType.allCases))
    }

    // Whatever bytes a disk or a peer makes of an entry: an error, or an event that is written as the same bytes.
    @Test("never stops its reader however it is altered, and has one spelling", arguments: EventType.allCases)
    func mutation(type: EventType) throws {
        let sample = Sample(of: type)
        let original = try sample.encoded()
        var random = SeededGenerator(seed: UInt64(original.count))
        var read = 0
        for _ in 0..<3_000 {
            var bytes = original
            for _ in 0...random.roll(3) { Self.alter(&bytes, &random) }
            guard let recorded = try? Entry.decode(bytes, at: LogPosition(3)) else { continue }
            read += 1
            guard try JSONDocument(bytes).isCanonical else { continue }
            let header = EntryHeader(
                id: recorded.id, stream: recorded.stream, version: recorded.version, at: recorded.at,
                actor: recorded.actor, command: recorded.command, subject: recorded.subject,
                sealedSHA256: Entry.sealedSHA256(of: bytes))
            let again = try Entry.encode(recorded.event, header)
            #expect(again == bytes, "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(read > 10, "otherwise this test shows little")
    }

    private static func alter(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let index = random.roll(bytes.count)
        switch random.roll(6) {
        case 0: bytes[index] ^= 1 << UInt8(random.roll(8))
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(UInt8(random.roll(256)), at: index)
        case 3: bytes[index] = Array("0123456789abcdefABCDEF{}[]\",:-Z".utf8).randomElement(using: &random) ?? 0
        case 4: bytes.removeSubrange(index..<min(bytes.count, index + random.roll(12)))
        default:
            let piece = bytes[index..<min(bytes.count, index + random.roll(24))]
            bytes.insert(contentsOf: piece, at: random.roll(bytes.count))
        }
    }

    @Test("what people said and are called is in what is sealed and nowhere in the entry", arguments: 1...UInt64(20))
    func canaries(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var count = 0
        for new in try Self.decided(&random) {
            let digest = new.personal.map { _ in Array(repeating: UInt8(1), count: 32) }
            let header = EntryHeader(
                id: EventID(.numbered(1)), stream: new.stream, version: StreamVersion(1), at: noon,
                actor: Actor(id: alice, kind: .human), command: CommandID(.numbered(2)), subject: new.subject,
                sealedSHA256: digest)
            let entry = String(decoding: try Entry.encode(new.event, header), as: UTF8.self)
            #expect(!entry.contains("canary"), "seed \(seed): \(entry)")
            if let personal = new.personal {
                count += 1
                #expect(String(decoding: PersonalCodec.encode(personal), as: UTF8.self).contains("canary"))
                #expect(new.subject != nil)
            }
        }
        #expect(count >= 9, "otherwise this test shows little")
    }

    /// Everything that the rules make of people's words, handles, names and ids.
    private static func decided(_ random: inout SeededGenerator) throws -> [NewEvent] {
        func word(_ random: inout SeededGenerator) -> String { "canary\(random.next())\u{e9}\"" }
        func writing(_ random: inout SeededGenerator) -> Intake.Writing {
            Intake.Writing(
                channel: channel, externalId: word(&random), text: word(&random), occurredAt: noon,
                nature: MessageNature(
                    kind: .direct, isPublic: false, language: Language("de"),
                    attachments: [
                        Attachment(
                            url: word(&random), type: word(&random), byteCount: 1, sha256: word(&random),
                            name: word(&random))
                    ]))
        }
        let party = Intake.Party.new(customer, handle: word(&random), name: word(&random))
        let author = Intake.Author.new(carol, handle: word(&random), name: word(&random))
        var events = Intake.receive(
            writing(&random), as: MessageID(.numbered(1)), from: party, answering: nil, to: .new(ticket)
        ).events
        events +=
            Intake.record(
                writing(&random), as: ReplyID(.numbered(2)), by: author, to: party, answering: nil, in: .new(ticket)
            ).events
        events += Intake.post(writing(&random), as: PostID(.numbered(3)), by: author).events
        var state: TicketState?
        for (index, event) in [
            Event.ticketOpened(TicketOpened(customer: customer, channel: channel)),
            .replySent(ReplySent(reply: ReplyID(.numbered(4)), seen: nil)),
        ].enumerated() {
            let header = Sample(of: .ticketOpened).header
            TicketState.evolve(
                &state,
                with: RecordedEvent(
                    position: LogPosition(Int64(index)), stream: .ticket(ticket), version: StreamVersion(index + 1),
                    id: header.id, command: header.command, at: noon, actor: header.actor, event: event, subject: nil))
        }
        let opened = try #require(state)
        let found = Intake.Found(
            message: MessageID(.numbered(8)), position: LogPosition(0), channel: channel, externalId: word(&random),
            ticket: opened)
        events += Intake.edit(found, to: word(&random), revision: word(&random), occurredAt: noon).events
        if case .accepted(let changes) = Intake.withdraw(found, occurredAt: nil) { events += changes.events }
        let gesture = Intake.Gesture(
            channel: channel, externalId: word(&random), signal: .reaction, tone: .bad, emoji: word(&random),
            occurredAt: nil)
        events += Intake.signal(gesture, by: party, on: nil, of: nil).events
        let context = TicketContext(actor: Actor(id: alice, kind: .human), now: noon)
        let bot = TicketContext(actor: Actor(id: carol, kind: .bot), now: noon)
        let commands: [(TicketCommand, TicketContext)] = [
            (.reply(ReplyID(.numbered(5)), text: word(&random), seen: nil), context),
            (.reply(ReplyID(.numbered(6)), text: word(&random), seen: nil), bot),
            (.note(NoteID(.numbered(7)), text: word(&random), mentions: [carol]), context),
            (
                .receipt(
                    ReplyID(.numbered(4)), .delivered, attempt: nil, externalId: word(&random), reason: nil), context
            ),
            (.receipt(ReplyID(.numbered(4)), .failed, attempt: nil, externalId: nil, reason: word(&random)), context),
        ]
        for (command, context) in commands {
            guard case .accepted(let changes) = opened.decide(command, context) else {
                throw Unexpected()
            }
            events += changes.events
        }
        return events
    }

    private struct Unexpected: Error {}
}
