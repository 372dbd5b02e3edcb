internal import Postgres

extension MigrationSession {
    /// Remembers the catalogue as it is now.
    func record(in transaction: PostgresTransaction) async throws {
        try await transaction.execute(Catalogue.fixNames)
        try await transaction.execute(Catalogue.record)
    }

    /// What differs from how the last migration left it; nothing where none is applied.
    func drift(since plan: MigrationPlan) async throws -> [SchemaDrift] {
        guard !plan.applied.isEmpty else { return [] }
        let rows = try await lease.withTransaction(.readOnly) { transaction in
            try await transaction.execute(Catalogue.fixNames)
            return try await transaction.query(Catalogue.drift)
        }
        return try rows.map { row in
            SchemaDrift(
                kind: try row.string(0), name: try row.string(1), recorded: try row.stringOrNil(2),
                actual: try row.stringOrNil(3))
        }
    }

    /// Runs files one after another in a transaction that is rolled back.
    func rehearse(_ files: [Migration]) async throws -> [Rehearsal.Step] {
        var steps: [Rehearsal.Step] = []
        do {
            try await lease.withTransaction { transaction in
                let existing = Set(try await transaction.query(MigrationStatements.relations).map { try $0.int64(0) })
                var known: Set<Rehearsal.Lock> = []
                for file in files {
                    let duration = try await self.rehearse(file, in: transaction)
                    let rows = try await transaction.query(MigrationStatements.locksTaken)
                    let locks = try rows.filter { existing.contains(try $0.int64(0)) }.map { row in
                        Rehearsal.Lock(relation: try row.string(1), mode: try row.string(2))
                    }
                    // One transaction keeps the locks of the files before: show what each adds.
                    steps.append(
                        .init(migration: file, duration: duration, locks: locks.filter { !known.contains($0) }))
                    known.formUnion(locks)
                }
                throw RehearsalIsOver()
            }
        } catch is RehearsalIsOver {}
        return steps
    }

    private func rehearse(_ file: Migration, in transaction: PostgresTransaction) async throws -> Duration {
        do {
            return try await run(file, in: transaction)
        } catch let error as PostgresError {
            throw SchemaError(.failed, "\(file.fileName) would fail; nothing was changed.", underlying: error)
        }
    }
}

/// Ends the transaction of a rehearsal without a commit.
private struct RehearsalIsOver: Error {}
