import Testing

@testable import CarelogCLI

@Suite("ranges that a bench's subscribers read")
struct CoveredRangeTests {
    static func range(_ text: String) throws -> CoveredRange? {
        try Array(text.utf8).withUnsafeBytes { try CoveredRange($0) }
    }

    static let heads = [
        #"{"jsonrpc":"2.0","method":"log.events","params":{"subscription":"s1","covers":{"after":-1,"upTo":12},"events":[]}}"#,
        // As another server might write it: nothing stands where the quick look expects it.
        #"{"jsonrpc":"2.0","params":{"events":[],"covers":{"upTo":12,"after":-1},"subscription":"s1"},"method":"log.events"}"#,
    ]

    @Test("the range is found wherever it stands", arguments: heads)
    func found(_ text: String) throws {
        let range = try #require(try Self.range(text))
        #expect(range.after == -1)
        #expect(range.upTo == 12)
    }

    @Test("what is no range is none, and an error is not overlooked")
    func others() throws {
        #expect(try Self.range(#"{"jsonrpc":"2.0","method":"session.ping","params":{}}"#) == nil)
        #expect(try Self.range(#"{"jsonrpc":"2.0","id":1,"result":{"credit":1}}"#) == nil)
        #expect(throws: (any Error).self) {
            try Self.range(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no"}}"#)
        }
    }
}
