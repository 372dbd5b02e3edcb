-- Claims are put right one by one: a claim that leads elsewhere is let go only where the right one can be taken in its place, or
-- it would be nobody's until the next look. What `log.repair_claims` does is left for nobody.
--
-- Under the head's lock nobody appends, and a claim changes only together with an event. So what was found wrong of a stream as of
-- some moment is still wrong if the stream has not moved since; what has moved is left for the next look. Two kinds are surer, or
-- less sure: an event that claims something for good does so wherever its stream goes; and who holds a ticket that is merged with
-- others depends on the streams of all of them: should one of those have moved, the next look puts right what this one did.
--
-- Of each claim: its key; d_stream, whose it is and shall not be, or null; t_stream and t_position, the event that it shall lead
-- to, or null; whether that claims it for good. p_next: everything was found before this position. Answers how many were let go
-- and taken.
set role carelog_owner;

drop function log.repair_claims(uuid, bigint, bytea[], text[], bytea[], text[], bigint[]);

create function log.mend_claims(
    w_id uuid, p_next bigint, keys bytea[], d_stream text[], t_stream text[], t_position bigint[], t_lasting boolean[]
)
returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    fit integer[];
    gone bigint;
    taken bigint;
begin
    perform 1 from log.head h where h.workspace_id = w_id for update;

    with moved as materialized (
        select distinct s.stream
        from (select unnest(d_stream) as stream union select unnest(t_stream)) s
        where s.stream is not null and exists (
            select from log.event e
            where e.workspace_id = w_id and e.stream_id = s.stream and e.position >= p_next
        )
    )
    select array_agg(m.number::integer) into fit
    from unnest(d_stream, t_stream, t_lasting) with ordinality as m (d_stream, t_stream, is_lasting, number)
    where (m.d_stream is null or m.d_stream not in (select stream from moved))
        and (m.t_stream is null or m.is_lasting or m.t_stream not in (select stream from moved));

    delete from log.claim c
    using unnest(keys, d_stream) with ordinality as d (key, stream, number)
    where d.number = any (fit) and c.workspace_id = w_id and c.key = d.key and c.stream_id = d.stream;
    get diagnostics gone = row_count;

    insert into log.claim (workspace_id, key, stream_id, position)
    select w_id, t.key, e.stream_id, e.position
    from unnest(keys, t_stream, t_position) with ordinality as t (key, stream, position, number)
    join log.event e on e.workspace_id = w_id and e.position = t.position and e.stream_id = t.stream
    where t.number = any (fit)
    on conflict do nothing;
    get diagnostics taken = row_count;
    return gone + taken;
end
$$;

revoke all on function log.mend_claims from public;
grant execute on function log.mend_claims to carelog_service;
reset role;
