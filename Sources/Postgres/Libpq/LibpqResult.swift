internal import CLibpq

/// A finished result of libpq, freed with its last reference.
///
/// `@unchecked Sendable`: a `PGresult` is never changed after `PQgetResult` returned it, and libpq allows any thread to
/// read it (manual, section 34.20). Owner: whoever holds the object. Ended by `deinit`.
final class LibpqResult: @unchecked Sendable {
    /// The kinds of result that the protocol distinguishes.
    enum Status {
        case rows, command, copyIn, copyOut, sync, aborted, failure, other
    }

    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: Status {
        switch PQresultStatus(pointer) {
        case PGRES_TUPLES_OK: .rows
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: .command
        case PGRES_COPY_IN: .copyIn
        case PGRES_COPY_OUT: .copyOut
        case PGRES_PIPELINE_SYNC: .sync
        case PGRES_PIPELINE_ABORTED: .aborted
        case PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR, PGRES_BAD_RESPONSE: .failure
        default: .other
        }
    }

    var rowCount: Int { Int(PQntuples(pointer)) }
    var columnCount: Int { Int(PQnfields(pointer)) }
    /// The command tag, for example `INSERT 0 3`.
    var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }
    /// The rows the command touched; 0 where the tag has no number.
    var affectedRows: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

    func columnName(_ column: Int) -> String {
        PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? ""
    }

    func columnType(_ column: Int) -> PostgresType { PostgresType(oid: PQftype(pointer, Int32(column))) }

    func isNull(row: Int, column: Int) -> Bool { PQgetisnull(pointer, Int32(row), Int32(column)) != 0 }

    /// The value's bytes, which live as long as this object: callers keep it alive while they use them.
    func value(row: Int, column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, Int32(row), Int32(column)),
            count: Int(PQgetlength(pointer, Int32(row), Int32(column))))
    }

    /// Whether the server ends the session with this error. The non-localised severity is sent since PostgreSQL 9.6.
    var isFatal: Bool {
        let severity = field(UInt8(ascii: "V"))
        return severity == "FATAL" || severity == "PANIC"
    }

    var sqlState: SQLState? { field(UInt8(ascii: "C")).map { SQLState($0) } }

    /// The server's error, all fields copied.
    func error(outcome: PostgresError.Outcome = .notCommitted) -> PostgresError {
        PostgresError(
            .server, field(UInt8(ascii: "M")) ?? "error without a message", sqlState: sqlState,
            detail: field(UInt8(ascii: "D")), hint: field(UInt8(ascii: "H")), constraint: field(UInt8(ascii: "n")),
            table: field(UInt8(ascii: "t")), where: field(UInt8(ascii: "W")), outcome: outcome)
    }

    /// A field of an error response by its letter (manual, section 55.8).
    private func field(_ letter: UInt8) -> String? {
        PQresultErrorField(pointer, Int32(letter)).map { String(cString: $0) }
    }
}
