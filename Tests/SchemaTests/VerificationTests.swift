internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("Verifying and rehearsing", .timeLimit(.minutes(2)))
struct VerificationTests {
    struct Tampering: Sendable, CustomTestStringConvertible {
        let sql: String
        let finds: String
        var testDescription: String { sql }
    }

    @Test("found, refused by the next migration, accepted when told so:", arguments: tamperings)
    func drift(_ tampering: Tampering) async throws {
        try await withCarelogDatabase { database in
            try await database.superuser.execute(tampering.sql)
            let found = try await database.auditor.migrator().verify()
            #expect(!found.isIntact && found.plan.isUpToDate)
            #expect(found.drift.contains { "\($0)".contains(tampering.finds) }, "\(found.drift)")
            let migrator = database.superuser.migrator(adding: [UpTests.extra])
            let error = try await schemaError { try await migrator.up() }
            #expect(error.code == .drift && error.message.contains(tampering.finds))
            let applied = try await migrator.up(acceptingDrift: true)
            #expect(applied == [try await migrator.status().applied.last])
            let after = try await migrator.verify()
            #expect(after.isIntact)
        }
    }

    static let tamperings = [
        Tampering(
            sql: "alter table log.event disable trigger refuse_change",
            finds: "trigger log.event.refuse_change was changed"),
        Tampering(
            sql: "drop trigger refuse_truncate on log.command", finds: "trigger log.command.refuse_truncate is gone"),
        Tampering(sql: "grant update on log.event to carelog_service", finds: "carelog_service:update"),
        Tampering(
            sql: "grant update (entry) on log.event to carelog_service", finds: "column log.event.entry was changed"),
        Tampering(sql: "create table log.stray ()", finds: "table log.stray was added"),
        Tampering(sql: "alter table log.event add column note text", finds: "column log.event.note was added: text"),
        Tampering(
            sql: "alter table log.head drop constraint head_next_position_check",
            finds: "constraint log.head.head_next_position_check is gone"),
        Tampering(sql: "drop index projection.one_live", finds: "index projection.one_live is gone"),
        Tampering(
            sql: """
                create or replace function log.refuse_change() returns trigger language plpgsql as
                $$ begin return new; end $$
                """, finds: "function log.refuse_change() was changed"),
        Tampering(
            sql: "create rule lose as on insert to log.event do instead nothing", finds: "rule log.event.lose was added"
        ),
        Tampering(sql: "grant execute on function log.refuse_change to public", finds: "PUBLIC:execute"),
        Tampering(sql: "alter table vault.key owner to postgres", finds: "table vault.key was changed"),
    ]

    @Test("drift alone is accepted too, when there is nothing to apply")
    func acceptedWithoutMigrations() async throws {
        try await withCarelogDatabase { database in
            try await database.superuser.execute("create index by_time on log.event (recorded_at)")
            let applied = try await database.superuser.migrator().up(acceptingDrift: true)
            #expect(applied == [])
            let after = try await database.superuser.migrator().verify()
            #expect(after.isIntact)
        }
    }

    @Test("generations of views come and go without being drift")
    func generations() async throws {
        try await withCarelogDatabase { database in
            try await database.service.execute("do $$ begin perform projection.create_generation(); end $$")
            let verification = try await database.auditor.migrator().verify()
            #expect(verification.isIntact)
        }
    }

    @Test("a rehearsal tries what is pending, tells the locks that stop others, and leaves nothing")
    func rehearsal() async throws {
        try await withCarelogDatabase { database in
            let files = [
                Migration.next(
                    "alters", text: "alter table log.event add column extra integer; create table log.extra ()"),
                Migration.next("indexes", 1, text: "create index by_last on log.command (last_position)"),
            ]
            let rehearsal = try await database.superuser.migrator(adding: files).rehearse()
            #expect(rehearsal.steps.map(\.migration) == files && rehearsal.drift == [])
            #expect(
                rehearsal.steps.map(\.locks) == [
                    [.init(relation: "log.event", mode: "AccessExclusiveLock")],
                    [.init(relation: "log.command", mode: "ShareLock")],
                ])
            let after = try await database.superuser.migrator(adding: files).verify()
            #expect(after.isIntact && after.plan.pending == files)
        }
    }

    @Test("a rehearsal of an empty database works, roles included, and leaves it empty")
    func rehearsalFromEmpty() async throws {
        try await PostgresServer.shared.withDatabase { configuration in
            let rehearsal = try await configuration.migrator().rehearse()
            #expect(rehearsal.steps.map(\.migration) == Migration.embedded)
            #expect(rehearsal.steps.allSatisfy { $0.locks.isEmpty })
            let schemas = try await configuration.number("select count(*) from pg_namespace where nspname = 'log'")
            #expect(schemas == 0)
        }
    }

    @Test("a rehearsal of a file that would fail names it")
    func rehearsalFails() async throws {
        try await withCarelogDatabase { database in
            let wrong = Migration.next("wrong", text: "alter table log.nothing add column x integer")
            let error = try await schemaError { try await database.superuser.migrator(adding: [wrong]).rehearse() }
            #expect(error.code == .failed && error.message.contains("\(wrong.fileName) would fail"))
        }
    }
}
