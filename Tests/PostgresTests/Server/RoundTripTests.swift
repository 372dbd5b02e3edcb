import Postgres
import Support
import Testing

@Suite("Values there and back", .timeLimit(.minutes(2)))
struct RoundTripTests {
    /// Sends the bindings to `sql` and returns the only row.
    private func echo(_ sql: String, _ bindings: Bindings) async throws -> PostgresRow {
        try await withConnection(PostgresServer.shared.connection()) { connection in
            try await connection.query(Statement("echo", sql), bindings).onlyRow()
        }
    }

    @Test("integers at their bounds", arguments: [Int64.min, -1, 0, 1, .max])
    func integers(value: Int64) async throws {
        var bindings = Bindings()
        bindings.append(value)
        bindings.append(Int32(truncatingIfNeeded: value))
        bindings.append(Int16(truncatingIfNeeded: value))
        let row = try await echo("SELECT $1::int8, $2::int4, $3::int2", bindings)
        #expect(try row.int64(0) == value)
        #expect(try row.int32(1) == Int32(truncatingIfNeeded: value))
        #expect(try row.int32(2) == Int32(Int16(truncatingIfNeeded: value)))
        #expect(try row.int64(2) == Int64(Int16(truncatingIfNeeded: value)))
    }

    @Test("booleans, doubles and UUIDs")
    func smallTypes() async throws {
        var bindings = Bindings()
        bindings.append(true)
        bindings.append(-0.5)
        bindings.append(PostgresUUID(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_00ff))
        let row = try await echo("SELECT $1::bool, $2::float8, $3::uuid, $3::text", bindings)
        #expect(try row.bool(0))
        #expect(try row.double(1) == -0.5)
        #expect(try row.uuid(2) == PostgresUUID(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_00ff))
        #expect(try row.string(3) == "01920000-0000-7000-8000-0000000000ff")
    }

    @Test(
        "texts",
        arguments: ["", "a", "Grüße, 世界 👩‍👩‍👧", "line\nbreak\ttab \\ ' \"", String(repeating: "x", count: 300_000)])
    func texts(value: String) async throws {
        var bindings = Bindings()
        bindings.append(value)
        let row = try await echo("SELECT $1::text, octet_length($1)", bindings)
        #expect(try row.string(0) == value)
        #expect(try row.int32(1) == Int32(value.utf8.count))
    }

    @Test("bytes, empty, zero, and large", arguments: [0, 1, 255, 5_000_000])
    func bytes(count: Int) async throws {
        let value = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var bindings = Bindings()
        bindings.append(value)
        let row = try await echo("SELECT $1::bytea, octet_length($1)", bindings)
        #expect(try row.bytes(0) == value)
        #expect(row.withBytes(0) { $0?.count } == count)
        #expect(try row.int32(1) == Int32(count))
    }

