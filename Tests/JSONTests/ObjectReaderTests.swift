import JSON
import Testing

@Suite("Reading objects")
struct ObjectReaderTests {
    private struct Author: JSONDecodable, JSONEncodable, Equatable {
        var handle: String
        var name: String?

        init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            handle = try object.string("handle", utf8Max: 8, utf8Min: 1)
            name = try object.optionalString("name", utf8Max: 8)
            try object.finish()
        }

        func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("handle", handle)
            writer.member(ifPresent: "name", name)
            writer.endObject()
        }
    }

    private struct Message: JSONDecodable {
        var channel: String
        var seen: Int64?
        var urgent: Bool?
        var tags: [String]
        var authors: [Author]

        init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            channel = try object.string("channel", utf8Max: 16)
            seen = try object.optionalInt64("seen", in: -1...100)
            urgent = try object.optionalBool("urgent")
            tags = try object.strings("tags", countMax: 2, utf8Max: 4, utf8Min: 1)
            authors = try object.decodeArray("authors", countMax: 3)
            try object.finish()
        }
    }

    private struct Envelope: JSONDecodable {
        var params: Message

        init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            params = try object.decode("params")
            try object.finish()
        }
    }

    private func message(_ params: String) throws -> Message {
        try JSONDocument(Array(#"{"params":\#(params)}"#.utf8)).root.decode(as: Envelope.self).params
    }

    @Test("members are read in any order, null counts as absent where absent is allowed")
    func reads() throws {
        let message = try message(
            #"{"authors":[{"name":null,"handle":"h"}],"urgent":true,"tags":["a","b"],"seen":null,"channel":"c"}"#)
        #expect(message.channel == "c")
        #expect(message.seen == nil)
        #expect(message.urgent == true)
        #expect(message.tags == ["a", "b"])
        #expect(message.authors.map(\.handle) == ["h"])
        #expect(message.authors.map(\.name) == [nil])
    }

    @Test(
        "what is wrong is said with its path",
        arguments: [
            (#"{"tags":[],"authors":[]}"#, "params.channel: is required"),
            (#"{"channel":null,"tags":[],"authors":[]}"#, "params.channel: must be a string, is null"),
            (#"{"channel":1,"tags":[],"authors":[]}"#, "params.channel: must be a string, is an integer"),
            (
                #"{"channel":"12345678901234567","tags":[],"authors":[]}"#,
                "params.channel: has 17 bytes of UTF-8, at most 16 are allowed"
            ),
            (#"{"channel":"c","seen":101,"tags":[],"authors":[]}"#, "params.seen: must lie in -1...100"),
            (#"{"channel":"c","seen":"1","tags":[],"authors":[]}"#, "params.seen: must be an integer, is a string"),
            (#"{"channel":"c","tags":["a",""],"authors":[]}"#, "params.tags[1]: must not be empty"),
            (
                #"{"channel":"c","tags":["a","b","c"],"authors":[]}"#,
                "params.tags: has 3 elements, at most 2 are allowed"
            ),
            (#"{"channel":"c","tags":{},"authors":[]}"#, "params.tags: must be an array, is an object"),
            (#"{"channel":"c","tags":[],"authors":[{"handle":"h"},{}]}"#, "params.authors[1].handle: is required"),
            (#"{"channel":"c","tags":[],"authors":[[]]}"#, "params.authors[0]: must be an object, is an array"),
            (
                #"{"channel":"c","tags":[],"authors":[{"handle":"h","nmae":"x"}]}"#,
                "params.authors[0].nmae: unknown member"
            ),
            (#"{"foo":{"a":1},"channel":"c","tags":[],"authors":[]}"#, "params.foo: unknown member"),
            (#"{"channel":"c","tags":[],"authors":[],"":1}"#, "params.: unknown member"),
            (#"{"channel":"c","tags":[],"authors":[],"a\u0007\u00e9":1}"#, "params.a??: unknown member"),
        ])
    func saysWhere(params: String, description: String) throws {
        let error = try #require(throws: JSONFieldError.self) { try message(params) }
        #expect(error.description == description)
    }

    @Test("the root has no path of its own")
    func namesTheRoot() throws {
        let root = try JSONDocument(Array("[]".utf8)).root
        let error = #expect(throws: JSONFieldError.self) { try Author(json: root) }
        #expect(error?.description == "must be an object, is an array")
    }

    @Test("a long unknown name is cut")
    func cutsLongNames() throws {
        let name = String(repeating: "n", count: 1_000)
        let root = try JSONDocument(Array(#"{"handle":"h","\#(name)":1}"#.utf8)).root
        let error = #expect(throws: JSONFieldError.self) { try Author(json: root) }
        #expect(error?.path == String(repeating: "n", count: 64) + "...")
    }

    @Test("the limit of a string holds for what it stands for, not for its escapes")
    func limitsUnescapedLength() throws {
        let root = try JSONDocument(Array(#"{"handle":"\u0041\u0041\u0041"}"#.utf8)).root
        #expect(try Author(json: root).handle == "AAA")
    }

    @Test("what a type writes it reads again")
    func roundTrips() throws {
        let author = try Author(json: JSONDocument(Array(#"{"handle":"h","name":"\"\n"}"#.utf8)).root)
        #expect(try Author(json: JSONDocument(author.jsonBytes()).root) == author)
    }

    @Test("an object with more than 64 members still names the unknown one")
    func namesUnknownAmongMany() throws {
        let root = try JSONDocument(Array(JSONVector.manyKeys(70).utf8)).root
        var object = try JSONObjectReader(root)
        for key: StaticString in ["k69", "k0", "k1"] { _ = try object.int(key) }
        let error = #expect(throws: JSONFieldError.self) { try object.finish() }
        #expect(error?.path == "k2")
    }
}
