-- Claims follow from the log. Should they ever not be what it says (servers of a version that knew fewer kinds of them have
-- written to it, or somebody mended a database by hand), an operator has them put right: `carelog claims rebuild`.
--
-- Under the head's lock nobody appends, and a claim changes only together with an event of its stream. So what was found wrong
-- of a stream as of some moment is still wrong if the stream has not moved since; what has moved is left for the next look.
--
-- d_*: claims to let go: the key, and the stream that has it; t_*: claims to take: the key, the stream and the event they lead
-- to. p_next: everything was found before this position. Answers how many of both were done.
set role carelog_owner;

create function log.repair_claims(
    w_id uuid, p_next bigint, d_key bytea[], d_stream text[], t_key bytea[], t_stream text[], t_position bigint[]
)
returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gone bigint;
    taken bigint;
begin
    perform 1 from log.head h where h.workspace_id = w_id for update;

    delete from log.claim c using unnest(d_key, d_stream) as d (key, stream)
    where c.workspace_id = w_id and c.key = d.key and c.stream_id = d.stream
        and not exists (
            select from log.event e
            where e.workspace_id = w_id and e.stream_id = d.stream and e.position >= p_next
        );
    get diagnostics gone = row_count;

    insert into log.claim (workspace_id, key, stream_id, position)
    select w_id, t.key, e.stream_id, e.position
    from unnest(t_key, t_stream, t_position) as t (key, stream, position)
    join log.event e on e.workspace_id = w_id and e.position = t.position and e.stream_id = t.stream
    where not exists (
        select from log.event later
        where later.workspace_id = w_id and later.stream_id = t.stream and later.position >= p_next
    )
    on conflict do nothing;
    get diagnostics taken = row_count;
    return gone + taken;
end
$$;

revoke all on function log.repair_claims from public;
grant execute on function log.repair_claims to carelog_service;
reset role;
