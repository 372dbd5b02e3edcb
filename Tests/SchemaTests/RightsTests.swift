internal import Postgres
internal import Schema
internal import Support
internal import Testing

@Suite("Who may do what", .timeLimit(.minutes(2)))
struct RightsTests {
    /// Every relation and what each role may do with it: (r)ead, (a)ppend, (w)rite, (d)elete, (D) truncate,
    /// (x) references, (t)rigger, as PostgreSQL abbreviates them; - for nothing. A new table belongs in here.
    private static let relations = """
        log.claim                 service:r     auditor:-  public:-
        log.command               service:r     auditor:-  public:-
        log.event                 service:r     auditor:r  public:-
        log.head                  service:r     auditor:r  public:-
        log.workspace             service:r     auditor:r  public:-
        migration.applied         service:r     auditor:r  public:-
        migration.object          service:r     auditor:r  public:-
        projection.checkpoint     service:raw   auditor:r  public:-
        projection.generation     service:r     auditor:r  public:-
        projection.presence       service:rawd  auditor:-  public:-
        projection.told_after     service:r     auditor:r  public:-
        vault.key                 service:r     auditor:-  public:-
        view_1.agent              service:rawd  auditor:r  public:-
        view_1.customer           service:rawd  auditor:r  public:-
        view_1.customer_link      service:rawd  auditor:r  public:-
        view_1.draft              service:rawd  auditor:r  public:-
        view_1.feedback           service:rawd  auditor:r  public:-
        view_1.material           service:rawd  auditor:r  public:-
        view_1.notification       service:rawd  auditor:r  public:-
        view_1.notification_read  service:rawd  auditor:r  public:-
        view_1.outbox             service:rawd  auditor:r  public:-
        view_1.problem            service:rawd  auditor:r  public:-
        view_1.switch_count       service:rawd  auditor:r  public:-
        view_1.tally              service:rawd  auditor:r  public:-
        view_1.ticket             service:rawd  auditor:r  public:-
        view_1.ticket_detail      service:rawd  auditor:r  public:-
        view_1.ticket_filter      service:rawd  auditor:r  public:-
        view_1.ticket_part        service:rawd  auditor:r  public:-
        view_1.timeline           service:rawd  auditor:r  public:-
        view_1.token              service:rawd  auditor:-  public:-
        """

    @Test("every role has exactly the rights on every relation that the table says, column rights included")
    func onRelations() async throws {
        try await withCarelogDatabase { database in
            let found = try await database.superuser.text(
                """
                select string_agg(rpad(name, 25) || ' service:' || rpad(service, 5) || ' auditor:' || rpad(auditor, 2)
                    || ' public:' || public, e'\\n' order by name collate "C")
                from (
                    select n.nspname || '.' || c.relname as name, r.service, r.auditor, r.public
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    cross join lateral (
                        select max(rights) filter (where role = 'carelog_service') as service,
                            max(rights) filter (where role = 'carelog_auditor') as auditor,
                            max(rights) filter (where role = 'public') as public
                        from (
                            select role, coalesce(string_agg(letter, '' order by ordinal) filter (where
                                has_table_privilege(role, c.oid, privilege)
                                or privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                                    and has_any_column_privilege(role, c.oid, privilege)), '-') as rights
                            from unnest(array['carelog_service', 'carelog_auditor', 'public']) role,
                                unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
                                    array['r', 'a', 'w', 'd', 'D', 'x', 't']) with ordinality
                                    as p (privilege, letter, ordinal)
                            group by role
                        ) by_role
                    ) r
                    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
                        and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                ) matrix
                """)
            #expect(found == Self.relations)
        }
    }

    /// Every function and who may call it; triggers call theirs whoever fires them.
    private static let functions = """
        log.append: service
        log.append_ahead: service
        log.append_alone: service
        log.append_batch: service
        log.append_guarded: service
        log.create_workspace: service
        log.mend_claims: service
        log.refuse_change: nobody
        projection.advance: service
        projection.analyze_generation: service
        projection.create_generation: service
        projection.create_ticket_filter: nobody
        projection.create_timeline: nobody
        projection.drop_generation: service
        projection.index_generation: service
        projection.shape_0011: nobody
        projection.shape_0013: nobody
        projection.shape_0014: nobody
        projection.shape_0015: nobody
        projection.shape_0016: nobody
        projection.shape_0017: nobody
        projection.shape_0018: nobody
        projection.shape_0019: nobody
        projection.shape_0020: nobody
        projection.shape_0021: nobody
        projection.shape_0022: nobody
        projection.shape_0023: nobody
        projection.shape_0025: nobody
        projection.shape_0026: nobody
        projection.shape_0027: nobody
        projection.shape_0028: nobody
        projection.shape_0030: nobody
        projection.switch_generation: service
        """

    @Test("every function may be called by exactly those whom the list names, and looks into pg_temp last")
    func onFunctions() async throws {
        try await withCarelogDatabase { database in
            let found = try await database.superuser.text(
                """
                select string_agg(n.nspname || '.' || p.proname || ': ' || case
                    when has_function_privilege('public', p.oid, 'execute') then 'public'
                    when has_function_privilege('carelog_auditor', p.oid, 'execute') then 'auditor'
                    when has_function_privilege('carelog_service', p.oid, 'execute') then 'service'
                    else 'nobody' end, e'\\n' order by n.nspname, p.proname)
                from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname in ('log', 'vault', 'projection', 'migration')
                """)
            #expect(found == Self.functions)
            let open = try await database.superuser.number(
                """
                select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname in ('log', 'vault', 'projection', 'migration') and p.prosecdef
                    and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)
                """)
            #expect(open == 0)
        }
    }

