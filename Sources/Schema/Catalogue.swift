internal import Postgres

/// How the catalogue of a database is written down, so that one look can be compared with another.
///
/// A row an object of the schemas log, vault, projection and migration, and of our roles: what it is, and what about it
/// can be changed. The views themselves (`view_<n>`) are not among them: they come and go.
enum Catalogue {
    /// Names in definitions depend on the search path; until the end of the transaction.
    static let fixNames = "set local search_path = pg_catalog"

    /// Remembers the catalogue as it is now instead of as it was.
    static let record = """
        delete from migration.object;
        insert into migration.object (kind, name, definition) \(objects)
        """

    /// Result: kind text, name text, recorded text or null, actual text or null; only what differs.
    static let drift = Statement(
        "catalogue_drift",
        """
        select kind, name, r.definition, a.definition
        from migration.object r full join (\(objects)) a using (kind, name)
        where r.definition is distinct from a.definition
        order by kind, name
        """)

    /// Result: kind text, name text, definition text, each collated "C".
    private static let objects = """
        with ours as (
            select n.oid, n.nspname from pg_namespace n where n.nspname in ('log', 'vault', 'projection', 'migration')
        ),
        relation as (
            select c.*, n.nspname || '.' || c.relname as full_name from pg_class c join ours n on n.oid = c.relnamespace
        ),
        object (kind, name, definition) as (
            select 'role', r.rolname::text,
                concat_ws(' ', case when r.rolsuper then 'superuser' end,
                    case when r.rolcreaterole then 'createrole' end,
                    case when r.rolcreatedb then 'createdb' end, case when r.rolreplication then 'replication' end,
                    case when r.rolbypassrls then 'bypassrls' end,
                    'member of {' || coalesce((select string_agg(g.rolname, ',' order by g.rolname collate "C")
                        from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid), '') || '}')
            from pg_roles r
            where r.rolname in ('carelog_owner', 'carelog_migrator', 'carelog_service', 'carelog_auditor')
            union all
            select 'database', '(this one)', case when has_database_privilege(r.oid, d.oid, 'create')
                then 'carelog_owner may create schemas' else 'carelog_owner may not create schemas' end
            from pg_database d, pg_roles r where d.datname = current_database() and r.rolname = 'carelog_owner'
            union all
            select 'schema', o.nspname::text, \(ownerAndRights("n.nspowner", "n.nspacl", "n"))
            from ours o join pg_namespace n on n.oid = o.oid
            union all
            select 'table', c.full_name,
                concat_ws(' ', 'kind ' || c.relkind::text, 'persistence ' || c.relpersistence::text,
                'options ' || c.reloptions::text, case when c.relrowsecurity then 'row security' end,
                case when c.relforcerowsecurity then 'forced' end, \(ownerAndRights("c.relowner", "c.relacl", "r")))
            from relation c where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
            union all
            select 'column', c.full_name || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
                'collation ' || nullif(a.attcollation, 0)::regcollation::text,
                case when a.attnotnull then 'not null' end,
                'default ' || pg_get_expr(d.adbin, d.adrelid), 'storage ' || a.attstorage::text,
                'identity ' || nullif(a.attidentity::text, ''), 'generated ' || nullif(a.attgenerated::text, ''),
                'rights ' || nullif(\(rights("a.attacl", owner: "c.relowner")), ''))
            from relation c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where c.relkind in ('r', 'p', 'v', 'm', 'f')
            union all
            select 'constraint', c.full_name || '.' || k.conname,
                pg_get_constraintdef(k.oid) || case when k.convalidated then '' else ' not valid' end
            from relation c join pg_constraint k on k.conrelid = c.oid and k.contype <> 'n'
            union all
            select 'index', c.full_name,
                pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' invalid' end
            from relation c join pg_index i on i.indexrelid = c.oid
            union all
            select 'trigger', c.full_name || '.' || t.tgname,
                pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::text
            from relation c join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
            union all
            select 'rule', c.full_name || '.' || w.rulename, pg_get_ruledef(w.oid) || ' enabled ' || w.ev_enabled::text
            from relation c join pg_rewrite w on w.ev_class = c.oid
            union all
            select 'policy', c.full_name || '.' || p.polname,
                concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::text,
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
            from relation c join pg_policy p on p.polrelid = c.oid
            union all
            select 'function', n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
                concat_ws(' ', 'kind ' || p.prokind::text, 'returns ' || pg_get_function_result(p.oid),
                    'language ' || l.lanname,
                    case when p.prosecdef then 'security definer' end, 'volatile ' || p.provolatile::text,
                    'settings ' || p.proconfig::text, 'body ' || encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex'),
                    \(ownerAndRights("p.proowner", "p.proacl", "f")))
            from ours n join pg_proc p on p.pronamespace = n.oid join pg_language l on l.oid = p.prolang
        )
        select kind collate "C" as kind, name collate "C" as name, definition collate "C" as definition from object
        """

    /// Who owns an object and who else may do what; `type` as `acldefault` wants it.
    private static func ownerAndRights(_ owner: String, _ list: String, _ type: String) -> String {
        let complete = "coalesce(\(list), acldefault('\(type)', \(owner)))"
        return
            "concat_ws(' ', 'owner ' || pg_get_userbyid(\(owner)), "
            + "'rights {' || \(rights(complete, owner: owner)) || '}')"
    }

    /// The rights of others than the owner, one after another, in an order of their own.
    private static func rights(_ list: String, owner: String) -> String {
        """
        (select coalesce(string_agg(x.grant_text, ',' order by x.grant_text collate "C"), '') from (
            select case e.grantee when 0 then 'PUBLIC' else pg_get_userbyid(e.grantee) end || ':'
                || lower(e.privilege_type) || case when e.is_grantable then '*' else '' end as grant_text
            from aclexplode(\(list)) e where e.grantee <> \(owner)) x)
        """
    }
}
