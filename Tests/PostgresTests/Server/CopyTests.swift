import Postgres
import Support
import Testing

@Suite("COPY both ways", .timeLimit(.minutes(2)))
struct CopyTests {
    /// Fills table t(n int8, b bytea) with so many rows of 100 bytes.
    static func fill(_ connection: PostgresConnection, rows: Int) async throws -> Int {
        let copy = try await connection.copyIn("COPY t (n, b) FROM STDIN (FORMAT binary)")
        var encoder = BinaryCopyEncoder()
        for number in 0..<rows {
            var fields = Bindings()
            fields.append(Int64(number))
            fields.append([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 100))
            encoder.append(fields)
            if encoder.byteCount > 60_000 { try await copy.write(encoder.take()) }
        }
        encoder.finish()
        try await copy.write(encoder.take())
        return try await copy.finish()
    }

    @Test("a hundred thousand rows go in and come out in order")
    func large() async throws {
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8, b bytea)")
            #expect(try await Self.fill(connection, rows: 100_000) == 100_000)
            var decoder = BinaryCopyDecoder()
            var expected: Int64 = 0
            var wrong = 0
            for try await chunk in try await connection.copyOut(
                "COPY (SELECT * FROM t ORDER BY n) TO STDOUT (FORMAT binary)")
            {
                try decoder.decode(chunk) { tuple in
                    if try tuple.int64(0) != expected || tuple[1]?.first != UInt8(truncatingIfNeeded: expected) {
                        wrong += 1
                    }
                    expected += 1
                }
            }
            #expect(expected == 100_000 && wrong == 0)
            #expect(decoder.isComplete)
            #expect(try await connection.number("SELECT 1::int8") == 1)
        }
    }

    @Test("text COPY works too, and an empty one is empty")
    func text() async throws {
        try await withFreshDatabase { connection in
            var text = ""
            for try await chunk in try await connection.copyOut("COPY (SELECT generate_series(1, 3)) TO STDOUT") {
                text += String(decoding: chunk, as: UTF8.self)
            }
            #expect(text == "1\n2\n3\n")
            let empty = try await connection.copyOut("COPY (SELECT 1 WHERE false) TO STDOUT")
            #expect(try await empty.next() == nil)
            #expect(try await empty.next() == nil)
        }
    }

    @Test("an aborted COPY leaves nothing behind and the connection usable", arguments: [true, false])
    func aborted(explicitly: Bool) async throws {
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8)")
            do {
                let copy = try await connection.copyIn("COPY t FROM STDIN")
                try await copy.write(Array("1\n2\n".utf8))
                if explicitly { try await copy.abort() }
                // Otherwise the handle goes away here, which aborts too.
            }
            #expect(try await connection.number("SELECT count(*) FROM t") == 0)
        }
    }

    @Test("bad data fails the COPY at its end and not the connection")
    func badData() async throws {
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8)")
            let error = await failure {
                let copy = try await connection.copyIn("COPY t FROM STDIN")
                try await copy.write(Array("1\nnot a number\n".utf8))
                try await copy.finish()
            }
            #expect(error?.sqlState == SQLState("22P02"))
            #expect(error?.outcome == .notCommitted)
            #expect(try await connection.number("SELECT count(*) FROM t") == 0)
        }
    }

    @Test("a COPY that fails in the middle of its rows says so after them")
    func failsLate() async throws {
        try await withFreshDatabase { connection in
            let error = await failure {
                let copy = try await connection.copyOut(
                    "COPY (SELECT 1 / (50000 - g) FROM generate_series(1, 60000) g) TO STDOUT")
                while try await copy.next() != nil {}
            }
            #expect(error?.sqlState == SQLState("22012"))
            let answer = try await connection.number("SELECT 1::int8")
            #expect(answer == 1)
        }
    }

    @Test("a COPY that nobody reads to the end costs the connection, not the caller behind it")
    func abandoned() async throws {
        try await withFreshDatabase { connection in
            do {
                let copy = try await connection.copyOut(
                    "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 100000)) TO STDOUT")
                #expect(try await copy.next() != nil)
            }
            let error = await failure { _ = try await connection.number("SELECT 1::int8") }
            #expect(error?.code == .connectionLost || error?.code == .closed)
            #expect(error?.outcome == .notCommitted)
        }
    }

    @Test("a text that is no COPY, and a use after the end, are refused")
    func misuse() async throws {
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8)")
            #expect(await failure { _ = try await connection.copyOut("SELECT 1") }?.code == .misuse)
            #expect(await failure { _ = try await connection.copyIn("SELECT 1") }?.code == .misuse)
            let copy = try await connection.copyIn("COPY t FROM STDIN")
            #expect(try await copy.finish() == 0)
            #expect(await failure { try await copy.write([1]) }?.code == .closed)
            #expect(await failure { try await copy.finish() }?.code == .closed)
        }
    }

    @Test("a COPY inside a transaction takes effect with it")
    func inTransaction() async throws {
        struct Stop: Error {}
        try await withFreshDatabase { connection in
            try await connection.execute("CREATE TABLE t (n int8)")
            try? await PostgresLease(connection).withTransaction { transaction in
                let copy = try await transaction.copyIn("COPY t FROM STDIN")
                try await copy.write(Array("1\n".utf8))
                #expect(try await copy.finish() == 1)
                throw Stop()
            }
            #expect(try await connection.number("SELECT count(*) FROM t") == 0)
        }
    }
}
