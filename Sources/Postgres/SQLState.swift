/// The five characters by which PostgreSQL names a condition.
///
/// Source: PostgreSQL manual, appendix A, "PostgreSQL Error Codes".
package struct SQLState: Sendable, Hashable, CustomStringConvertible {
    /// Five digits or capital letters; the first two name the class.
    package let code: String

    /// Takes the code as the server sent it.
    package init(_ code: String) { self.code = code }

    /// The class, for example `08` for connection exceptions.
    package var conditionClass: Substring { code.prefix(2) }

    package var description: String { code }

    /// An insert or update met an equal key.
    package static let uniqueViolation = SQLState("23505")
    /// A referenced row is missing or still referenced.
    package static let foreignKeyViolation = SQLState("23503")
    /// A CHECK constraint refused the row.
    package static let checkViolation = SQLState("23514")
    /// NULL where NOT NULL was declared.
    package static let notNullViolation = SQLState("23502")
    /// Concurrent transactions could not be ordered; repeat the transaction.
    package static let serializationFailure = SQLState("40001")
    /// Chosen as the victim of a deadlock; repeat the transaction.
    package static let deadlockDetected = SQLState("40P01")
    /// `lock_timeout` passed or NOWAIT met a lock.
    package static let lockNotAvailable = SQLState("55P03")
    /// `statement_timeout` passed or someone cancelled the statement.
    package static let queryCanceled = SQLState("57014")
    /// An administrator ended this session.
    package static let adminShutdown = SQLState("57P01")
    /// Another backend crashed, so this one was ended too.
    package static let crashShutdown = SQLState("57P02")
    /// The server is starting up or shutting down.
    package static let cannotConnectNow = SQLState("57P03")
    /// `max_connections` is reached.
    package static let tooManyConnections = SQLState("53300")
    /// The data directory's disk is full.
    package static let diskFull = SQLState("53100")
    /// The table does not exist, or not in this search path.
    package static let undefinedTable = SQLState("42P01")
    /// The column does not exist.
    package static let undefinedColumn = SQLState("42703")
    /// The function does not exist with these argument types.
    package static let undefinedFunction = SQLState("42883")
    /// The table exists already.
    package static let duplicateTable = SQLState("42P07")
    /// The statement is not SQL.
    package static let syntaxError = SQLState("42601")
    /// The role lacks the right.
    package static let insufficientPrivilege = SQLState("42501")
    /// The session has no prepared statement of that name.
    package static let invalidStatementName = SQLState("26000")
    /// Among others: the result columns of a prepared statement changed under it.
    package static let featureNotSupported = SQLState("0A000")
    /// The transaction failed earlier; only ROLLBACK is accepted.
    package static let inFailedTransaction = SQLState("25P02")
    /// The transaction is read only.
    package static let readOnlyTransaction = SQLState("25006")
    /// The database does not exist.
    package static let invalidCatalogName = SQLState("3D000")
    /// The password was wrong.
    package static let invalidPassword = SQLState("28P01")
    /// A function raised an exception without a code of its own.
    package static let raiseException = SQLState("P0001")

    /// Whether the same work may succeed when it is simply done again.
    var isTransient: Bool {
        switch conditionClass {
        case "08", "40", "53": self != SQLState("40002") && self != SQLState("40003")
        case "57": self == .adminShutdown || self == .crashShutdown || self == .cannotConnectNow
        default: self == .lockNotAvailable
        }
    }
}
