/// A named constant statement, prepared once per connection and executed by name ever after.
///
/// The name appears in the server's logs and in `pg_prepared_statements`. Two statements may share a name: the one sent
/// to the server also carries a hash of the text. Texts are constants; a text built from data would fill the server's
/// memory with plans that are never used again.
package struct Statement: Sendable, Hashable {
    /// What the statement does, in a word or two, for logs.
    package let name: String
    /// One SQL command with `$1` … `$n` for its parameters.
    package let sql: String
    /// Name and hash of the text: unique within a session.
    let key: String

    /// Names an SQL command.
    /// Range: the name is used up to 36 bytes (PostgreSQL keeps 63 bytes of an identifier: 36 + hash 16 + counter 10 + 2).
    package init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        let padding = String(repeating: "0", count: 16 - digits.count)
        self.key = String(decoding: name.utf8.prefix(36), as: UTF8.self) + "_" + padding + digits
    }

    package static func == (left: Statement, right: Statement) -> Bool { left.key == right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
