extension UnsafeRawBufferPointer {
    /// The whole buffer as one integer in network order; nil when the width differs.
    func bigEndian<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
        guard count == MemoryLayout<Value>.size else { return nil }
        return Value(bigEndian: loadUnaligned(as: Value.self))
    }
}

extension PostgresUUID {
    /// Reads the binary form of `uuid`; nil when it is not sixteen bytes.
    init?(binary bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}

extension Int64 {
    /// Reads the binary form of `timestamptz` as microseconds since the Unix epoch; nil for the infinities.
    init?(timestampBinary bytes: UnsafeRawBufferPointer) {
        guard let micros = bytes.bigEndian(Int64.self), micros != .max, micros != .min else { return nil }
        let (sum, overflow) = micros.addingReportingOverflow(postgresEpochMicros)
        guard !overflow else { return nil }
        self = sum
    }
}

/// Reads PostgreSQL's binary arrays of one dimension.
enum ArrayReader {
    /// The elements, NULLs as nil; nil when the bytes are no such array or `decode` refuses an element.
    ///
    /// Shape: see `Bindings.appendArray`. Source: PostgreSQL 15, `array_recv`.
    static func elements<Value>(
        _ bytes: UnsafeRawBufferPointer, of element: PostgresType, _ decode: (UnsafeRawBufferPointer) -> Value?
    ) -> [Value?]? {
        var reader = Reader(bytes: bytes)
        guard let dimensions = reader.int32(), reader.int32() != nil, let type = reader.int32() else { return nil }
        guard UInt32(bitPattern: type) == element.oid else { return nil }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = reader.int32(), reader.int32() != nil else { return nil }
        // Each element takes at least its length: a count beyond that is a lie and must not reserve memory.
        guard count >= 0, Int(count) * 4 <= bytes.count else { return nil }
        var values: [Value?] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let length = reader.int32() else { return nil }
            if length < 0 {
                values.append(nil)
            } else {
                guard let field = reader.take(Int(length)), let value = decode(field) else { return nil }
                values.append(value)
            }
        }
        return values
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var offset = 0

        mutating func int32() -> Int32? { take(4).flatMap { $0.bigEndian(Int32.self) } }

        mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
            guard count <= bytes.count - offset else { return nil }
            defer { offset += count }
            return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        }
    }
}
