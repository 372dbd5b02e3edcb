import Testing

@testable import Postgres

@Suite("Values, names and bounds")
struct ValueTests {
    @Test("a queue gives back what it took in order, also around its compaction")
    func fifo() {
        var queue = FIFO<Int>()
        var taken: [Int] = []
        for number in 0..<500 {
            queue.append(number)
            if number % 3 != 0, let next = queue.popFirst() { taken.append(next) }
        }
        queue.prepend(-1)
        #expect(queue.popFirst() == -1)
        #expect(queue.removeAll { $0 == 499 } == [499])
        while let next = queue.popFirst() { taken.append(next) }
        #expect(taken == Array(0..<499))
    }

    @Test("an array parameter has the server's binary form")
    func arrayForm() {
        var bindings = Bindings()
        bindings.append([Int32(7), nil] as [Int32?])
        #expect(bindings.types == [1007])
        #expect(
            Array(bindings.bytes.dropFirst()) == [
                0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 7, 255, 255, 255, 255,
            ])
    }

    @Test("an empty array has no dimension")
    func emptyArrayForm() {
        var bindings = Bindings()
        bindings.append([Int64]())
        #expect(Array(bindings.bytes.dropFirst()) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20])
    }

    @Test(
        "bytes that are no such array are refused",
        arguments: [
            [] as [UInt8], [0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21],
            [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 127, 255, 255, 255, 0, 0, 0, 1],
            [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9],
            [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1],
        ])
    func malformedArrays(bytes: [UInt8]) {
        let elements = bytes.withUnsafeBytes { ArrayReader.elements($0, of: .int8) { $0.bigEndian(Int64.self) } }
        #expect(elements == nil)
    }

    @Test("binary COPY data survives the round trip wherever the chunks are cut", arguments: [1, 2, 7, 19, 64, 4096])
    func binaryCopy(chunkBytes: Int) throws {
        var encoder = BinaryCopyEncoder()
        for number in 0..<50 {
            var fields = Bindings()
            fields.append(Int64(number))
            fields.append(number % 5 == 0 ? nil : String(repeating: "ä", count: number))
            encoder.append(fields)
        }
        encoder.finish()
        let bytes = encoder.take()
        var decoder = BinaryCopyDecoder()
        var seen: [Int64] = []
        for offset in stride(from: 0, to: bytes.count, by: chunkBytes) {
            try decoder.decode(Array(bytes[offset..<min(offset + chunkBytes, bytes.count)])) { tuple in
                let number = try tuple.int64(0)
                #expect(tuple.fieldCount == 2)
                #expect((tuple[1] == nil) == (number % 5 == 0))
                if number % 5 != 0 { #expect(try tuple.string(1) == String(repeating: "ä", count: Int(number))) }
                seen.append(number)
            }
        }
        #expect(seen == Array(0..<50))
        #expect(decoder.isComplete)
    }

    @Test(
        "bytes that are no binary COPY data are refused",
        arguments: [
            Array("this is certainly not the signature".utf8),
            BinaryCopy.header + [255, 254], BinaryCopy.header + [0, 1, 255, 255, 255, 254],
            BinaryCopy.header + [255, 255, 0],
        ])
    func malformedCopy(bytes: [UInt8]) {
        var decoder = BinaryCopyDecoder()
        #expect(throws: PostgresError.self) { try decoder.decode(bytes) { _ in } }
    }

    @Test("waits grow to the cap, never to nothing, and are the same for the same seed")
    func backoff() {
        let backoff = Backoff(base: .milliseconds(100), cap: .seconds(1))
        for (failures, bound) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1000), (60, 1000)] {
            var random = Seeded(state: UInt64(failures))
            var again = random
            let delay = backoff.delay(failures: failures, using: &random)
            #expect(delay <= .milliseconds(bound) && delay >= .milliseconds(bound / 2), "after \(failures) failures")
            #expect(backoff.delay(failures: failures, using: &again) == delay)
        }
    }

    @Test("statements with the same name and different texts are different")
    func statementKeys() {
        let one = Statement("s", "SELECT 1")
        #expect(one != Statement("s", "SELECT 2"))
        #expect(one == Statement("s", "SELECT 1"))
        #expect(Statement(String(repeating: "x", count: 200), "").key.utf8.count <= 53)
    }

    @Test("a UUID keeps its bytes and their order")
    func uuid() throws {
        let bytes = [UInt8](0..<16)
        let uuid = try #require(PostgresUUID(bytes: bytes))
        #expect(uuid.bytes == bytes)
        #expect(PostgresUUID(bytes: [1, 2]) == nil)
        #expect(uuid < PostgresUUID(high: uuid.high, low: uuid.low + 1))
    }

    @Test(
        "the SQLSTATE of a failed connection attempt is read from libpq's verbose text",
        arguments: [
            (
                "connection to server on socket \"/t/.s.PGSQL.5432\" failed: FATAL:  3D000: database \"X1234\" does not exist",
                "3D000"
            ),
            ("connection to server failed: FATAL:  28P01: password authentication failed", "28P01"),
            ("connection refused: FATAL: no code", nil),
        ] as [(String, String?)])
    func verboseState(text: String, code: String?) {
        #expect(SQLState(inVerboseText: text)?.code == code)
    }
}

/// A generator that repeats itself: SplitMix64.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
