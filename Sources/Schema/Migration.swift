internal import Crypto

/// One numbered SQL file, as it was when this program was built.
package struct Migration: Sendable, Hashable {
    /// Range: from 1, without gaps.
    package let number: Int
    /// What it is about: lower-case letters, digits and `_`.
    package let name: String
    /// The file, byte for byte.
    package let sql: [UInt8]
    /// SHA-256 of the file: what is recorded when it is applied.
    package let sha256: [UInt8]

    /// Takes a file's number, name and bytes.
    package init(_ number: Int, _ name: String, _ sql: [UInt8]) {
        self.number = number
        self.name = name
        self.sql = sql
        sha256 = Array(SHA256.hash(data: sql))
    }

    /// The name in `schema/migrations`. Shape: `NNNN_name.sql`.
    package var fileName: String { Self.label(number, name) + ".sql" }

    /// Number and name as operators read them. Shape: `NNNN_name`.
    package static func label(_ number: Int, _ name: String) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
    }
}

/// One row of `migration.applied`: what a database remembers of a migration.
package struct AppliedMigration: Sendable, Hashable {
    /// Range: from 1.
    package let number: Int
    /// As the file was called then.
    package let name: String
    /// Of the file as it was then.
    package let sha256: [UInt8]
    /// Units: microseconds since the Unix epoch.
    package let appliedAtMicros: Int64
    /// The role that was logged in.
    package let appliedBy: String
    /// How long its SQL ran.
    package let duration: Duration

    /// Takes the columns in their order.
    package init(
        number: Int, name: String, sha256: [UInt8], appliedAtMicros: Int64, appliedBy: String, duration: Duration
    ) {
        self.number = number
        self.name = name
        self.sha256 = sha256
        self.appliedAtMicros = appliedAtMicros
        self.appliedBy = appliedBy
        self.duration = duration
    }

    /// Number and name as operators read them. Shape: `NNNN_name`.
    package var label: String { Migration.label(number, name) }
}
