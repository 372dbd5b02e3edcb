internal import Logging
internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("Migrating", .timeLimit(.minutes(2)))
struct UpTests {
    @Test("an empty database gets every migration once, and a second run finds nothing to do")
    func upTwice() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            let migrator = Migrator(configuration, logger: .quiet)
            let before = try await migrator.status()
            #expect(before.pending == Migration.embedded)
            let first = try await migrator.up()
            #expect(first.map(\.sha256) == Migration.embedded.map(\.sha256))
            let second = try await migrator.up()
            #expect(second == [])
            let after = try await migrator.status()
            #expect(after.isUpToDate)
        }
    }

    @Test("a copy of the migrated template is up to date for every role that may look")
    func template() async throws {
        try await withCarelogDatabase { database in
            for role in [database.superuser, database.service, database.auditor, database.migrator] {
                let status = try await Migrator(role, logger: .quiet).status()
                #expect(status.isUpToDate, "\(role)")
            }
        }
    }
}
