extension Bindings {
    /// Writes the elements of one array parameter, straight into the block of its `Bindings`.
    package struct ArrayWriter: ~Copyable {
        fileprivate var bytes: [UInt8]
        fileprivate var count: Int32 = 0
        fileprivate var hasNull = false

        fileprivate init(taking bytes: consuming [UInt8]) { self.bytes = bytes }

        /// The next element is NULL.
        package mutating func appendNull() {
            count += 1
            hasNull = true
            bytes.appendBigEndian(Int32(-1))
        }

        /// The next element is an integer, in as many bytes as its type has.
        package mutating func append(_ value: some FixedWidthInteger) {
            count += 1
            bytes.appendBigEndian(Int32(value.bitWidth / 8))
            bytes.appendBigEndian(value)
        }

        /// The next element is a boolean.
        package mutating func append(_ value: Bool) { append(UInt8(value ? 1 : 0)) }

        /// The next element is a UUID.
        package mutating func append(_ value: PostgresUUID) {
            count += 1
            bytes.appendBigEndian(Int32(16))
            bytes.appendBigEndian(value.high)
            bytes.appendBigEndian(value.low)
        }

        /// The next element is a time in microseconds since the Unix epoch.
        package mutating func append(timestampMicros value: Int64) { append(value &- postgresEpochMicros) }

        /// The next element is text.
        package mutating func append(_ value: String) {
            count += 1
            bytes.appendBigEndian(Int32(value.utf8.count))
            bytes.append(contentsOf: value.utf8)
        }

        /// The next element is a run of bytes.
        package mutating func append(_ value: some Collection<UInt8>) {
            count += 1
            bytes.appendBigEndian(Int32(value.count))
            bytes.append(contentsOf: value)
        }
    }

    /// Binds a one-dimensional array whose elements `body` writes, in one pass and without a copy.
    ///
    /// Shape: dimensions 1, flag for NULLs, element type, count, lower bound 1, then length and bytes of each element;
    /// zero dimensions when empty. Source: PostgreSQL 15, `array_send`.
    /// The elements must be written with the overload of `element`'s type; the server refuses another width.
    package mutating func appendArray(of element: PostgresType, _ body: (inout ArrayWriter) -> Void) {
        guard let type = element.array else { preconditionFailure("no array type known for \(element)") }
        let start = bytes.count
        var block: [UInt8] = []
        swapBytes(&block)
        block.appendBigEndian(Int32(1))
        block.appendBigEndian(Int32(0))
        block.appendBigEndian(element.oid)
        block.appendBigEndian(Int32(0))
        block.appendBigEndian(Int32(1))
        var writer = ArrayWriter(taking: block)
        block = []
        body(&writer)
        let (count, hasNull) = (writer.count, writer.hasNull)
        swap(&block, &writer.bytes)
        if count == 0 {
            block[start + 3] = 0
            block.removeLast(8)
        } else {
            block[start + 7] = hasNull ? 1 : 0
            withUnsafeBytes(of: count.bigEndian) { source in
                for (index, byte) in source.enumerated() { block[start + 12 + index] = byte }
            }
        }
        let length = block.count - start
        swapBytes(&block)
        note(type, offset: start, length: length)
    }

    /// Binds `bigint[]`.
    package mutating func append(_ values: [Int64]) {
        appendArray(of: .int8) { writer in for value in values { writer.append(value) } }
    }

    /// Binds `bigint[]` with NULLs.
    package mutating func append(_ values: [Int64?]) {
        appendArray(of: .int8) { writer in
            for value in values { if let value { writer.append(value) } else { writer.appendNull() } }
        }
    }

    /// Binds `integer[]`.
    package mutating func append(_ values: [Int32]) {
        appendArray(of: .int4) { writer in for value in values { writer.append(value) } }
    }

    /// Binds `integer[]` with NULLs.
    package mutating func append(_ values: [Int32?]) {
        appendArray(of: .int4) { writer in
            for value in values { if let value { writer.append(value) } else { writer.appendNull() } }
        }
    }

    /// Binds `boolean[]`.
    package mutating func append(_ values: [Bool]) {
        appendArray(of: .bool) { writer in for value in values { writer.append(value) } }
    }

    /// Binds `boolean[]` with NULLs.
    package mutating func append(_ values: [Bool?]) {
        appendArray(of: .bool) { writer in
            for value in values { if let value { writer.append(value) } else { writer.appendNull() } }
        }
    }

    /// Binds `text[]`.
    package mutating func append(_ values: [String]) {
        appendArray(of: .text) { writer in for value in values { writer.append(value) } }
    }

    /// Binds `text[]` with NULLs.
    package mutating func append(_ values: [String?]) {
        appendArray(of: .text) { writer in
            for value in values { if let value { writer.append(value) } else { writer.appendNull() } }
        }
    }

    /// Binds `bytea[]`.
    package mutating func append(_ values: [[UInt8]]) {
        appendArray(of: .bytea) { writer in for value in values { writer.append(value) } }
    }

    /// Binds `bytea[]` with NULLs.
    package mutating func append(_ values: [[UInt8]?]) {
        appendArray(of: .bytea) { writer in
            for value in values { if let value { writer.append(value) } else { writer.appendNull() } }
        }
    }

    /// Binds `uuid[]`.
    package mutating func append(_ values: [PostgresUUID]) {
        appendArray(of: .uuid) { writer in for value in values { writer.append(value) } }
    }

    /// Binds `uuid[]` with NULLs.
    package mutating func append(_ values: [PostgresUUID?]) {
        appendArray(of: .uuid) { writer in
            for value in values { if let value { writer.append(value) } else { writer.appendNull() } }
        }
    }

    /// Binds `timestamptz[]`. Units: microseconds since the Unix epoch.
    package mutating func append(timestampMicros values: [Int64]) {
        appendArray(of: .timestamptz) { writer in for value in values { writer.append(timestampMicros: value) } }
    }

    /// Binds `timestamptz[]` with NULLs. Units: microseconds since the Unix epoch.
    package mutating func append(timestampMicros values: [Int64?]) {
        appendArray(of: .timestamptz) { writer in
            for value in values { if let value { writer.append(timestampMicros: value) } else { writer.appendNull() } }
        }
    }
}
