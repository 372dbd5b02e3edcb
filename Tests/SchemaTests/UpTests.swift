internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("Migrating", .timeLimit(.minutes(2)))
struct UpTests {
    @Test("an empty database gets every migration once, and a second run finds nothing to do")
    func upTwice() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            let migrator = configuration.migrator()
            let before = try await migrator.status()
            #expect(before.pending == Migration.embedded)
            let first = try await migrator.up()
            #expect(first.map(\.sha256) == Migration.embedded.map(\.sha256))
            #expect(first.allSatisfy { $0.appliedBy == "postgres" && $0.duration >= .zero })
            let second = try await migrator.up()
            #expect(second == [])
            let after = try await migrator.status()
            #expect(after.isUpToDate)
        }
    }

    @Test("a copy of the migrated template is up to date and intact for every role that may look")
    func template() async throws {
        try await withCarelogDatabase { database in
            for role in [database.superuser, database.service, database.auditor, database.migrator] {
                let verification = try await role.migrator().verify()
                #expect(verification.isIntact && verification.plan.isUpToDate, "\(role): \(verification.drift)")
            }
        }
    }

    @Test("the migrator's role is enough to apply what comes later, and what it makes belongs to the owner")
    func migratorRole() async throws {
        try await withCarelogDatabase { database in
            let applied = try await database.migrator.migrator(adding: [Self.extra]).up()
            #expect(
                applied.map(\.label) == [Migration.label(Self.extra.number, Self.extra.name)]
                    && applied.map(\.appliedBy) == ["carelog_migrator"])
            let owners = try await database.superuser.text(
                """
                select string_agg(distinct tableowner::text, ',') from pg_tables
                where schemaname in ('log', 'vault', 'projection', 'migration')
                """)
            #expect(owners == "carelog_owner")
        }
    }

    @Test("the service's role cannot migrate")
    func serviceRole() async throws {
        try await withCarelogDatabase { database in
            let error = try await schemaError { try await database.service.migrator(adding: [Self.extra]).up() }
            #expect(error.code == .failed && error.underlying?.sqlState == .insufficientPrivilege)
        }
    }

    struct Misfit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let files: [Migration]
        let says: String
    }

    @Test("refused, and nothing is changed:", arguments: misfits)
    func misfit(_ example: Misfit) async throws {
        try await withCarelogDatabase { database in
            let migrator = database.superuser.migrator(example.files)
            let error = try await schemaError { try await migrator.up() }
            #expect(error.code == .history && !error.isRetryable)
            #expect("\(error)".contains(example.says), "\(error)")
            let rehearsal = try await migrator.rehearse()
            #expect(rehearsal.steps == [] && !rehearsal.plan.problems.isEmpty)
            let status = try await database.superuser.migrator().verify()
            #expect(status.isIntact && status.plan.isUpToDate)
        }
    }

    static let misfits = [
        Misfit(
            testDescription: "an edited file",
            files: Migration.embedded.map { $0.number == 5 ? Migration(5, "projection", text: "select 1") : $0 } + [
                extra
            ],
            says: "0005_projection was changed after it had been applied"),
        Misfit(
            testDescription: "a missing file", files: Migration.embedded.filter { $0.number != 3 } + [extra],
            says: "0003_vault is applied but has no file"),
        Misfit(
            testDescription: "a file that comes too late",
            files: Migration.embedded + [Migration(5, "late", text: "create table log.extra ()")],
            says: "0005_projection and 0005_late have one number"),
        Misfit(
            testDescription: "a program that is older than the database", files: Array(Migration.embedded.prefix(4)),
            says: "this program ends at number 4"),
    ]

    @Test("a file numbered before what is applied is refused")
    func outOfOrder() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            let files = [Migration(1, "a", text: "create table a ()"), Migration(2, "b", text: "create table b ()")]
            _ = try await configuration.migrator(files).up()
            try await configuration.execute("delete from migration.applied where number = 1")
            let error = try await schemaError { try await configuration.migrator(files).up() }
            #expect(error.code == .history && "\(error)".contains("0001_a is not applied, but number 2 is"))
        }
    }

    @Test("a migration that fails is undone, those before it stay, and it can be mended and run again")
    func failing() async throws {
        try await withCarelogDatabase { database in
            let broken = Migration.next("broken", 1, text: "create table log.seven (); select 1 / 0;")
            let error = try await schemaError {
                try await database.superuser.migrator(adding: [Self.extra, broken]).up()
            }
            #expect(error.code == .failed && error.message.contains(broken.fileName.dropLast(4)) && !error.isRetryable)
            let status = try await database.superuser.migrator(adding: [Self.extra, broken]).status()
            #expect(status.pending == [broken])
            let mended = Migration.next("broken", 1, text: "create table log.seven ();")
            let applied = try await database.superuser.migrator(adding: [Self.extra, mended]).up()
            #expect(applied.map(\.number) == [Migration.embedded.count + 2])
        }
    }

    @Test("a file that commits by itself is told not to")
    func committing() async throws {
        try await withCarelogDatabase { database in
            let commits = Migration.next("commits", text: "commit; begin;")
            let error = try await schemaError { try await database.superuser.migrator(adding: [commits]).up() }
            #expect(error.code == .failed && error.message.contains("\(commits.fileName) ends its transaction itself"))
        }
    }

    @Test("role and settings that a file leaves behind are gone before the next one")
    func leftovers() async throws {
        try await withCarelogDatabase { database in
            let leaves = Migration.next("leaves", text: "set role carelog_owner; set statement_timeout = 1;")
            let looks = Migration.next(
                "looks", 1,
                text: """
                    create table log.seen as
                        select current_user::text || ' ' || current_setting('statement_timeout') as state;
                    """)
            _ = try await database.superuser.migrator(adding: [leaves, looks]).up()
            let seen = try await database.superuser.text("select state from log.seen")
            #expect(seen == "postgres 0")
        }
    }

    static let extra = Migration.next("extra", text: "set role carelog_owner; create table log.extra (); reset role;")
}
