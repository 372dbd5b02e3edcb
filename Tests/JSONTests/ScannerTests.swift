import JSON
import Testing

@Suite("Scanning")
struct ScannerTests {
    @Test("a document of the profile is accepted", arguments: JSONVector.accepted)
    func accepts(vector: JSONVector) throws {
        let document = try JSONDocument(vector.bytes)
        #expect(document.tokenCount >= 1)
    }

    @Test("any other document is refused with the rule and the byte", arguments: JSONVector.rejected)
    func refuses(vector: JSONVector) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(vector.bytes) }
        #expect(error.code == vector.code)
        if let offset = vector.offset { #expect(error.offset == offset) }
        #expect(error.description.hasSuffix("(\(error.code.rawValue) at byte \(error.offset))"))
    }

    @Test("every prefix of an accepted document that is not one itself is refused without a trap")
    func refusesPrefixes() {
        let text = #"{"a":[1,-20,"x\u00e9\ud83d\ude00é€😀"],"b":{"c":null,"d":true},"e":""}"#
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            let error = #expect(throws: JSONError.self) { try JSONDocument(Array(bytes[..<count])) }
            #expect(error?.code == (count == 0 ? .empty : .truncated))
        }
    }

    @Test("bytes in foreign memory are copied and scanned")
    func copiesForeignMemory() throws {
        let document = try Array("[1]".utf8).withUnsafeBytes { try JSONDocument(copying: $0) }
        #expect(document.bytes == Array("[1]".utf8))
    }

    @Test("one value past the limit of tokens is refused, the limit itself is not")
    func limitsTokens() throws {
        let limits = JSONLimits(tokensMax: 4)
        #expect(try JSONDocument(Array("[1,2,3]".utf8), limits: limits).tokenCount == 4)
        let error = #expect(throws: JSONError.self) { try JSONDocument(Array("[1,2,3,4]".utf8), limits: limits) }
        #expect(error == JSONError(.tooManyTokens, at: 7))
    }

    @Test("a smaller depth is kept")
    func limitsDepth() {
        let error = #expect(throws: JSONError.self) {
            try JSONDocument(Array(#"{"a":{}}"#.utf8), limits: JSONLimits(depthMax: 1))
        }
        #expect(error == JSONError(.tooDeep, at: 5))
    }

    @Test(
        "with any number allowed, what is no exact integer has the kind number",
        arguments: [
            ("1", JSONKind.integer), ("1.5", .number), ("1e3", .number), ("1E-3", .number), ("-0", .number),
            ("-0.0e+10", .number), ("9007199254740993", .number), ("9007199254740991", .integer), ("0", .integer),
        ])
    func anyNumber(text: String, kind: JSONKind) throws {
        let document = try JSONDocument(Array(text.utf8), limits: JSONLimits(numbers: .anyNumber))
        #expect(document.root.kind == kind)
        #expect(Array(document.root.rawBytes) == Array(text.utf8))
    }

    @Test(
        "with any number allowed, malformed numbers are still refused",
        arguments: ["01", "1.", "1.e1", "1e", "--1", "-"])
    func anyNumberIsStillANumber(text: String) {
        #expect(throws: JSONError.self) {
            try JSONDocument(Array(text.utf8), limits: JSONLimits(numbers: .anyNumber))
        }
    }

    @Test("20,000 keys in one object are checked for duplicates in the time sorting takes")
    func manyKeysAreSorted() throws {
        let keys = (0..<20_000).map { "\"a-rather-long-common-prefix-\($0)\":0" }
        let limits = JSONLimits(tokensMax: 200_000)
        let text = "{" + keys.joined(separator: ",") + "}"
        #expect(try JSONDocument(Array(text.utf8), limits: limits).tokenCount == 40_001)
        let twice = "{" + (keys + [keys[19_999]]).joined(separator: ",") + "}"
        let error = #expect(throws: JSONError.self) { try JSONDocument(Array(twice.utf8), limits: limits) }
        #expect(error == JSONError(.duplicateKey, at: text.utf8.count))
    }
}
