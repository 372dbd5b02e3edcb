/// One row of a result, read by column index.
///
/// Errors: every accessor throws `decoding`, naming the column, when the type, the width or NULL does not fit; the
/// work itself has taken effect (`outcome` is `committed`).
package struct PostgresRow: Sendable {
    let storage: LibpqResult
    let index: Int

    /// Whether the value is NULL.
    package func isNull(_ column: Int) -> Bool {
        precondition(column >= 0 && column < storage.columnCount, "column index out of range")
        return storage.isNull(row: index, column: column)
    }

    /// Lends the value's bytes, whatever its type; nil for NULL. They must not be used after `body` returns.
    package func withBytes<Value>(_ column: Int, _ body: (UnsafeRawBufferPointer?) -> Value) -> Value {
        let value = isNull(column) ? nil : storage.value(row: index, column: column)
        return withExtendedLifetime(storage) { body(value) }
    }

    /// `smallint`, `integer` or `bigint`.
    package func int64(_ column: Int) throws(PostgresError) -> Int64 { try required(column, int64OrNil(column)) }

    /// `smallint`, `integer` or `bigint`; nil for NULL.
    package func int64OrNil(_ column: Int) throws(PostgresError) -> Int64? {
        try read(column) { type, bytes in Self.integer(type, bytes) }
    }

    /// `smallint` or `integer`.
    package func int32(_ column: Int) throws(PostgresError) -> Int32 { try required(column, int32OrNil(column)) }

    /// `smallint` or `integer`; nil for NULL.
    package func int32OrNil(_ column: Int) throws(PostgresError) -> Int32? {
        try read(column) { type, bytes in type == .int8 ? nil : Self.integer(type, bytes).map { Int32($0) } }
    }

    /// `boolean`.
    package func bool(_ column: Int) throws(PostgresError) -> Bool { try required(column, boolOrNil(column)) }

    /// `boolean`; nil for NULL.
    package func boolOrNil(_ column: Int) throws(PostgresError) -> Bool? {
        try read(column) { type, bytes in type == .bool && bytes.count == 1 ? bytes[0] != 0 : nil }
    }

    /// `double precision`.
    package func double(_ column: Int) throws(PostgresError) -> Double { try required(column, doubleOrNil(column)) }

    /// `double precision`; nil for NULL.
    package func doubleOrNil(_ column: Int) throws(PostgresError) -> Double? {
        try read(column) { type, bytes in
            type == .float8 ? bytes.bigEndian(UInt64.self).map { Double(bitPattern: $0) } : nil
        }
    }

    /// `text`, `varchar`, `char`, `name` or `json`.
    package func string(_ column: Int) throws(PostgresError) -> String { try required(column, stringOrNil(column)) }

    /// `text`, `varchar`, `char`, `name` or `json`; nil for NULL.
    package func stringOrNil(_ column: Int) throws(PostgresError) -> String? {
        try read(column) { type, bytes in type.isText ? String(decoding: bytes, as: UTF8.self) : nil }
    }

    /// `bytea`, or the bytes of a text.
    package func bytes(_ column: Int) throws(PostgresError) -> [UInt8] { try required(column, bytesOrNil(column)) }

    /// `bytea`, or the bytes of a text; nil for NULL.
    package func bytesOrNil(_ column: Int) throws(PostgresError) -> [UInt8]? {
        try read(column) { type, bytes in type == .bytea || type.isText ? Array(bytes) : nil }
    }

    /// `uuid`.
    package func uuid(_ column: Int) throws(PostgresError) -> PostgresUUID { try required(column, uuidOrNil(column)) }

    /// `uuid`; nil for NULL.
    package func uuidOrNil(_ column: Int) throws(PostgresError) -> PostgresUUID? {
        try read(column) { type, bytes in type == .uuid ? PostgresUUID(binary: bytes) : nil }
    }

    /// `timestamptz`. Units: microseconds since the Unix epoch. `infinity` does not decode.
    package func timestampMicros(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, timestampMicrosOrNil(column))
    }

    /// `timestamptz`; nil for NULL. Units: microseconds since the Unix epoch.
    package func timestampMicrosOrNil(_ column: Int) throws(PostgresError) -> Int64? {
        try read(column) { type, bytes in type == .timestamptz ? Int64(timestampBinary: bytes) : nil }
    }

    /// `bigint[]`.
    package func int64Array(_ column: Int) throws(PostgresError) -> [Int64?] {
        try array(column, of: .int8) { $0.bigEndian(Int64.self) }
    }

    /// `integer[]`.
    package func int32Array(_ column: Int) throws(PostgresError) -> [Int32?] {
        try array(column, of: .int4) { $0.bigEndian(Int32.self) }
    }

    /// `boolean[]`.
    package func boolArray(_ column: Int) throws(PostgresError) -> [Bool?] {
        try array(column, of: .bool) { $0.count == 1 ? $0[0] != 0 : nil }
    }

    /// `text[]`.
    package func textArray(_ column: Int) throws(PostgresError) -> [String?] {
        try array(column, of: .text) { String(decoding: $0, as: UTF8.self) }
    }

    /// `bytea[]`.
    package func bytesArray(_ column: Int) throws(PostgresError) -> [[UInt8]?] {
        try array(column, of: .bytea) { Array($0) }
    }

    /// `uuid[]`.
    package func uuidArray(_ column: Int) throws(PostgresError) -> [PostgresUUID?] {
        try array(column, of: .uuid) { PostgresUUID(binary: $0) }
    }

    /// `timestamptz[]`. Units: microseconds since the Unix epoch.
    package func timestampMicrosArray(_ column: Int) throws(PostgresError) -> [Int64?] {
        try array(column, of: .timestamptz) { Int64(timestampBinary: $0) }
    }

    /// Decodes one value; nil from `decode` means that it does not fit.
    private func read<Value>(
        _ column: Int, _ decode: (PostgresType, UnsafeRawBufferPointer) -> Value?
    ) throws(PostgresError) -> Value? {
        guard !isNull(column) else { return nil }
        let decoded = withExtendedLifetime(storage) {
            decode(storage.columnType(column), storage.value(row: index, column: column))
        }
        guard let decoded else { throw mismatch(column, as: Value.self) }
        return decoded
    }

    private func array<Value>(
        _ column: Int, of element: PostgresType, _ decode: (UnsafeRawBufferPointer) -> Value?
    ) throws(PostgresError) -> [Value?] {
        let values: [Value?]? = try read(column) { type, bytes in
            type == element.array ? ArrayReader.elements(bytes, of: element, decode) : nil
        }
        return try required(column, values)
    }

    private func required<Value>(_ column: Int, _ value: Value?) throws(PostgresError) -> Value {
        guard let value else {
            throw PostgresError(.decoding, "column \(label(column)) is NULL", outcome: .committed)
        }
        return value
    }

    private func mismatch(_ column: Int, as expected: Any.Type) -> PostgresError {
        let type = storage.columnType(column)
        return PostgresError(
            .decoding, "column \(label(column)) of type \(type) does not decode as \(expected)", outcome: .committed)
    }

    private func label(_ column: Int) -> String { "\(column) '\(storage.columnName(column))'" }

    private static func integer(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> Int64? {
        switch type {
        case .int8: bytes.bigEndian(Int64.self)
        case .int4: bytes.bigEndian(Int32.self).map { Int64($0) }
        case .int2: bytes.bigEndian(Int16.self).map { Int64($0) }
        default: nil
        }
    }
}
