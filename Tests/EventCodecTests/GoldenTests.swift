internal import EventCodec
internal import Identity
internal import JSON
internal import Testing
internal import Ticketing

@Suite("Golden entries")
struct GoldenTests {
    @Test("are written anew when asked for", .enabled(if: Golden.regenerates))
    func regenerate() throws {
        for type in EventType.allCases {
            let sample = Sample(of: type)
            try Golden.write(try sample.encoded(), to: "\(type.rawValue).json")
            if let personal = sample.personal {
                try Golden.write(PersonalCodec.encode(personal), to: "\(type.rawValue).personal.json")
            }
        }
        for type in Sample.grown {
            let sample = Sample(of: type, isFull: true)
            try Golden.write(try sample.encoded(), to: "\(type.rawValue).full.json")
            if let personal = sample.personal {
                try Golden.write(PersonalCodec.encode(personal), to: "\(type.rawValue).full.personal.json")
            }
        }
    }

    @Test("there is one of every type, and of what is sealed beside it, and nothing else", isUsual)
    func complete() throws {
        func names(_ name: String, _ sample: Sample) -> [String] {
            ["\(name).json"] + (sample.personal == nil ? [] : ["\(name).personal.json"])
        }
        let expected = EventType.allCases.flatMap { names($0.rawValue, Sample(of: $0)) }
        let grown = Sample.grown.flatMap { names("\($0.rawValue).full", Sample(of: $0, isFull: true)) }
        #expect(try Golden.names() == Set(expected + grown))
    }

    @Test("an event is written as exactly these bytes", isUsual, arguments: EventType.allCases)
    func encode(type: EventType) throws {
        let written = try Sample(of: type).encoded()
        #expect(try Golden.entry(of: type) == written, "\(String(decoding: written, as: UTF8.self))")
    }

    @Test("these bytes are read as exactly the event", isUsual, arguments: EventType.allCases)
    func decode(type: EventType) throws {
        let sample = Sample(of: type)
        let recorded = try Entry.decode(Golden.entry(of: type), at: LogPosition(7))
        #expect(EventType(of: sample.event) == type)
        #expect(
            recorded
                == RecordedEvent(
                    position: LogPosition(7), stream: sample.header.stream, version: sample.header.version,
                    id: sample.header.id, command: sample.header.command, at: sample.header.at,
                    actor: sample.header.actor, event: sample.event, subject: sample.header.subject))
        #expect(try Entry.sealedSHA256(of: Golden.entry(of: type)) == sample.header.sealedSHA256)
    }

    @Test(
        "an event with all that its type has gained is written and read as exactly these bytes", isUsual,
        arguments: Sample.grown)
    func full(type: EventType) throws {
        let sample = Sample(of: type, isFull: true)
        let golden = try Golden.read("\(type.rawValue).full.json")
        #expect(try sample.encoded() == golden)
        #expect(try Entry.decode(golden, at: LogPosition(7)).event == sample.event)
        #expect(sample.event != Sample(of: type).event)
        #expect(try JSONDocument(golden).isCanonical)
        guard let personal = sample.personal else { return }
        let sealed = try Golden.read("\(type.rawValue).full.personal.json")
        #expect(PersonalCodec.encode(personal) == sealed)
        #expect(try PersonalCodec.decode(sealed) == personal)
    }

    @Test("an entry is one line of canonical JSON that a tile can hold", isUsual, arguments: EventType.allCases)
    func canonical(type: EventType) throws {
        let bytes = try Golden.entry(of: type)
        #expect(try JSONDocument(bytes).isCanonical)
        #expect(!bytes.contains { $0 < 0x20 })
        #expect((2...65_535).contains(bytes.count))
        let schema = try JSONDocument(bytes).root["schema"]?.int64()
        #expect(schema.map { Int($0) } == type.schema)
    }

    @Test("what is sealed is written and read as exactly these bytes", isUsual, arguments: EventType.allCases)
    func personal(type: EventType) throws {
        guard let personal = Sample(of: type).personal else { return }
        let golden = try Golden.personal(of: type)
        #expect(PersonalCodec.encode(personal) == golden)
        #expect(try PersonalCodec.decode(golden) == personal)
        #expect(try JSONDocument(golden).isCanonical)
    }

    @Test("the entry holds nothing of what is sealed beside it", isUsual, arguments: EventType.allCases)
    func separate(type: EventType) throws {
        guard let personal = Sample(of: type).personal else { return }
        let entry = String(decoding: try Golden.entry(of: type), as: UTF8.self)
        let texts = [personal.text, personal.externalId, personal.handle, personal.name, personal.reason]
        for text in texts.compactMap(\.self) { #expect(!entry.contains(text)) }
    }
}

/// While files are written they cannot be compared.
private let isUsual: ConditionTrait = .disabled(if: Golden.regenerates)