    @Test(
        "times keep their microseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000000"), (-1, "1969-12-31T23:59:59.999999"),
            (1_795_292_665_123_456, "2026-11-21T20:24:25.123456"), (946_684_800_000_000, "2000-01-01T00:00:00.000000"),
        ] as [(Int64, String)])
    func times(micros: Int64, text: String) async throws {
        var bindings = Bindings()
        bindings.append(timestampMicros: micros)
        let sql = "SELECT $1::timestamptz, to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
        let row = try await echo(sql, bindings)
        #expect(try row.timestampMicros(0) == micros)
        #expect(try row.string(1) == text)
    }

    @Test("NULL of every type is NULL and nothing else")
    func nulls() async throws {
        var bindings = Bindings()
        bindings.append(Int64?.none)
        bindings.append(Int32?.none)
        bindings.append(Bool?.none)
        bindings.append(String?.none)
        bindings.append([UInt8]?.none)
        bindings.append(PostgresUUID?.none)
        bindings.append(timestampMicros: Int64?.none)
        bindings.append(Double?.none)
        let row = try await echo("SELECT $1, $2, $3, $4, $5, $6, $7, $8", bindings)
        #expect(try row.int64OrNil(0) == nil)
        #expect(try row.int32OrNil(1) == nil)
        #expect(try row.boolOrNil(2) == nil)
        #expect(try row.stringOrNil(3) == nil)
        #expect(try row.bytesOrNil(4) == nil)
        #expect(try row.uuidOrNil(5) == nil)
        #expect(try row.timestampMicrosOrNil(6) == nil)
        #expect(try row.doubleOrNil(7) == nil)
        #expect(row.isNull(0) && row.withBytes(3) { $0 == nil })
        #expect(throws: PostgresError.self) { try row.int64(0) }
    }

    @Test("arrays of every type, NULLs among them")
    func arrays() async throws {
        let ids = [PostgresUUID(high: 1, low: 2), nil, PostgresUUID(high: .max, low: 0)]
        var bindings = Bindings()
        bindings.append([Int64.min, nil, .max])
        bindings.append([Int32(1), nil, -1])
        bindings.append([true, nil, false])
        bindings.append(["", nil, "ä,{}\"\\ NULL"])
        bindings.append([[], nil, [0, 255]] as [[UInt8]?])
        bindings.append(ids)
        bindings.append(timestampMicros: [0, nil, -1])
        let row = try await echo("SELECT $1, $2, $3, $4, $5, $6, $7, cardinality($4), $4[2] IS NULL", bindings)
        #expect(try row.int64Array(0) == [.min, nil, .max])
        #expect(try row.int32Array(1) == [1, nil, -1])
        #expect(try row.boolArray(2) == [true, nil, false])
        #expect(try row.textArray(3) == ["", nil, "ä,{}\"\\ NULL"])
        #expect(try row.bytesArray(4) == [[], nil, [0, 255]])
        #expect(try row.uuidArray(5) == ids)
        #expect(try row.timestampMicrosArray(6) == [0, nil, -1])
        #expect(try row.int32(7) == 3)
        #expect(try row.bool(8))
    }

    @Test("empty arrays, and arrays without a NULL")
    func plainArrays() async throws {
        var bindings = Bindings()
        bindings.append([Int64]())
        bindings.append([String]())
        bindings.append([PostgresUUID(high: 3, low: 4)])
        bindings.append([[1], [2, 3]] as [[UInt8]])
        bindings.append(["a", "b"] as [String])
        bindings.append([7, 8] as [Int32])
        bindings.append([true] as [Bool])
        bindings.append(timestampMicros: [5] as [Int64])
        let row = try await echo("SELECT $1, $2, $3, $4, $5, $6, $7, $8, cardinality($1)", bindings)
        #expect(try row.int64Array(0).isEmpty)
        #expect(try row.textArray(1).isEmpty)
        #expect(try row.uuidArray(2) == [PostgresUUID(high: 3, low: 4)])
        #expect(try row.bytesArray(3) == [[1], [2, 3]])
        #expect(try row.textArray(4) == ["a", "b"])
        #expect(try row.int32Array(5) == [7, 8])
        #expect(try row.boolArray(6) == [true])
        #expect(try row.timestampMicrosArray(7) == [5])
        #expect(try row.int32(8) == 0)
    }

    @Test("ten thousand elements go through unnest and come back in order")
    func unnest() async throws {
        var bindings = Bindings(reserving: 200_000)
        bindings.append((0..<10_000).map { Int64($0) })
        bindings.append((0..<10_000).map { "t\($0)" })
        let sql = "SELECT n, t FROM unnest($1::int8[], $2::text[]) WITH ORDINALITY AS u(n, t, o) ORDER BY o DESC"
        let rows = try await withConnection(PostgresServer.shared.connection()) { connection in
            try await connection.query(Statement("unnest", sql), bindings)
        }
        #expect(rows.count == 10_000)
        #expect(try rows[0].int64(0) == 9_999)
        #expect(try rows.map { try $0.string(1) }.last == "t0")
    }

    @Test("reading a value as something else names the column and does not claim that nothing happened")
    func mismatch() async throws {
        let row = try await echo("SELECT 1::int8 AS amount, 'infinity'::timestamptz AS at", Bindings())
        let error = #expect(throws: PostgresError.self) { try row.string(0) }
        #expect(error?.code == .decoding)
        #expect(error?.message.contains("'amount'") == true)
        #expect(error?.outcome == .committed)
        #expect(throws: PostgresError.self) { try row.int32(0) }
        #expect(throws: PostgresError.self) { try row.timestampMicros(1) }
        #expect(throws: PostgresError.self) { try row.int64Array(0) }
    }
}
