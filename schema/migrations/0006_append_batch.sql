-- Appending many commands at once, nearly always without asking first.
--
-- A batch that nothing stands against is the rule: its commands are new, its claims free, its streams where they were
-- believed to be. So it is written as if that were so, and the unique indexes are the judges; only when one of them
-- objects is the batch taken back and judged command by command, by log.append.

set role carelog_owner;

-- A batch of commands, in the order in which they were decided, each all or none. What is said of a command, an event, ...
-- stands at the same index of parallel arrays.
--
-- w_id: the workspaces, each once.
-- c_…: the commands: the number of the workspace, id, SHA-256 of what was asked, receipt, and the ranks of the first
--      and the last event.
-- e_…: the events: number of the command (1 is the first), rank among the batch's events of the workspace (0 is the
--      first), and the columns of log.event.
-- s_…: streams that have events already: number of the workspace, name, and the version that must be their last.
-- t_…: claims taken: number of the command, number of the event that takes it (1 is the first of all), its rank and
--      stream, and the key.
-- r_…: claims released; k_…: new people's wrapped keys; both with the number of the command.
--
-- Answers a row for each command, as log.append does. Two commands of a batch must not touch the same stream, claim or
-- command id.
create function log.append_batch(
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
    -- Where each workspace's log ends, in the order of w_id.
    bases bigint[];
    standing bigint;
begin
    -- In the order of ids, so that two batches over the same workspaces cannot deadlock. Later statements of this
    -- function see everything that was committed before the locks were had.
    perform 1 from log.head h where h.workspace_id = any (w_id) order by h.workspace_id for update;
    select array_agg(h.next_position order by w.ordinal) into bases
    from unnest(w_id) with ordinality as w (id, ordinal) join log.head h on h.workspace_id = w.id;

    begin
        if cardinality(s_stream) > 0 then
            select count(*) into standing
            from unnest(s_workspace, s_stream, s_version) as s (workspace, stream, version)
            cross join lateral (
                select v.version from log.event v
                where v.workspace_id = w_id[s.workspace] and v.stream_id = s.stream
                order by v.version desc limit 1
            ) last
            where last.version = s.version;
        end if;
        if cardinality(bases) is distinct from cardinality(w_id) or standing <> cardinality(s_stream) then
            raise unique_violation;
        end if;

        insert into log.command (workspace_id, command_id, fingerprint, first_position, last_position, receipt)
        select w_id[c.workspace], c.id, c.fingerprint, bases[c.workspace] + c.first, bases[c.workspace] + c.last,
            c.receipt
        from unnest(c_workspace, c_id, c_fingerprint, c_first, c_last, c_receipt)
            as c (workspace, id, fingerprint, first, last, receipt);

        insert into log.claim (workspace_id, key, stream_id, position)
        select w_id[c_workspace[t.command]], t.key, t.stream, bases[c_workspace[t.command]] + t.rank
        from unnest(t_command, t_key, t_stream, t_rank) as t (command, key, stream, rank);

        insert into log.event (workspace_id, position, stream_id, version, recorded_at, entry, sealed)
        select w_id[c_workspace[e.command]], bases[c_workspace[e.command]] + e.rank, e.stream, e.version,
            e.recorded_at, e.entry, e.sealed
        from unnest(e_command, e_rank, e_stream, e_version, e_recorded_at, e_entry, e_sealed)
            as e (command, rank, stream, version, recorded_at, entry, sealed);

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
        return query select * from log.append(
            array(select w_id[w] from unnest(c_workspace) with ordinality as c (w, ordinal) order by c.ordinal),
            c_id, c_fingerprint, c_receipt, e_command, e_stream, e_version, e_recorded_at, e_entry, e_sealed,
            t_command, t_event, t_key, r_command, r_key, k_command, k_subject, k_wrapped);
        return;
    end;

    -- Outside of the block above: a row locked by one and changed by the other would need a multixact.
    update log.head h set next_position = h.next_position + grown.events
    from (
        select w_id[c.workspace] as id, sum(c.last - c.first + 1) as events
        from unnest(c_workspace, c_first, c_last) as c (workspace, first, last) group by 1
    ) grown
    where h.workspace_id = grown.id;

    return query
    select c.number::integer, 1, bases[c.workspace] + c.first, bases[c.workspace] + c.last,
        null::bytea, null::text, null::bigint, null::bytea
    from unnest(c_workspace, c_first, c_last) with ordinality as c (workspace, first, last, number);

    -- A hint that there is more to read; nobody relies on it. Equal ones of a transaction are sent once.
    perform pg_notify('carelog_log', '');
end
$$;

revoke all on function log.append_batch from public;
grant execute on function log.append_batch to carelog_service;
reset role;
