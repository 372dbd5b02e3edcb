-- What log.append_batch does, in another order: the rows are written first and the head is locked last, so that two batches
-- of one log can be written at the same time and only their commits stand in a row. Who sends it says in w_base where the
-- log will end by then, because it knows the batch before. If the log ends anywhere else, all of it is taken back and done
-- again by log.append_batch. So it is as if it had been done behind the lock: nothing was appended between the batch before
-- and this one, and the sender sees to it that the two have no command, stream or claim in common. What releases claims is
-- done by log.append_batch: a claim that is missing makes no noise.
--
-- Rows are written while others may hold the head, so two transactions can wait for each other: one here for the head, the
-- other behind the head for a key that was written here, be it only a position, if another server came between. Hence the
-- limit: whoever waits here for longer lets go of everything and begins anew, head first. It is well below deadlock_timeout.
--
-- outcome 10 says what 9 says, and that the rows were not written twice: otherwise the sender had better not go ahead.
set role carelog_owner;

create function log.append_ahead(
    w_id uuid[],
    c_workspace integer[], c_id uuid[], c_fingerprint bytea[], c_receipt bytea[], c_first integer[], c_last integer[],
    e_command integer[], e_rank integer[], e_stream text[], e_version integer[], e_recorded_at timestamptz[],
    e_entry bytea[], e_sealed bytea[],
    s_workspace integer[], s_stream text[], s_version integer[],
    t_command integer[], t_event integer[], t_rank integer[], t_stream text[], t_key bytea[],
    r_command integer[], r_key bytea[],
    k_command integer[], k_subject uuid[], k_wrapped bytea[],
    -- Where the only log of w_id is to end.
    w_base bigint
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
set lock_timeout = '100ms'
as $$
declare
    standing bigint;
    base bigint;
begin
    begin
        -- Until it is through, whoever is to come right behind waits below: it may be faster with its rows.
        perform pg_advisory_xact_lock(uuid_hash(w_id[1]), (w_base + cardinality(e_command))::bit(32)::integer);

        if cardinality(r_key) > 0 then
            raise unique_violation;
        end if;
        -- As in log.append_batch: what is there stays there.
        if cardinality(s_stream) > 0 then
            select count(*) into standing
            from (select unnest(s_stream) as stream, unnest(s_version) as version) s
            join log.event v on v.workspace_id = w_id[1] and v.stream_id = s.stream and v.version = s.version;
            if standing <> cardinality(s_stream) then
                raise unique_violation;
            end if;
        end if;

        insert into log.command (workspace_id, command_id, fingerprint, first_position, last_position, receipt)
        select w_id[1], c.id, c.fingerprint, w_base + c.first, w_base + c.last, c.receipt
        from (
            select unnest(c_id) as id, unnest(c_fingerprint) as fingerprint, unnest(c_first) as first,
                unnest(c_last) as last, unnest(c_receipt) as receipt
        ) c;

        insert into log.claim (workspace_id, key, stream_id, position)
        select w_id[1], t.key, t.stream, w_base + t.rank
        from (select unnest(t_key) as key, unnest(t_stream) as stream, unnest(t_rank) as rank) t;

        insert into log.event (workspace_id, position, stream_id, version, recorded_at, entry, sealed)
        select w_id[1], w_base + e.rank, e.stream, e.version, e.recorded_at, e.entry, e.sealed
        from (
            select unnest(e_rank) as rank, unnest(e_stream) as stream, unnest(e_version) as version,
                unnest(e_recorded_at) as recorded_at, unnest(e_entry) as entry, unnest(e_sealed) as sealed
        ) e;

        if cardinality(k_subject) > 0 then
            insert into vault.key (workspace_id, subject, wrapped)
            select w_id[1], k.subject, k.wrapped from unnest(k_subject, k_wrapped) as k (subject, wrapped);
        end if;

        perform pg_advisory_xact_lock_shared(uuid_hash(w_id[1]), w_base::bit(32)::integer);
        -- Waits for the batch before, and sees what it left. A condition on next_position would not wait.
        update log.head h set next_position = h.next_position + cardinality(e_command)
        where h.workspace_id = w_id[1]
        returning h.next_position - cardinality(e_command) into base;
        if base is distinct from w_base then
            raise unique_violation;
        end if;
    exception when unique_violation or lock_not_available or deadlock_detected then
        -- Head first, with the patience of any other session.
        perform set_config('lock_timeout', '10s', true);
        return query select * from log.append_batch(
            w_id, c_workspace, c_id, c_fingerprint, c_receipt, c_first, c_last, e_command, e_rank, e_stream, e_version,
            e_recorded_at, e_entry, e_sealed, s_workspace, s_stream, s_version, t_command, t_event, t_rank, t_stream, t_key,
            r_command, r_key, k_command, k_subject, k_wrapped);
        return;
    end;

    return query select 1, 10, w_base, null::bigint, null::bytea, null::text, null::bigint, null::bytea;

    -- A hint that there is more to read; nobody relies on it. Equal ones of a transaction are sent once.
    perform pg_notify('carelog_log', '');
end
$$;

revoke all on function log.append_ahead from public;
grant execute on function log.append_ahead to carelog_service;
reset role;
