-- What a decision rested on without writing to it, judged under the log's lock: streams that must not have moved since (a
-- policy, an agent's skills), and groups of claims that must not grow beyond a number (how many tickets an agent holds).
--
-- log.append_guarded takes what log.append_batch takes, and
--   g_*: guards of a command: the stream, and the version that it must still be at; 0 says that it has no events;
--   l_*: limits of a command: with its own takes and releases, at most so many claims have keys from l_first to before l_end.
-- If all hold, the batch goes to log.append_batch as it is. If not, nothing of it is written: those commands are told which
-- guard (outcome 4) or limit (outcome 7: key and count) refuses them, unless they were done before (2, 3), and the others
-- that they were not tried (outcome 8) and are to be sent again without those.
--
-- Limits hold for commands that have one. Those of a batch must not touch a claim that a limited one of the batch counts:
-- it is counted what stood before the batch.
set role carelog_owner;

create function log.append_guarded(
    w_id uuid[],
    c_workspace integer[], c_id uuid[], c_fingerprint bytea[], c_receipt bytea[], c_first integer[], c_last integer[],
    e_command integer[], e_rank integer[], e_stream text[], e_version integer[], e_recorded_at timestamptz[],
    e_entry bytea[], e_sealed bytea[],
    s_workspace integer[], s_stream text[], s_version integer[],
    t_command integer[], t_event integer[], t_rank integer[], t_stream text[], t_key bytea[],
    r_command integer[], r_key bytea[],
    k_command integer[], k_subject uuid[], k_wrapped bytea[],
    g_command integer[], g_stream text[], g_version integer[],
    l_command integer[], l_first bytea[], l_end bytea[], l_max integer[]
)
returns table (
    command integer, outcome integer, first_position bigint, last_position bigint, receipt bytea,
    name text, number bigint, key bytea
)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- Plans are made once, maybe while the tables are still empty, and must stay right when they are not.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
    stale boolean;
    fulls integer[];
    counts bigint[];
begin
    -- In the order of ids, as everybody locks them. Later statements see everything that was committed before.
    perform 1 from log.head h where h.workspace_id = any (w_id) order by h.workspace_id for update;

    -- Many commands of a batch rest on the same stream: it is looked up once. It moved if it has the next version.
    stale := cardinality(g_command) > 0 and exists (
        select from (
            select distinct c_workspace[g.command] as workspace, g.stream, g.version
            from unnest(g_command, g_stream, g_version) as g (command, stream, version)
        ) g
        join log.event v
            on v.workspace_id = w_id[g.workspace] and v.stream_id = g.stream and v.version = g.version + 1
    );
    if cardinality(l_command) > 0 then
        -- The number of each limit that is passed, and to how many claims.
        select array_agg(l.ordinal order by l.ordinal), array_agg(l.claims order by l.ordinal) into fulls, counts
        from (
            select l.ordinal::integer as ordinal, l.maximum, (
                select count(*) from log.claim c
                where c.workspace_id = w_id[c_workspace[l.command]] and c.key >= l.first and c.key < l.last
            ) + (
                select count(*) from unnest(t_command, t_key) as t (command, key)
                where t.command = l.command and t.key >= l.first and t.key < l.last
            ) - (
                select count(*) from unnest(r_command, r_key) as r (command, key)
                join log.claim c on c.workspace_id = w_id[c_workspace[r.command]] and c.key = r.key
                where r.command = l.command and r.key >= l.first and r.key < l.last
            ) as claims
            from unnest(l_command, l_first, l_end, l_max) with ordinality as l (command, first, last, maximum, ordinal)
        ) l
        where l.claims > l.maximum;
    end if;

    if not stale and fulls is null then
        return query select * from log.append_batch(
            w_id, c_workspace, c_id, c_fingerprint, c_receipt, c_first, c_last, e_command, e_rank, e_stream, e_version,
            e_recorded_at, e_entry, e_sealed, s_workspace, s_stream, s_version, t_command, t_event, t_rank, t_stream,
            t_key, r_command, r_key, k_command, k_subject, k_wrapped);
        return;
    end if;

    return query
    with moved as (
        select distinct on (g.command) g.command, g.stream, actual.version
        from unnest(g_command, g_stream, g_version) with ordinality as g (command, stream, version, ordinal)
        cross join lateral (
            select coalesce(max(v.version), 0) as version from log.event v
            where v.workspace_id = w_id[c_workspace[g.command]] and v.stream_id = g.stream
        ) actual
        where actual.version <> g.version
        order by g.command, g.ordinal
    ),
    passed as (
        select distinct on (l_command[f.ordinal]) l_command[f.ordinal] as command, l_first[f.ordinal] as first, f.claims
        from unnest(fulls, counts) as f (ordinal, claims)
        order by l_command[f.ordinal], f.ordinal
    )
    select c.ordinal::integer,
        case
            when known.fingerprint = c.fingerprint then 2
            when known.fingerprint is not null then 3
            when m.command is not null then 4
            when p.command is not null then 7
            else 8
        end,
        known.first_position, known.last_position, known.receipt, m.stream,
        coalesce(m.version::bigint, p.claims), p.first
    from unnest(c_workspace, c_id, c_fingerprint) with ordinality as c (workspace, id, fingerprint, ordinal)
    left join lateral (
        select d.fingerprint, d.first_position, d.last_position, d.receipt from log.command d
        where d.workspace_id = w_id[c.workspace] and d.command_id = c.id limit 1
    ) known on true
    left join moved m on m.command = c.ordinal
    left join passed p on p.command = c.ordinal
    order by c.ordinal;
end
$$;

revoke all on function log.append_guarded from public;
grant execute on function log.append_guarded to carelog_service;
reset role;
