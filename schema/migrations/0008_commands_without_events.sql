-- A command that found nothing to change is recorded as well, without events: a late copy of it, that comes when things have
-- changed, must find that it was done. Its first position is where the log ended, and its last one before that.
--
-- log.append_batch does so as it is. log.append, which judges what that one could not write, took the positions of a
-- command from its events alone; the rest of it is as it was.
set role carelog_owner;

create or replace function log.append(
    p_workspace uuid[], p_command uuid[], p_fingerprint bytea[], p_receipt bytea[],
    e_command integer[], e_stream text[], e_version integer[], e_recorded_at timestamptz[], e_entry bytea[],
    e_sealed bytea[],
    t_command integer[], t_event integer[], t_key bytea[],
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
as $$
begin
    -- In the order of ids, so that two batches over the same workspaces cannot deadlock. A later statement of this
    -- function sees everything that was committed before the locks were had.
    perform 1 from log.head h where h.workspace_id = any (p_workspace) order by h.workspace_id for update;

    return query
    with event_input as materialized (
        select e.command, e.stream, e.version, e.recorded_at, e.entry, e.sealed, e.ordinal::integer as ordinal
        from unnest(e_command, e_stream, e_version, e_recorded_at, e_entry, e_sealed)
            with ordinality as e (command, stream, version, recorded_at, entry, sealed, ordinal)
    ),
    stale as (
        select distinct on (f.command) f.command, f.stream, actual.version
        from (select e.command, e.stream, min(e.version) as version from event_input e group by 1, 2) f
        cross join lateral (
            select coalesce(max(v.version), 0) as version from log.event v
            where v.workspace_id = p_workspace[f.command] and v.stream_id = f.stream
        ) actual
        where actual.version <> f.version - 1
        order by f.command, f.stream
    ),
    taken as (
        select distinct on (t.command) t.command, t.key, holder.stream_id, holder.position
        from unnest(t_command, t_key) with ordinality as t (command, key, ordinal)
        cross join lateral (
            select c.stream_id, c.position from log.claim c
            where c.workspace_id = p_workspace[t.command] and c.key = t.key limit 1
        ) holder
        order by t.command, t.ordinal
    ),
    judged as materialized (
        select i.command::integer as command, i.workspace_id, i.command_id, i.fingerprint, i.receipt, h.next_position,
            known.first_position as known_first, known.last_position as known_last, known.receipt as known_receipt,
            s.stream as stale_stream, s.version as stale_version,
            t.key as taken_key, t.stream_id as taken_stream, t.position as taken_position,
            case
                when h.next_position is null then 6
                when known.fingerprint = i.fingerprint then 2
                when known.fingerprint is not null then 3
                when t.key is not null then 5
                when s.stream is not null then 4
                else 1
            end as outcome
        from unnest(p_workspace, p_command, p_fingerprint, p_receipt)
            with ordinality as i (workspace_id, command_id, fingerprint, receipt, command)
        left join log.head h on h.workspace_id = i.workspace_id
        left join lateral (
            select c.fingerprint, c.first_position, c.last_position, c.receipt from log.command c
            where c.workspace_id = i.workspace_id and c.command_id = i.command_id limit 1
        ) known on true
        left join stale s on s.command = i.command
        left join taken t on t.command = i.command
    ),
    placed as materialized (
        select e.*, j.workspace_id,
            j.next_position + row_number() over (partition by j.workspace_id order by e.ordinal) - 1 as position
        from event_input e
        join judged j on j.command = e.command
        where j.outcome = 1
    ),
    spans as materialized (
        select p.command, min(p.position) as first_position, max(p.position) as last_position from placed p group by 1
    ),
    recorded as materialized (
        select j.command, j.workspace_id, j.command_id, j.fingerprint, j.receipt,
            coalesce(s.first_position, e.next_position) as first_position,
            coalesce(s.last_position, e.next_position - 1) as last_position
        from judged j
        left join spans s on s.command = j.command
        -- Where the log ends for a command without events: behind those of the batch that come before it.
        cross join lateral (
            select case when s.command is null then j.next_position + (
                select count(*) from placed p where p.workspace_id = j.workspace_id and p.command < j.command
            ) end as next_position
        ) e
        where j.outcome = 1
    ),
    events as (
        insert into log.event (workspace_id, position, stream_id, version, recorded_at, entry, sealed)
        select p.workspace_id, p.position, p.stream, p.version, p.recorded_at, p.entry, p.sealed from placed p
    ),
    commands as (
        insert into log.command (workspace_id, command_id, fingerprint, first_position, last_position, receipt)
        select r.workspace_id, r.command_id, r.fingerprint, r.first_position, r.last_position, r.receipt from recorded r
    ),
    takes as (
        insert into log.claim (workspace_id, key, stream_id, position)
        select p.workspace_id, t.key, p.stream, p.position
        from unnest(t_event, t_key) as t (event, key)
        join placed p on p.ordinal = t.event
    ),
    releases as (
        delete from log.claim c
        using unnest(r_command, r_key) as r (command, key)
        join judged j on j.command = r.command and j.outcome = 1
        where c.workspace_id = j.workspace_id and c.key = r.key
    ),
    keys as (
        insert into vault.key (workspace_id, subject, wrapped)
        select j.workspace_id, k.subject, k.wrapped
        from unnest(k_command, k_subject, k_wrapped) as k (command, subject, wrapped)
        join judged j on j.command = k.command and j.outcome = 1
    ),
    heads as (
        update log.head h set next_position = h.next_position + grown.events
        from (select p.workspace_id, count(*) as events from placed p group by 1) grown
        where h.workspace_id = grown.workspace_id
    )
    select j.command, j.outcome,
        coalesce(r.first_position, j.known_first), coalesce(r.last_position, j.known_last), j.known_receipt,
        case j.outcome when 4 then j.stale_stream when 5 then j.taken_stream end,
        case j.outcome when 4 then j.stale_version::bigint when 5 then j.taken_position end,
        case j.outcome when 5 then j.taken_key end
    from judged j
    left join recorded r on r.command = j.command
    order by j.command;

    -- A hint that there is more to read; nobody relies on it. Equal ones of a transaction are sent once.
    perform pg_notify('carelog_log', '');
end
$$;


reset role;
