internal import Postgres

extension MigrationSession {
    /// Takes the lock that makes this session the only migrator of the database; its end releases it.
    ///
    /// Asked for again and again rather than waited for: a waiting session holds a snapshot, which stops others.
    /// Errors: `busy`, naming the holder, when it is not free within `patience`.
    func lock(patience: Duration) async throws {
        let deadline = ContinuousClock.now.advanced(by: patience)
        while try await !lease.query(MigrationStatements.tryLock).onlyRow().bool(0) {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else {
                let holders = try await lease.query(MigrationStatements.lockHolder).map { try Holder($0).description }
                let who = holders.first ?? "a session that has just ended"
                throw SchemaError(
                    .busy,
                    "Another migrator is at work in this database: \(who). Nothing was changed; run this again when it "
                        + "has finished, or end it with pg_terminate_backend.")
            }
            try await Task.sleep(for: min(left, .milliseconds(100)))
        }
    }
}

/// A session that is in the way.
struct Holder: CustomStringConvertible {
    let pid: Int32
    let application: String
    let user: String
    /// When its transaction, else its last statement, began. Shape: RFC 3339 to the second, or `unknown`.
    let since: String

    /// Reads the columns of `lockHolder` and `lockHolders`.
    init(_ row: PostgresRow) throws {
        pid = try row.int32(0)
        application = try row.string(1)
        user = try row.string(2)
        since = try row.string(3)
    }

    var description: String {
        "pid \(pid) (\(application.isEmpty ? "unnamed" : application)) of \(user) since \(since)"
    }
}