    @Test("nobody but the owner may create anything in our schemas, and the public may not even look into them")
    func onSchemas() async throws {
        try await withCarelogDatabase { database in
            let found = try await database.superuser.text(
                """
                select string_agg(concat(n.nspname, ' ', role, ' ',
                    case when has_schema_privilege(role, n.oid, 'usage') then 'usage' end,
                    case when has_schema_privilege(role, n.oid, 'create') then '+create' end), e'\\n'
                    order by n.nspname, role)
                from pg_namespace n, unnest(array['carelog_auditor', 'carelog_service', 'public']) role
                where n.nspname in ('log', 'migration', 'projection', 'vault', 'view_1')
                    and (has_schema_privilege(role, n.oid, 'usage') or has_schema_privilege(role, n.oid, 'create'))
                """)
            #expect(
                found == """
                    log carelog_auditor usage
                    log carelog_service usage
                    migration carelog_auditor usage
                    migration carelog_service usage
                    projection carelog_auditor usage
                    projection carelog_service usage
                    vault carelog_service usage
                    view_1 carelog_auditor usage
                    view_1 carelog_service usage
                    """)
        }
    }

    struct Attempt: Sendable, CustomTestStringConvertible {
        let who: String
        let sql: String
        /// 42501: no right; 25006: read only; 55000: the trigger.
        let refused: String
        var testDescription: String { "\(who): \(sql)" }
    }

    @Test("refused:", arguments: attempts)
    func refused(_ attempt: Attempt) async throws {
        let database = try await Self.filled.value
        let who = attempt.who == "owner" ? database.superuser : database.superuser.with(user: attempt.who)
        let sql = attempt.who == "owner" ? "set role carelog_owner; \(attempt.sql)" : attempt.sql
        let state = try await refusal(of: sql, by: who)
        #expect(state == attempt.refused)
    }

    /// One event, command and claim, for all attempts: what is refused changes nothing. Gone with the server.
    private static let filled = Task {
        let database = try await CarelogDatabase.create()
        try await database.superuser.session { connection in
            _ = try await LogBatch.createWorkspace(LogBatch.acme, "acme", on: connection)
            var batch = LogBatch()
            batch.command(LogBatch.acme, id: 1, events: [("ticket/1", 1)], takes: [0])
            _ = try await batch.append(on: connection)
        }
        return database
    }

    static let attempts: [Attempt] =
        [
            "insert into log.event select workspace_id, 1, stream_id, 2, recorded_at, entry, sealed from log.event",
            "update log.event set entry = entry", "delete from log.event", "truncate log.event",
            "delete from log.command", "delete from log.claim", "update log.head set next_position = 0",
            "update log.workspace set name = 'x'",
            "insert into vault.key select workspace_id, workspace_id, '' from log.head",
            "delete from vault.key", "update migration.applied set name = 'x'", "set role carelog_owner",
            "set session_replication_role = replica", "alter table log.event disable trigger all",
            "create table log.mine ()", "drop table log.event", "alter role carelog_service superuser",
        ].map { Attempt(who: "carelog_service", sql: $0, refused: "42501") }
        + [
            Attempt(who: "carelog_auditor", sql: "update log.event set entry = entry", refused: "25006"),
            Attempt(
                who: "carelog_auditor", sql: "set transaction read write; delete from log.event",
                refused: "42501"),
            Attempt(who: "carelog_auditor", sql: "create table pg_temp.mine as select 1", refused: "25006"),
            Attempt(who: "carelog_auditor", sql: "select count(*) from vault.key", refused: "42501"),
            Attempt(who: "carelog_auditor", sql: "select projection.create_generation()", refused: "42501"),
        ]
        + ["log.event", "log.command"].flatMap { table in
            ["update \(table) set workspace_id = workspace_id", "delete from \(table)", "truncate \(table)"].flatMap {
                [Attempt(who: "owner", sql: $0, refused: "55000"), Attempt(who: "postgres", sql: $0, refused: "55000")]
            }
        }

    @Test("a service that was taken over cannot make the owner run its code through a temporary type")
    func escalation() async throws {
        try await withCarelogDatabase { database in
            try await database.service.execute(
                """
                create function pg_temp.spy(value pg_catalog.text) returns boolean language plpgsql as $$
                begin
                    if current_user = 'carelog_owner' then raise exception 'ran as the owner'; end if;
                    return true;
                end $$;
                create domain pg_temp.text as pg_catalog.text check (pg_temp.spy(value));
                create domain pg_temp.int4 as pg_catalog.int4 check (pg_temp.spy(value::pg_catalog.text));
                do $$ begin
                    perform projection.create_generation();
                    perform log.create_workspace('00000000-0000-0000-0000-000000000001', 'a',
                        '00000000-0000-0000-0000-000000000001', '', now());
                end $$
                """)
        }
    }
}

extension PostgresConfiguration {
    /// The same place as somebody else.
    fileprivate func with(user: String) -> PostgresConfiguration {
        var copy = self
        copy.user = user
        return copy
    }
}
