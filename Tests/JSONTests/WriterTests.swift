import JSON
import Testing

@Suite("Writing")
struct WriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("commas stand between members and elements and nowhere else")
    func placesCommas() {
        let written = text { writer in
            writer.beginObject()
            writer.member("a", 1)
            writer.key("b")
            writer.beginArray()
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.string("{")
            writer.string("x")
            writer.null()
            writer.bool(true)
            writer.raw(Array("[1]".utf8))
            writer.endArray()
            writer.member("c", ["p", "q"])
            writer.member(ifPresent: "d", Int64?.none)
            writer.member(ifPresent: "e", "f")
            writer.endObject()
        }
        #expect(written == #"{"a":1,"b":[{},[],"{","x",null,true,[1]],"c":["p","q"],"e":"f"}"#)
    }

    @Test(
        "strings have the escapes of RFC 8785 and no others",
        arguments: [
            ("\u{8}\t\n\u{c}\r\"\\", #""\b\t\n\f\r\"\\""#),
            ("\u{0}\u{1}\u{b}\u{e}\u{f}\u{10}\u{1f}", #""\u0000\u0001\u000b\u000e\u000f\u0010\u001f""#),
            ("/\u{7f}é€😀\u{2028}", "\"/\u{7f}é€😀\u{2028}\""),
            ("", "\"\""),
            ("\u{20ac}$\u{f}\nA'B\"\\\\\"/", #""€$\u000f\nA'B\"\\\\\"/""#),
        ])
    func escapes(value: String, expected: String) {
        #expect(text { $0.string(value) } == expected)
    }

    @Test(
        "integers are written in full",
        arguments: [
            (Int64(0), "0"), (7, "7"), (-1, "-1"), (10, "10"), (1_000_000, "1000000"),
            (9_007_199_254_740_991, "9007199254740991"), (-9_007_199_254_740_991, "-9007199254740991"),
        ])
    func writesIntegers(value: Int64, expected: String) {
        #expect(text { $0.int(value) } == expected)
    }

    @Test("an integer that no reader would accept is never written")
    func refusesHugeIntegers() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.int(9_007_199_254_740_992)
        }
    }

    @Test("after a reset the writer starts anew")
    func resets() {
        let written = text { writer in
            writer.beginArray()
            writer.int(1)
            writer.reset()
            writer.string("fresh")
        }
        #expect(written == #""fresh""#)
    }

    @Test("room in front of the document can be filled in afterwards")
    func patches() {
        var writer = JSONWriter(after: [9, 0, 0, 0, 0])
        writer.beginObject()
        writer.endObject()
        writer.patch(at: 1, with: 0x0102_0304)
        #expect(writer.bytes == [9, 1, 2, 3, 4, UInt8(ascii: "{"), UInt8(ascii: "}")])
    }

    @Test("canonical keys are in order of UTF-16 code units")
    func sortsKeys() throws {
        // The example of RFC 8785 section 3.2.3, and one more pair around U+E000.
        let input =
            #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","#
            + #""\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#
        let value = try JSONValue(parsing: input)
        let canonical = try JSONValue(parsing: value.canonicalBytes())
        #expect(
            canonical.objectValue?.compactMap(\.value.stringValue) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ])
    }

    @Test("the canonical form of a document equals that of its value, and is recognised")
    func canonicalises() throws {
        let document = try JSONDocument(Array(#" {"b":[1,{"z":null,"y":"\u00e9\u002f"}],"a":"\u000a"} "#.utf8))
        var writer = JSONWriter()
        writer.canonical(document.root)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":"\n","b":[1,{"y":"é/","z":null}]}"#)
        #expect(writer.bytes == JSONValue(document.root).canonicalBytes())
        #expect(!document.isCanonical)
        #expect(try JSONDocument(writer.bytes).isCanonical)
    }

    @Test(
        "any deviation from the canonical form is noticed",
        arguments: [#"{"b":1,"a":2}"#, #"{"a": 1}"#, #"{"a":"\u0041"}"#, #"{"a":"\/"}"#, #"{"a":"\u001F"}"#, "[] "])
    func noticesDeviation(text: String) throws {
        #expect(try !JSONDocument(Array(text.utf8)).isCanonical)
    }
}
