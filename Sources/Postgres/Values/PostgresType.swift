/// A PostgreSQL type by its object id, for the types this room can encode and decode.
///
/// Source: PostgreSQL 15, `src/include/catalog/pg_type.dat`.
package struct PostgresType: Sendable, Hashable, CustomStringConvertible {
    /// The object id, equal in every database for built-in types.
    package let oid: UInt32

    /// Names a type by its object id.
    package init(oid: UInt32) { self.oid = oid }

    /// One byte, 0 or 1.
    package static let bool = PostgresType(oid: 16)
    /// Raw bytes.
    package static let bytea = PostgresType(oid: 17)
    /// An identifier in the catalogue.
    package static let name = PostgresType(oid: 19)
    /// Eight bytes, big-endian.
    package static let int8 = PostgresType(oid: 20)
    /// Two bytes, big-endian.
    package static let int2 = PostgresType(oid: 21)
    /// Four bytes, big-endian.
    package static let int4 = PostgresType(oid: 23)
    /// UTF-8 without a length limit.
    package static let text = PostgresType(oid: 25)
    /// An unsigned object id.
    package static let objectID = PostgresType(oid: 26)
    /// JSON kept as text.
    package static let json = PostgresType(oid: 114)
    /// IEEE 754 double, big-endian.
    package static let float8 = PostgresType(oid: 701)
    /// Blank-padded text.
    package static let bpchar = PostgresType(oid: 1042)
    /// UTF-8 with a length limit.
    package static let varchar = PostgresType(oid: 1043)
    /// Microseconds from 2000-01-01 UTC.
    package static let timestamptz = PostgresType(oid: 1184)
    /// Sixteen bytes.
    package static let uuid = PostgresType(oid: 2950)

    /// The type of a one-dimensional array of this type; nil where this room does not know it.
    package var array: PostgresType? {
        switch self {
        case .bool: PostgresType(oid: 1000)
        case .bytea: PostgresType(oid: 1001)
        case .name: PostgresType(oid: 1003)
        case .int2: PostgresType(oid: 1005)
        case .int4: PostgresType(oid: 1007)
        case .text: PostgresType(oid: 1009)
        case .varchar: PostgresType(oid: 1015)
        case .int8: PostgresType(oid: 1016)
        case .float8: PostgresType(oid: 1022)
        case .timestamptz: PostgresType(oid: 1185)
        case .uuid: PostgresType(oid: 2951)
        default: nil
        }
    }

    /// Whether the binary form is the UTF-8 text itself.
    var isText: Bool {
        switch self {
        case .text, .varchar, .bpchar, .name, .json: true
        default: false
        }
    }

    package var description: String { "oid \(oid)" }
}

/// Seconds between the Unix epoch and PostgreSQL's, 2000-01-01 00:00 UTC, in microseconds.
let postgresEpochMicros: Int64 = 946_684_800_000_000
