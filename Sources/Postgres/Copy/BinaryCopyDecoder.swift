/// Takes the binary form of COPY TO apart, chunk by chunk; chunks may end anywhere.
///
/// Shape: as `BinaryCopyEncoder` writes it.
package struct BinaryCopyDecoder: Sendable {
    private enum State { case header, tuples, ended }

    /// One tuple; its bytes are valid only inside the closure that gets it.
    package struct Tuple {
        fileprivate(set) var fields: [UnsafeRawBufferPointer?] = []

        /// Fields in this tuple.
        package var fieldCount: Int { fields.count }

        /// A field's bytes; nil for NULL.
        package subscript(field: Int) -> UnsafeRawBufferPointer? { fields[field] }

        /// `bigint`. Errors: `decoding`.
        package func int64(_ field: Int) throws(PostgresError) -> Int64 {
            try required(field) { $0.bigEndian(Int64.self) }
        }

        /// `integer`. Errors: `decoding`.
        package func int32(_ field: Int) throws(PostgresError) -> Int32 {
            try required(field) { $0.bigEndian(Int32.self) }
        }

        /// `text`. Errors: `decoding`.
        package func string(_ field: Int) throws(PostgresError) -> String {
            try required(field) { String(decoding: $0, as: UTF8.self) }
        }

        /// `bytea`. Errors: `decoding`.
        package func bytes(_ field: Int) throws(PostgresError) -> [UInt8] { try required(field) { Array($0) } }

        /// `uuid`. Errors: `decoding`.
        package func uuid(_ field: Int) throws(PostgresError) -> PostgresUUID {
            try required(field) { PostgresUUID(binary: $0) }
        }

        /// `timestamptz`, in microseconds since the Unix epoch. Errors: `decoding`.
        package func timestampMicros(_ field: Int) throws(PostgresError) -> Int64 {
            try required(field) { Int64(timestampBinary: $0) }
        }

        private func required<Value>(
            _ field: Int, _ decode: (UnsafeRawBufferPointer) -> Value?
        ) throws(PostgresError) -> Value {
            guard let bytes = fields[field] else { throw PostgresError(.decoding, "COPY field \(field) is NULL") }
            guard let value = decode(bytes) else {
                throw PostgresError(
                    .decoding, "COPY field \(field) of \(bytes.count) bytes does not decode as \(Value.self)")
            }
            return value
        }
    }

    private var state = State.header
    /// The unfinished end of the last chunk.
    private var rest: [UInt8] = []
    private var tuple = Tuple()

    package init() {}

    /// Whether the trailer was seen: without it the data is incomplete.
    package var isComplete: Bool { state == .ended }

    /// Decodes the tuples that `chunk` completes.
    /// Errors: `decoding` when the bytes are not binary COPY data, and whatever `body` throws.
    package mutating func decode(_ chunk: [UInt8], _ body: (borrowing Tuple) throws -> Void) throws {
        if rest.isEmpty {
            try decodeWhole(chunk, body)
        } else {
            rest.append(contentsOf: chunk)
            let whole = rest
            rest = []
            try decodeWhole(whole, body)
        }
    }

    private mutating func decodeWhole(_ bytes: [UInt8], _ body: (borrowing Tuple) throws -> Void) throws {
        let used = try bytes.withUnsafeBytes { block in
            var offset = 0
            if state == .header {
                guard block.count >= BinaryCopy.header.count else { return 0 }
                // An extension would be announced by a length; version 15 writes none.
                guard block.prefix(BinaryCopy.header.count).elementsEqual(BinaryCopy.header) else {
                    throw PostgresError(.decoding, "the COPY data does not start like PostgreSQL's binary format")
                }
                offset = BinaryCopy.header.count
                state = .tuples
            }
            while state == .tuples, let end = try readTuple(block, at: offset) {
                offset = end
                if state == .tuples { try body(tuple) }
            }
            return offset
        }
        tuple.fields.removeAll(keepingCapacity: true)
        if used < bytes.count {
            guard state != .ended else { throw PostgresError(.decoding, "there is COPY data behind the trailer") }
            rest = Array(bytes[used...])
        }
    }

    /// Fills `tuple` from a position; nil when the chunk ends before the tuple does.
    private mutating func readTuple(_ block: UnsafeRawBufferPointer, at start: Int) throws(PostgresError) -> Int? {
        guard block.count - start >= 2 else { return nil }
        let count = Int16(bigEndian: block.loadUnaligned(fromByteOffset: start, as: Int16.self))
        var offset = start + 2
        guard count >= 0 else {
            guard count == -1 else { throw PostgresError(.decoding, "a COPY tuple claims \(count) fields") }
            state = .ended
            return offset
        }
        tuple.fields.removeAll(keepingCapacity: true)
        for _ in 0..<count {
            guard block.count - offset >= 4 else { return nil }
            let length = Int(Int32(bigEndian: block.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
            offset += 4
            guard length >= 0 else {
                guard length == -1 else { throw PostgresError(.decoding, "a COPY field claims \(length) bytes") }
                tuple.fields.append(nil)
                continue
            }
            guard block.count - offset >= length else { return nil }
            tuple.fields.append(UnsafeRawBufferPointer(rebasing: block[offset..<offset + length]))
            offset += length
        }
        return offset
    }
}

// `@unchecked Sendable`: the pointers are set and read within one `decode` and emptied at its end, so what could be sent
// to another task holds none. Owner: the decoder. Ended with each `decode`.
extension BinaryCopyDecoder.Tuple: @unchecked Sendable {}
