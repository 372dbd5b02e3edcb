internal import EventCodec
internal import Identity
internal import Support
internal import Testing
internal import Ticketing

@Suite("Where a sealed part belongs")
struct SealedPlaceTests {
    @Test("is read from an entry as decoding it would tell", arguments: 1...UInt64(20))
    func agrees(seed: UInt64) throws {
        var random = RandomEvent(seed: seed)
        for _ in 0..<200 {
            let (event, header) = random.next()
            let entry = try Entry.encode(event, header)
            let note = Comment(rawValue: "seed \(seed): \(String(decoding: entry, as: UTF8.self))")
            let place = SealedPlace(ofEntry: entry)
            let isEscaped = header.stream.description.utf8.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
            #expect(place?.event == (header.subject == nil || isEscaped ? nil : header.id), note)
            guard let place else { continue }
            #expect(place.stream == header.stream.description && place.version == header.version, note)
            #expect(place.subject == header.subject?.id, note)
        }
    }

    @Test("is not read from what is cut short or altered, and nothing stops the reader", arguments: 1...UInt64(5))
    func altered(seed: UInt64) throws {
        var random = RandomEvent(seed: seed)
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let (event, header) = random.next()
            let entry = try Entry.encode(event, header)
            for end in entry.indices { #expect(SealedPlace(ofEntry: Array(entry[..<end])) == nil) }
            for _ in 0..<200 {
                var altered = entry
                altered[Int.random(in: altered.indices, using: &dice)] = UInt8.random(in: 0 ... .max, using: &dice)
                _ = SealedPlace(ofEntry: altered)
            }
        }
        for text in ["", "{", "}", "{}", "{\"", "{\"id\"", "{\"id\":", "{\"id\":}", "{\"id\":\"}", "{\"\\", "{]}"] {
            #expect(SealedPlace(ofEntry: Array(text.utf8)) == nil)
        }
    }
}
