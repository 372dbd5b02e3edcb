import JSON
import Testing

@Suite("Values")
struct ValueTests {
    @Test("strings equal only by canonical equivalence are different values")
    func comparesBytes() {
        #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
        #expect(JSONMember("\u{e9}", 1) != JSONMember("e\u{301}", 1))
        #expect(JSONValue.object([JSONMember("\u{e9}", 1)])["e\u{301}"] == nil)
    }

    @Test("objects are equal in any order, arrays in one")
    func comparesContainers() {
        let left: JSONValue = ["a": 1, "b": [true, nil]]
        #expect(left == ["b": [true, nil], "a": 1])
        #expect(left != ["b": [nil, true], "a": 1])
        #expect(left != ["a": 1])
    }

    @Test("the pretty form is for people and parses to the same value")
    func prettyPrints() throws {
        let value: JSONValue = ["a": [1, ["b": "\n"]], "c": [:], "d": []]
        let pretty = value.prettyText()
        #expect(
            pretty == """
                {
                  "a": [
                    1,
                    {
                      "b": "\\n"
                    }
                  ],
                  "c": {},
                  "d": []
                }
                """)
        #expect(try JSONValue(parsing: pretty) == value)
    }

    @Test("parts are reached by name and index")
    func subscripts() throws {
        let value = try JSONValue(parsing: #"{"a":[{"b":true},"x"],"n":3}"#)
        #expect(value["a"]?[0]?["b"]?.boolValue == true)
        #expect(value["a"]?[1]?.stringValue == "x")
        #expect(value["a"]?[2] == nil)
        #expect(value["n"]?.intValue == 3)
        #expect(value.description == #"{"a":[{"b":true},"x"],"n":3}"#)
    }
}
