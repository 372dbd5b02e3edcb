internal import Postgres

/// What a migrator says to the database beside the migrations themselves.
enum MigrationStatements {
    /// Result: whether there is a `migration.applied`: boolean.
    static let hasHistory = Statement("has_history", "select to_regclass('migration.applied') is not null")

    /// Result: number integer, name text, sha256 bytea, applied_at timestamptz, applied_by text, duration_ms integer.
    static let history = Statement(
        "history",
        "select number, name, sha256, applied_at, applied_by, duration_ms from migration.applied order by number")

    /// $1 number integer, $2 name text, $3 sha256 bytea, $4 duration_ms integer.
    static let remember = Statement(
        "remember",
        """
        insert into migration.applied (number, name, sha256, applied_at, applied_by, duration_ms)
        values ($1, $2, $3, clock_timestamp(), session_user, $4)
        """)

    /// Result: bigint.
    static let transactionID = Statement("transaction_id", "select pg_current_xact_id()::text::bigint")

    /// Undoes what a file may have left behind; settings of the connection itself stay.
    static let reset = "reset session authorization; reset role; reset all"

    /// Result: boolean. The key is "carelog" in ASCII; keys of advisory locks belong to one database.
    static let tryLock = Statement("try_lock", "select pg_try_advisory_lock(\(lockKey))")

    /// Result: pid integer, application text, user text, since text.
    static let lockHolder = Statement(
        "lock_holder",
        """
        select l.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''), \(since)
        from pg_locks l left join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.granted and l.objsubid = 1
            and l.database = (select oid from pg_database where datname = current_database())
            and l.classid::bigint << 32 | l.objid::bigint = \(lockKey)
        """)

    /// Other sessions that hold locks on relations of this database now, the oldest transaction first.
    /// Result: as of `lockHolder`.
    static let lockHolders = Statement(
        "lock_holders",
        """
        select a.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''), \(since)
        from pg_stat_activity a
        where a.pid <> pg_backend_pid() and exists (
            select 1 from pg_locks l where l.pid = a.pid and l.granted and l.locktype = 'relation'
                and l.database = (select oid from pg_database where datname = current_database()))
        order by a.xact_start nulls last limit 5
        """)

    /// Creates the schema `migration` where it is missing. After the first migration, so that the owner exists and a
    /// killed first run leaves nothing; databases without our roles (tests) keep it to whoever is logged in.
    static let ensureHistory = """
        do $$
        declare
            owner text := current_user;
        begin
            if to_regclass('migration.applied') is not null then
                return;
            end if;
            if exists (select from pg_roles where rolname = 'carelog_owner')
                and pg_has_role(current_user, 'carelog_owner', 'member') then
                owner := 'carelog_owner';
            end if;
            execute format('create schema migration authorization %I', owner);
            execute format('set local role %I', owner);
            create table migration.applied (
                number integer primary key check (number >= 1),
                name text not null,
                sha256 bytea not null check (octet_length(sha256) = 32),
                applied_at timestamptz not null,
                applied_by text not null,
                duration_ms integer not null
            );
            -- The catalogue as the last migration left it.
            create table migration.object (
                kind text collate "C" not null,
                name text collate "C" not null,
                definition text collate "C" not null,
                primary key (kind, name)
            );
            if owner = 'carelog_owner' then
                grant usage on schema migration to carelog_service, carelog_auditor;
                grant select on all tables in schema migration to carelog_service, carelog_auditor;
            end if;
        end
        $$;
        reset role
        """

    /// Result: oid bigint. What is there before a rehearsal.
    static let relations = Statement("relations", "select oid::bigint from pg_class where oid >= 16384")

    /// Locks of this session's transaction that stop others from writing or reading, the strongest of each relation.
    /// Result: oid bigint, relation text, mode text.
    static let locksTaken = Statement(
        "locks_taken",
        """
        select distinct on (c.oid) c.oid::bigint, n.nspname || '.' || c.relname, l.mode
        from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
        where l.pid = pg_backend_pid() and l.locktype = 'relation' and c.oid >= 16384
            and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        order by c.oid, array_position(
            array['AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock'], l.mode)
        """)

    private static let lockKey = "27973166650126183"
    // Null where the session is of another user whose times ours may not see.
    private static let since = """
        coalesce(to_char(coalesce(a.xact_start, a.query_start, a.backend_start) at time zone 'UTC',
            'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'unknown')
        """
}

extension AppliedMigration {
    /// Reads the columns of `history`.
    init(_ row: PostgresRow) throws {
        self.init(
            number: Int(try row.int32(0)), name: try row.string(1), sha256: try row.bytes(2),
            appliedAtMicros: try row.timestampMicros(3), appliedBy: try row.string(4),
            duration: .milliseconds(try row.int32(5)))
    }
}
