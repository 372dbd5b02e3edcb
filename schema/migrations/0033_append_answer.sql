-- log.append_batch and log.append_guarded as before, but that a batch that is appended as a whole is answered by one row a
-- workspace, where it was one a command; and that whether the last versions of streams are there is looked up before the
-- heads are locked, beside the batch that has them. On two cores a tenth more went through.
--
-- outcome 9 says that everything was appended: command is the number of a workspace in w_id, and its events have the
-- positions from first_position on, in the order of their ranks. All other outcomes are of commands, as before.
--
-- A server of an older version cannot read that answer. It connects anew and sends the batch again, unless it is stopping:
-- all of it is then known (outcome 2).
set role carelog_owner;

create or replace function log.append_batch(
    w_id uuid[],
    c_workspace integer[], c_id uuid[], c_fingerprint bytea[], c_receipt bytea[], c_first integer[], c_last integer[],
    e_command integer[], e_rank integer[], e_stream text[], e_version integer[], e_recorded_at timestamptz[],
    e_entry bytea[], e_sealed bytea[],
    s_workspace integer[], s_stream text[], s_version integer[],
    t_command integer[], t_event integer[], t_rank integer[], t_stream text[], t_key bytea[],
    r_command integer[], r_key bytea[],
    k_command integer[], k_subject uuid[], k_wrapped bytea[]
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
    -- Where each workspace's log ended, in the order of w_id.
    bases bigint[];
    base bigint;
    standing bigint;
begin
    -- That a version is there makes it the last one if the next can be inserted: versions have no holes. What is there
    -- stays there; for what comes before the locks are had, log.append judges anew.
    if cardinality(s_stream) > 0 then
        select count(*) into standing
        from (
            select unnest(s_workspace) as workspace, unnest(s_stream) as stream, unnest(s_version) as version
        ) s
        join log.event v
            on v.workspace_id = w_id[s.workspace] and v.stream_id = s.stream and v.version = s.version;
    end if;
    -- Outside of the block below: whatever becomes of it, the heads stay locked until the end, so that who sends a batch a
    -- second time waits for the first. Later statements see everything that was committed before the locks were had.
    if cardinality(w_id) = 1 then
        update log.head h set next_position = h.next_position + cardinality(e_command)
        where h.workspace_id = w_id[1]
        returning h.next_position - cardinality(e_command) into base;
        if found then
            bases := array[base];
        end if;
    else
        -- In the order of ids, so that two batches over the same workspaces cannot deadlock; an update has no order.
        perform 1 from log.head h where h.workspace_id = any (w_id) order by h.workspace_id for update;
        with grown as (
            select c.workspace, w_id[c.workspace] as id, sum(c.last - c.first + 1) as events
            from unnest(c_workspace, c_first, c_last) as c (workspace, first, last) group by 1
        ),
        moved as (
            update log.head h set next_position = h.next_position + grown.events
            from grown where h.workspace_id = grown.id
            returning grown.workspace, h.next_position - grown.events as base
        )
        select array_agg(moved.base order by moved.workspace) into bases from moved;
    end if;

    begin
        if cardinality(bases) is distinct from cardinality(w_id) or standing <> cardinality(s_stream) then
            raise unique_violation;
        end if;

        insert into log.command (workspace_id, command_id, fingerprint, first_position, last_position, receipt)
        select w_id[c.workspace], c.id, c.fingerprint, bases[c.workspace] + c.first, bases[c.workspace] + c.last,
            c.receipt
        from (
            select unnest(c_workspace) as workspace, unnest(c_id) as id, unnest(c_fingerprint) as fingerprint,
                unnest(c_first) as first, unnest(c_last) as last, unnest(c_receipt) as receipt
        ) c;

        insert into log.claim (workspace_id, key, stream_id, position)
        select w_id[c_workspace[t.command]], t.key, t.stream, bases[c_workspace[t.command]] + t.rank
        from (
            select unnest(t_command) as command, unnest(t_key) as key, unnest(t_stream) as stream,
                unnest(t_rank) as rank
        ) t;

        insert into log.event (workspace_id, position, stream_id, version, recorded_at, entry, sealed)
        select w_id[c_workspace[e.command]], bases[c_workspace[e.command]] + e.rank, e.stream, e.version,
            e.recorded_at, e.entry, e.sealed
        from (
            select unnest(e_command) as command, unnest(e_rank) as rank, unnest(e_stream) as stream,
                unnest(e_version) as version, unnest(e_recorded_at) as recorded_at, unnest(e_entry) as entry,
                unnest(e_sealed) as sealed
        ) e;

        if cardinality(r_key) > 0 then
            delete from log.claim c using unnest(r_command, r_key) as r (command, key)
            where c.workspace_id = w_id[c_workspace[r.command]] and c.key = r.key;
        end if;
        if cardinality(k_subject) > 0 then
            insert into vault.key (workspace_id, subject, wrapped)
            select w_id[c_workspace[k.command]], k.subject, k.wrapped
            from unnest(k_command, k_subject, k_wrapped) as k (command, subject, wrapped);
        end if;
    exception when unique_violation then
        -- Back to where the logs end: what follows places anew what it can append.
        update log.head h set next_position = h.next_position - grown.events
        from (
            select w_id[c.workspace] as id, sum(c.last - c.first + 1) as events
            from unnest(c_workspace, c_first, c_last) as c (workspace, first, last) group by 1
        ) grown
        where h.workspace_id = grown.id;
        return query select * from log.append(
            array(select w_id[w] from unnest(c_workspace) with ordinality as c (w, ordinal) order by c.ordinal),
            c_id, c_fingerprint, c_receipt, e_command, e_stream, e_version, e_recorded_at, e_entry, e_sealed,
            t_command, t_event, t_key, r_command, r_key, k_command, k_subject, k_wrapped);
        return;
    end;

    return query
    select w.number::integer, 9, w.base, null::bigint, null::bytea, null::text, null::bigint, null::bytea
    from unnest(bases) with ordinality as w (base, number);

    -- A hint that there is more to read; nobody relies on it. Equal ones of a transaction are sent once.
    perform pg_notify('carelog_log', '');
end
$$;

create or replace function log.append_guarded(
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
    -- Where each workspace's log ended, in the order of w_id.
    bases bigint[];
    base bigint;
    standing bigint;
    -- The number of each limit that is passed, and to how many claims.
    fulls integer[];
    counts bigint[];
begin
    -- That a version is there makes it the last one if the next can be inserted: versions have no holes. What is there
    -- stays there; for what comes before the locks are had, log.append judges anew.
    if cardinality(s_stream) > 0 then
        select count(*) into standing
        from (
            select unnest(s_workspace) as workspace, unnest(s_stream) as stream, unnest(s_version) as version
        ) s
        join log.event v
            on v.workspace_id = w_id[s.workspace] and v.stream_id = s.stream and v.version = s.version;
    end if;
    -- Outside of the block below: whatever becomes of it, the heads stay locked until the end, so that who sends a batch a
    -- second time waits for the first. Later statements see everything that was committed before the locks were had.
    if cardinality(w_id) = 1 then
        update log.head h set next_position = h.next_position + cardinality(e_command)
        where h.workspace_id = w_id[1]
        returning h.next_position - cardinality(e_command) into base;
        if found then
            bases := array[base];
        end if;
    else
        -- In the order of ids, so that two batches over the same workspaces cannot deadlock; an update has no order.
        perform 1 from log.head h where h.workspace_id = any (w_id) order by h.workspace_id for update;
        with grown as (
            select c.workspace, w_id[c.workspace] as id, sum(c.last - c.first + 1) as events
            from unnest(c_workspace, c_first, c_last) as c (workspace, first, last) group by 1
        ),
        moved as (
            update log.head h set next_position = h.next_position + grown.events
            from grown where h.workspace_id = grown.id
            returning grown.workspace, h.next_position - grown.events as base
        )
        select array_agg(moved.base order by moved.workspace) into bases from moved;
    end if;

    begin
        -- Many commands of a batch rest on the same stream: it is looked up once. It moved if it has the next version.
        if cardinality(g_command) > 0 and exists (
            select from (
                select distinct c_workspace[g.command] as workspace, g.stream, g.version
                from (
                    select unnest(g_command) as command, unnest(g_stream) as stream, unnest(g_version) as version
                ) g
            ) g
            -- With a limit of its own, so that it stays a look at an index for each.
            cross join lateral (
                select from log.event v
                where v.workspace_id = w_id[g.workspace] and v.stream_id = g.stream and v.version = g.version + 1 limit 1
            ) moved
        ) then
            raise unique_violation;
        end if;
        if cardinality(l_command) > 0 then
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
            if fulls is not null then
                raise unique_violation;
            end if;
        end if;

        -- Behind guards and limits: what takes over if this fails knows neither.
        if cardinality(bases) is distinct from cardinality(w_id) or standing <> cardinality(s_stream) then
            raise unique_violation;
        end if;

        insert into log.command (workspace_id, command_id, fingerprint, first_position, last_position, receipt)
        select w_id[c.workspace], c.id, c.fingerprint, bases[c.workspace] + c.first, bases[c.workspace] + c.last,
            c.receipt
        from (
            select unnest(c_workspace) as workspace, unnest(c_id) as id, unnest(c_fingerprint) as fingerprint,
                unnest(c_first) as first, unnest(c_last) as last, unnest(c_receipt) as receipt
        ) c;

        insert into log.claim (workspace_id, key, stream_id, position)
        select w_id[c_workspace[t.command]], t.key, t.stream, bases[c_workspace[t.command]] + t.rank
        from (
            select unnest(t_command) as command, unnest(t_key) as key, unnest(t_stream) as stream,
                unnest(t_rank) as rank
        ) t;

        insert into log.event (workspace_id, position, stream_id, version, recorded_at, entry, sealed)
        select w_id[c_workspace[e.command]], bases[c_workspace[e.command]] + e.rank, e.stream, e.version,
            e.recorded_at, e.entry, e.sealed
        from (
            select unnest(e_command) as command, unnest(e_rank) as rank, unnest(e_stream) as stream,
                unnest(e_version) as version, unnest(e_recorded_at) as recorded_at, unnest(e_entry) as entry,
                unnest(e_sealed) as sealed
        ) e;

        if cardinality(r_key) > 0 then
            delete from log.claim c using unnest(r_command, r_key) as r (command, key)
            where c.workspace_id = w_id[c_workspace[r.command]] and c.key = r.key;
        end if;
        if cardinality(k_subject) > 0 then
            insert into vault.key (workspace_id, subject, wrapped)
            select w_id[c_workspace[k.command]], k.subject, k.wrapped
            from unnest(k_command, k_subject, k_wrapped) as k (command, subject, wrapped);
        end if;
    exception when unique_violation then
        -- Back to where the logs end: what follows places anew what it can append.
        update log.head h set next_position = h.next_position - grown.events
        from (
            select w_id[c.workspace] as id, sum(c.last - c.first + 1) as events
            from unnest(c_workspace, c_first, c_last) as c (workspace, first, last) group by 1
        ) grown
        where h.workspace_id = grown.id;
        -- What guards and limits refuse is told; what they do not is sent again without it.
        if fulls is not null or exists (
            select from unnest(g_command, g_stream, g_version) as g (command, stream, version)
            join log.event v on v.workspace_id = w_id[c_workspace[g.command]] and v.stream_id = g.stream
                and v.version = g.version + 1
        ) then
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
                select distinct on (l_command[f.ordinal]) l_command[f.ordinal] as command, l_first[f.ordinal] as first,
                    f.claims
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
            return;
        end if;
        return query select * from log.append(
            array(select w_id[w] from unnest(c_workspace) with ordinality as c (w, ordinal) order by c.ordinal),
            c_id, c_fingerprint, c_receipt, e_command, e_stream, e_version, e_recorded_at, e_entry, e_sealed,
            t_command, t_event, t_key, r_command, r_key, k_command, k_subject, k_wrapped);
        return;
    end;

    return query
    select w.number::integer, 9, w.base, null::bigint, null::bytea, null::text, null::bigint, null::bytea
    from unnest(bases) with ordinality as w (base, number);

    -- A hint that there is more to read; nobody relies on it. Equal ones of a transaction are sent once.
    perform pg_notify('carelog_log', '');
end
$$;
reset role;
