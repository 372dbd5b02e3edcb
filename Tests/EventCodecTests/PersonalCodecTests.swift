internal import EventCodec
internal import JSON
internal import Support
internal import Testing
internal import Ticketing

@Suite("What is sealed beside an entry")
struct PersonalCodecTests {
    @Test("is read as it was, and is canonical", arguments: 1...UInt64(20))
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func text() -> String? {
            guard random.roll(3) > 0 else { return nil }
            let scalars = (0..<random.roll(40)).map { _ in
                "a\"\\\n\r\t\u{1}\u{7f}\u{e9}\u{301}\u{2028}\u{ffff}\u{1f468}\u{200d}\u{1f469}\u{10ffff}".unicodeScalars
                    .filter { $0 != "\u{ffff}" && $0 != "\u{10ffff}" }.randomElement(using: &random) ?? "a"
            }
            return String(String.UnicodeScalarView(scalars))
        }
        for _ in 0..<100 {
            let attachments = (0..<random.roll(3)).map { number in
                Attachment(
                    url: text() ?? "u", type: text() ?? "t", byteCount: random.roll(9_999) * number,
                    sha256: String(repeating: "0a", count: 32), name: text())
            }
            let personal = Personal(
                text: text(), externalId: text(), handle: text(), name: text(), reason: text(),
                attachments: attachments, emoji: text(), revision: text())
            let bytes = PersonalCodec.encode(personal)
            let read = try PersonalCodec.decode(bytes)
            #expect(PersonalCodec.encode(read) == bytes && read == personal, "seed \(seed)")
            #expect(try JSONDocument(bytes).isCanonical, "seed \(seed)")
        }
    }

    @Test("nothing personal is an empty object")
    func empty() throws {
        #expect(PersonalCodec.encode(Personal()) == Array("{}".utf8))
        #expect(try PersonalCodec.decode(Array("{}".utf8)) == Personal())
    }

    @Test(
        "anything else is malformed, and its error repeats none of it",
        arguments: [
            "", "[]", "{", #"{"text":1}"#, #"{"text":null}"#, #"{"mood":"secret"}"#,
            #"{"text":"secret","text":"secret"}"#,
            #"{"text":"secret"}}"#, #"{"name":["secret"]}"#, #"{"attachments":"secret"}"#, #"{"attachments":[]}"#,
            #"{"attachments":[{"bytes":1,"sha256":"secret","type":"a/b","url":"secret"}]}"#,
            #"{"attachments":[{"bytes":-1,"type":"a/b","url":"secret"}]}"#, #"{"attachments":null}"#,
        ])
    func malformed(text: String) {
        let error = #expect(throws: EventCodecError.self) { try PersonalCodec.decode(Array(text.utf8)) }
        #expect(error?.code == .malformed)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.hasPrefix("the sealed part: ") == true)
    }
}
