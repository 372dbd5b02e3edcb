import Testing

@testable import CarelogCLI

@Suite("CSV reader")
struct CSVReaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let file: String
        let expected: [String]
    }

    /// A record reads `line:field|field`, a bad one `line!reason`.
    static let cases: [Case] = [
        Case(testDescription: "plain lines", file: "a,b\nc,d\n", expected: ["1:a|b", "2:c|d"]),
        Case(testDescription: "no line end at the end", file: "a,b\nc,d", expected: ["1:a|b", "2:c|d"]),
        Case(testDescription: "CR LF", file: "a,b\r\n\"c\",d\r\n", expected: ["1:a|b", "2:c|d"]),
        Case(testDescription: "a byte order mark", file: "\u{FEFF}a,b\n", expected: ["1:a|b"]),
        Case(testDescription: "an empty file", file: "", expected: []),
        Case(testDescription: "only a byte order mark", file: "\u{FEFF}", expected: []),
        Case(testDescription: "empty fields", file: ",\n,\"\"\n", expected: ["1:|", "2:|"]),
        Case(testDescription: "an empty first name", file: ",a\n0,b\n", expected: ["1:|a", "2:0|b"]),
        Case(
            testDescription: "commas, quotes and line ends in quotes", file: "\"a,\"\"b\"\"\nc\r\nd\",e\nf,g\n",
            expected: ["1:a,\"b\"\nc\r\nd|e", "4:f|g"]),
        Case(testDescription: "a bare CR in quotes is text", file: "\"a\rb\",c\n", expected: ["1:a\rb|c"]),
        Case(testDescription: "blank lines are no records", file: "a,b\n\n\r\nc,d\n", expected: ["1:a|b", "4:c|d"]),
        Case(testDescription: "a quote inside an unquoted field is text", file: "a\"b,c\n", expected: ["1:a\"b|c"]),
        Case(
            testDescription: "bare CRs cut one record", file: "a,b\nc\r\rd,e\nf,g\n",
            expected: ["1:a|b", "2!\(BadRecord.Reason.bareCarriageReturn)", "3:f|g"]),
        Case(
            testDescription: "a stray quote costs its own line", file: "a,b\nc,\"d\ne,\"f\"\ng,h\n",
            expected: ["1:a|b", "2!\(BadRecord.Reason.textAfterClosingQuote)", "3:e|f", "4:g|h"]),
        Case(
            testDescription: "a quote that is never closed costs its own line", file: "a,b\nc,\"d\ne,f\n",
            expected: ["1:a|b", "2!\(BadRecord.Reason.quoteNeverClosed)", "3:e|f"]),
        Case(
            testDescription: "too few and too many fields", file: "a,b\nc\nd,e,f\ng,h\n",
            expected: [
                "1:a|b", "2!\(BadRecord.Reason.fieldCount(found: 1, expected: 2))",
                "3!\(BadRecord.Reason.fieldCount(found: 3, expected: 2))", "4:g|h",
            ]),
        Case(
            testDescription: "two quotes that pair up over lines are one field", file: "a,b\n\"c,d\ne,f\ng\",h\n",
            expected: ["1:a|b", "2:c,d\ne,f\ng|h"]),
        Case(
            testDescription: "a quote that swallows whole records gives them back",
            file: "a,b,c\n\"c,d,x\ne,f,y\ng\",h\ni,j,k\n",
            expected: [
                "1:a|b|c", "2!\(BadRecord.Reason.fieldCount(found: 2, expected: 3))", "3:e|f|y",
                "4!\(BadRecord.Reason.fieldCount(found: 2, expected: 3))", "5:i|j|k",
            ]),
    ]

    @Test("reads records and reports bad ones, however the bytes are cut", arguments: cases, [1, 2, 3, 7, 4096])
    func reads(_ testCase: Case, chunkBytes: Int) throws {
        #expect(try Self.read(Array(testCase.file.utf8), chunkBytes: chunkBytes) == testCase.expected)
    }

    @Test("a stray quote far from the next one is given up at the limit of a record")
    func limit() throws {
        let line = String(repeating: "x", count: 99) + ",y\n"
        let lines = CSVReader.recordBytesMax / line.utf8.count + 10
        let file = "a,b\n\"" + String(repeating: line, count: lines)
        let read = try Self.read(Array(file.utf8), chunkBytes: 1000)
        #expect(read.count == lines + 1)
        #expect(read[1] == "2!\(BadRecord.Reason.tooLong(bytesMax: CSVReader.recordBytesMax))")
        #expect(read.last?.hasPrefix("\(lines + 1):xxx") == true)
    }

    @Test("a line without an end holds no more memory than the limit")
    func endless() throws {
        var chunks = 64
        var reader = CSVReader {
            chunks -= 1
            return chunks < 0 ? nil : [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)
        }
        guard case .bad(let bad)? = try reader.next() else {
            Issue.record("6 MB without a line end is no record")
            return
        }
        #expect(bad == BadRecord(line: 1, reason: .tooLong(bytesMax: CSVReader.recordBytesMax)))
        #expect(try reader.next() == nil)
    }

    static func read(_ bytes: [UInt8], chunkBytes: Int) throws -> [String] {
        var rest = bytes[...]
        var reader = CSVReader {
            let chunk = Array(rest.prefix(chunkBytes))
            rest = rest.dropFirst(chunkBytes)
            return chunk.isEmpty ? nil : chunk
        }
        var result: [String] = []
        while let item = try reader.next() {
            switch item {
            case .bad(let bad):
                result.append("\(bad.line)!\(bad.reason)")
            case .record(let record):
                if reader.width == nil { reader.width = record.count }
                let fields = (0..<record.count).map { String(decoding: record[$0], as: UTF8.self) }
                result.append("\(record.line):\(fields.joined(separator: "|"))")
            }
        }
        return result
    }
}
