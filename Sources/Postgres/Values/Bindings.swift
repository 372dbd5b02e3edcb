/// The parameters of one execution, in PostgreSQL's binary form, in one block of memory.
///
/// Built by the caller, off the connection's thread; libpq copies the block while sending. The n-th `append` binds `$n`
/// and fixes its type: a `nil` keeps the type of its overload.
package struct Bindings: Sendable {
    /// One parameter's place in the block.
    struct Slot: Sendable {
        let type: PostgresType
        let offset: Int
        /// Bytes; -1 for NULL, as libpq's own arrays would have it.
        let length: Int32
    }

    /// All values one after another. Starts with one unused byte, so that even an empty value has an address.
    private(set) var bytes: [UInt8]
    /// One entry per parameter.
    private(set) var slots: [Slot] = []

    /// No parameters; `reserving` bytes are set aside for values to come.
    package init(reserving capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity + 1)
        bytes.append(0)
    }

    /// Binds nothing any more; the memory is kept for what comes next.
    package mutating func removeAll() {
        bytes.removeLast(bytes.count - 1)
        slots.removeAll(keepingCapacity: true)
    }

    /// How many parameters are bound.
    package var count: Int { slots.count }
    /// How many bytes the values take, for the bounds on what may be in flight.
    package var byteCount: Int { bytes.count }

    /// The parameter types in order: together with the statement they name a plan.
    var types: [UInt32] { slots.map(\.type.oid) }

    /// Binds NULL of the given type.
    package mutating func appendNull(_ type: PostgresType) {
        slots.append(Slot(type: type, offset: 0, length: -1))
    }

    /// Binds `bigint`.
    package mutating func append(_ value: Int64?) {
        guard let value else { return appendNull(.int8) }
        fixed(.int8) { $0.appendBigEndian(value) }
    }

    /// Binds `bigint`, for literals and counts.
    package mutating func append(_ value: Int) { append(Int64(value)) }

    /// Binds `integer`.
    package mutating func append(_ value: Int32?) {
        guard let value else { return appendNull(.int4) }
        fixed(.int4) { $0.appendBigEndian(value) }
    }

    /// Binds `smallint`.
    package mutating func append(_ value: Int16?) {
        guard let value else { return appendNull(.int2) }
        fixed(.int2) { $0.appendBigEndian(value) }
    }

    /// Binds `boolean`.
    package mutating func append(_ value: Bool?) {
        guard let value else { return appendNull(.bool) }
        fixed(.bool) { $0.append(value ? 1 : 0) }
    }

    /// Binds `double precision`.
    package mutating func append(_ value: Double?) {
        guard let value else { return appendNull(.float8) }
        fixed(.float8) { $0.appendBigEndian(value.bitPattern) }
    }

    /// Binds `text`; the server refuses U+0000 (SQLSTATE 22021).
    package mutating func append(_ value: String?) {
        guard let value else { return appendNull(.text) }
        fixed(.text) { $0.append(contentsOf: value.utf8) }
    }

    /// Binds `bytea`.
    package mutating func append(_ value: [UInt8]?) {
        guard let value else { return appendNull(.bytea) }
        fixed(.bytea) { $0.append(contentsOf: value) }
    }

    /// Binds `bytea` from bytes that live elsewhere.
    package mutating func append(_ value: UnsafeRawBufferPointer) {
        fixed(.bytea) { $0.append(contentsOf: value) }
    }

    /// Binds `uuid`.
    package mutating func append(_ value: PostgresUUID?) {
        guard let value else { return appendNull(.uuid) }
        fixed(.uuid) {
            $0.appendBigEndian(value.high)
            $0.appendBigEndian(value.low)
        }
    }

    /// Binds `timestamptz`.
    /// Units: microseconds since the Unix epoch. Range: years 4713 BC to 294276, as PostgreSQL's.
    package mutating func append(timestampMicros value: Int64?) {
        guard let value else { return appendNull(.timestamptz) }
        fixed(.timestamptz) { $0.appendBigEndian(value &- postgresEpochMicros) }
    }

    /// Lends the block to an array writer and takes it back, without a copy.
    mutating func swapBytes(_ other: inout [UInt8]) { swap(&bytes, &other) }

    /// Notes a value that an array writer left in the block.
    mutating func note(_ type: PostgresType, offset: Int, length: Int) {
        slots.append(Slot(type: type, offset: offset, length: Int32(length)))
    }

    /// Writes one non-null value at the end of the block and notes where it is.
    mutating func fixed(_ type: PostgresType, _ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        slots.append(Slot(type: type, offset: start, length: Int32(bytes.count - start)))
    }
}

extension [UInt8] {
    /// Appends an integer in network order.
    mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
