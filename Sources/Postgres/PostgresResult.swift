/// The rows of one statement, decoded where and when they are read: on the caller's side, not the connection's.
package struct PostgresResult: Sendable {
    let storage: LibpqResult

    init(_ storage: LibpqResult) { self.storage = storage }

    /// Rows returned; 0 for commands without rows.
    package var rowCount: Int { storage.rowCount }
    /// Columns per row.
    package var columnCount: Int { storage.columnCount }
    /// What the server says it did, for example `UPDATE 3`.
    package var commandTag: String { storage.commandTag }
    /// Rows inserted, updated, deleted, selected or copied.
    package var affectedRows: Int { storage.affectedRows }

    /// A column's name as the statement gave it.
    package func columnName(_ column: Int) -> String { storage.columnName(column) }

    /// A column's type.
    package func columnType(_ column: Int) -> PostgresType { storage.columnType(column) }

    /// The only row.
    /// Errors: `decoding` when there is none or more than one.
    package func onlyRow() throws(PostgresError) -> PostgresRow {
        guard rowCount == 1 else {
            throw PostgresError(.decoding, "expected exactly one row, got \(rowCount)", outcome: .committed)
        }
        return self[0]
    }
}

extension PostgresResult: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { rowCount }

    package subscript(position: Int) -> PostgresRow {
        precondition(position >= 0 && position < rowCount, "row index out of range")
        return PostgresRow(storage: storage, index: position)
    }
}
