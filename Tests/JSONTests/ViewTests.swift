import JSON
import Testing

@Suite("Views")
struct ViewTests {
    private func view(_ text: String) throws -> JSONView { try JSONDocument(Array(text.utf8)).root }

    @Test("members are found by name, escapes or not, and by bytes only")
    func findsMembers() throws {
        let object = try view(#"{"a":1,"\u0062\n":[true,null],"é":"x"}"#)
        #expect(try object["a"]?.int() == 1)
        #expect(try object["b\n"]?.elements()[0] == true)
        #expect(object["c"] == nil)
        #expect(object["e\u{301}"] == nil)
        #expect(try object[String("\u{e9}")]?.string() == "x")
        #expect(object["a"]?["b"] == nil)
    }

    @Test("strings are unescaped, others are taken as they are")
    func readsStrings() throws {
        let text = #"["plain é","\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00",""]"#
        let strings = try view(text).elements().map { try $0.string() }
        #expect(strings == ["plain é", "\"\\/\u{8}\u{c}\n\r\té€😀", ""])
    }

    @Test("integers come back exactly", arguments: [0, 1, -1, 42, 9_007_199_254_740_991, -9_007_199_254_740_991])
    func readsIntegers(value: Int64) throws {
        #expect(try view("\(value)").int64() == value)
    }

    @Test("the raw bytes of a value are the ones that came, white space inside included")
    func splicesRawBytes() throws {
        let object = try view(#" { "params" : { "a" : [ 1 ] } , "s":"\u0041", "n": -12 } "#)
        #expect(object["params"].map { Array($0.rawBytes) } == Array(#"{ "a" : [ 1 ] }"#.utf8))
        #expect(object["s"].map { Array($0.rawBytes) } == Array(#""\u0041""#.utf8))
        #expect(object["n"].map { Array($0.rawBytes) } == Array("-12".utf8))
    }

    @Test("members and elements come in order, nested ones skipped")
    func iterates() throws {
        let object = try view(#"{"z":{"x":[1,2,{}]},"a":[],"m":0}"#)
        #expect(try object.members().map { try $0.key.string() } == ["z", "a", "m"])
        #expect(try object.members().count == 3)
        #expect(try view("[[1,2],[],3]").elements().count == 3)
    }

    @Test("a view refuses to be read as what it is not", arguments: ["1", #""s""#, "true", "null", "[]", "{}"])
    func refusesOtherKinds(text: String) throws {
        let view = try view(text)
        var passed = 0
        if (try? view.int()) != nil { passed += 1 }
        if (try? view.string()) != nil { passed += 1 }
        if (try? view.bool()) != nil { passed += 1 }
        if view.isNull { passed += 1 }
        if (try? view.elements()) != nil { passed += 1 }
        if (try? view.members()) != nil { passed += 1 }
        #expect(passed == 1)
    }

    @Test("a constant string is recognised with and without escapes")
    func comparesStrings() throws {
        let values = try view(#"["2.0","\u0032.0","2.00","2.","x.0",2]"#).elements().map { $0.isString("2.0") }
        #expect(values == [true, true, false, false, false, false])
    }
}

extension JSONElements {
    /// The truth value at an index, for short expectations.
    fileprivate subscript(index: Int) -> Bool? {
        var iterator = makeIterator()
        for _ in 0..<index { _ = iterator.next() }
        return try? iterator.next()?.bool()
    }
}
