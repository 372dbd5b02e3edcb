import Testing

@testable import CarelogCLI

@Suite("twcs file")
struct TwcsFileTests {
    static let header = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id"
    static let time = "Tue Oct 31 22:10:47 +0000 2017"

    @Test("reads a record into its types")
    func record() throws {
        let file = try Self.file([
            "3.0,115712,True,\(Self.time),\"@Brand it&amp;s\nbroken\",\"4,5\",2.0",
            "4,Brand,False,\(Self.time),Sorry,,3",
        ])
        #expect(file.badRecords.isEmpty)
        #expect(file.tweets[0].id == 3)
        #expect(file.tweets[0].parent == 2)
        #expect(file.tweets[0].isInbound)
        #expect(file.tweets[0].text == "@Brand it&amp;s\nbroken")
        #expect(file.tweets[0].writtenAt == 1_509_487_847)
        #expect(file.tweets[1].line == 4)
        #expect(file.tweets[1].author == "Brand")
    }

    @Test("columns are found by name, a nameless first column and unknown ones aside")
    func columns() throws {
        let lines = [
            ",text,zeal,in_response_to_tweet_id,tweet_id,author_id,inbound,created_at",
            "0,Hi,9,,7,12,true,\(Self.time)",
        ]
        let file = try TwcsFile(text: lines.joined(separator: "\n"))
        #expect(file.tweets.map(\.id) == [7])
        #expect(file.tweets.map(\.text) == ["Hi"])
    }

    @Test("a file of another kind is refused with the names that are missing")
    func otherFile() {
        #expect(throws: TwcsColumns.Missing(names: ["author_id", "inbound", "created_at", "in_response_to_tweet_id"])) {
            try TwcsFile(text: "tweet_id,text\n1,Hi\n")
        }
        #expect(throws: TwcsColumns.Missing.self) { try TwcsFile(text: "") }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let record: String
        let reason: BadRecord.Reason
    }

    static let badCases: [Bad] = [
        Bad(
            testDescription: "a word as a number", record: "x,1,True,\(time),Hi,,",
            reason: .malformed(column: "tweet_id", expected: "a number")),
        Bad(
            testDescription: "a fraction", record: "3.5,1,True,\(time),Hi,,",
            reason: .malformed(column: "tweet_id", expected: "a number")),
        Bad(
            testDescription: "a number beyond 64 bits", record: "18446744073709551616,1,True,\(time),Hi,,",
            reason: .malformed(column: "tweet_id", expected: "a number")),
        Bad(
            testDescription: "an author with a blank", record: "3,a b,True,\(time),Hi,,",
            reason: .malformed(column: "author_id", expected: "a handle")),
        Bad(
            testDescription: "neither True nor False", record: "3,1,yes,\(time),Hi,,",
            reason: .malformed(column: "inbound", expected: "True or False")),
        Bad(
            testDescription: "another form of time", record: "3,1,True,2017-10-31 22:10:47,Hi,,",
            reason: .malformed(column: "created_at", expected: "a time like \"\(time)\"")),
        Bad(
            testDescription: "the 32nd", record: "3,1,True,Tue Oct 32 22:10:47 +0000 2017,Hi,,",
            reason: .malformed(column: "created_at", expected: "a time like \"\(time)\"")),
        Bad(testDescription: "no text", record: "3,1,True,\(time),,,", reason: .empty(column: "text")),
        Bad(
            testDescription: "NUL in a text", record: "3,1,True,\(time),a\u{0}b,,",
            reason: .malformed(column: "text", expected: "UTF-8 without NUL")),
        Bad(
            testDescription: "a parent that is no number", record: "3,1,True,\(time),Hi,,none",
            reason: .malformed(column: "in_response_to_tweet_id", expected: "a number or empty")),
        Bad(
            testDescription: "a tweet again", record: "1.0,1,True,\(time),Hi,,", reason: .duplicate(id: 1, firstLine: 2)
        ),
    ]

    @Test("a bad record is reported with its line and stops nothing", arguments: badCases)
    func bad(_ bad: Bad) throws {
        let file = try Self.file(["1,1,True,\(Self.time),Hi,,", bad.record, "9,1,True,\(Self.time),Bye,,"])
        #expect(file.badRecords == [BadRecord(line: 3, reason: bad.reason)])
        #expect(file.tweets.map(\.id) == [1, 9])
    }

    @Test("bytes that are no UTF-8 are a bad record")
    func encoding() throws {
        let good = Array("\(Self.header)\n1,1,True,\(Self.time),Hi".utf8)
        let file = try TwcsFile(bytes: good + [0xFF] + Array(",,\n2,1,True,\(Self.time),Hi,,\n".utf8))
        #expect(file.badRecords.map(\.line) == [2])
        #expect(file.tweets.map(\.id) == [2])
    }

    @Test("of very many bad records all are counted and the first are kept")
    func manyBad() throws {
        let extra = 5
        let file = try Self.file([String](repeating: "x", count: TwcsFile.badRecordsKeptMax + extra))
        #expect(file.badRecords.count == TwcsFile.badRecordsKeptMax)
        #expect(file.badRecordCount == TwcsFile.badRecordsKeptMax + extra)
    }

    @Test(
        "times are read with their offset and written in RFC 3339",
        arguments: zip(
            [
                "Thu Jan 01 00:00:00 +0000 1970", "Tue Oct 31 22:10:47 +0000 2017", "Thu Feb 29 23:59:59 +0000 2024",
                "Wed Mar 01 00:30:00 +0100 2000", "Wed Dec 31 22:00:00 -0230 1969", "Fri Dec 31 23:59:59 +0000 1965",
            ],
            [
                "1970-01-01T00:00:00.000000Z", "2017-10-31T22:10:47.000000Z", "2024-02-29T23:59:59.000000Z",
                "2000-02-29T23:30:00.000000Z", "1970-01-01T00:30:00.000000Z", "1965-12-31T23:59:59.000000Z",
            ]))
    func times(_ written: String, _ expected: String) throws {
        let seconds = try #require(TwcsField.time(Array(written.utf8)[...]))
        #expect(ImportTime(seconds: seconds).description == expected)
    }

    @Test("a file that is not there is named in the error")
    func absent() {
        #expect(throws: FileChunks.Failure.self) { try TwcsFile(path: "/nowhere/tweets.csv") }
        #expect(
            "\(FileChunks.Failure(path: "/nowhere/tweets.csv", code: 2))"
                == "cannot read /nowhere/tweets.csv: No such file or directory")
    }

    static func file(_ records: [String]) throws -> TwcsFile {
        try TwcsFile(text: ([header] + records).joined(separator: "\n"))
    }
}

extension TwcsFile {
    /// A file given as text, in one chunk.
    init(text: String) throws {
        try self.init(bytes: Array(text.utf8))
    }

    /// A file given as bytes, in one chunk.
    init(bytes: [UInt8]) throws {
        var chunks = [bytes]
        try self.init(nextChunk: { chunks.popLast() })
    }
}
