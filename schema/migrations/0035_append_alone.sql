-- What log.append_batch does, for one command of one log that releases nothing and is guarded by nothing: single rows take
-- PostgreSQL less time than sets of one row. And it does not notify: PostgreSQL wakes whoever listens before it answers who
-- commits, and on an idle machine the answer is what somebody waits for. The hint, a transaction of its own that has nothing
-- to flush, is sent by who was answered, afterwards; if that is lost, other servers find what is new when they look for
-- themselves.
--
-- Outcome 9 says that it was appended, from first_position on; if anything is against it, log.append judges, answers and
-- notifies.
set role carelog_owner;

create function log.append_alone(
    w_id uuid,
    c_id uuid, c_fingerprint bytea, c_receipt bytea,
    e_stream text[], e_version integer[], e_recorded_at timestamptz[], e_entry bytea[], e_sealed bytea[],
    -- The last versions of streams that have events.
    s_stream text[], s_version integer[],
    -- The number of an event, counted from 1, for each key.
    t_event integer[], t_key bytea[],
    k_subject uuid[], k_wrapped bytea[]
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
    base bigint;
begin
    -- Outside of the block below, as in log.append_batch: whatever becomes of it, the head stays locked until the end.
    update log.head h set next_position = h.next_position + cardinality(e_entry)
    where h.workspace_id = w_id
    returning h.next_position - cardinality(e_entry) into base;

    begin
        if base is null then
            raise unique_violation;
        end if;
        for s in 1..cardinality(s_stream) loop
            perform from log.event v
            where v.workspace_id = w_id and v.stream_id = s_stream[s] and v.version = s_version[s];
            if not found then
                raise unique_violation;
            end if;
        end loop;

        insert into log.command (workspace_id, command_id, fingerprint, first_position, last_position, receipt)
        values (w_id, c_id, c_fingerprint, base, base + cardinality(e_entry) - 1, c_receipt);

        for t in 1..cardinality(t_key) loop
            insert into log.claim (workspace_id, key, stream_id, position)
            values (w_id, t_key[t], e_stream[t_event[t]], base + t_event[t] - 1);
        end loop;

        for e in 1..cardinality(e_entry) loop
            insert into log.event (workspace_id, position, stream_id, version, recorded_at, entry, sealed)
            values (w_id, base + e - 1, e_stream[e], e_version[e], e_recorded_at[e], e_entry[e], e_sealed[e]);
        end loop;

        for k in 1..cardinality(k_subject) loop
            insert into vault.key (workspace_id, subject, wrapped) values (w_id, k_subject[k], k_wrapped[k]);
        end loop;
    exception when unique_violation then
        -- Back to where the log ends: what follows places anew what it can append.
        update log.head h set next_position = base where h.workspace_id = w_id and base is not null;
        return query select * from log.append(
            array[w_id], array[c_id], array[c_fingerprint], array[c_receipt],
            array_fill(1, array[cardinality(e_entry)]), e_stream, e_version, e_recorded_at, e_entry, e_sealed,
            array_fill(1, array[cardinality(t_key)]), t_event, t_key, '{}', '{}',
            array_fill(1, array[cardinality(k_subject)]), k_subject, k_wrapped);
        return;
    end;

    return query select 1, 9, base, null::bigint, null::bytea, null::text, null::bigint, null::bytea;
end
$$;

revoke all on function log.append_alone from public;
grant execute on function log.append_alone to carelog_service;
reset role;
