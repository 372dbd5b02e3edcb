-- Which drafts wait for a person: a table beside the tickets, with a row only where there is one.
set role carelog_owner;

-- One that waits; what it says is sealed at its position.
create function projection.shape_0013(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format($ddl$
        create table %1$I.draft (
            workspace_id uuid not null,
            -- ids begin with the time at which they were made: in their order the oldest draft is first
            reply_id uuid not null,
            ticket_id uuid not null,
            position bigint not null,
            primary key (workspace_id, reply_id)
        );
        grant select, insert, update, delete on %1$I.draft to carelog_service;
        grant select on %1$I.draft to carelog_auditor;
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0013 from public;

-- What is being built is begun anew; what is live gets the table where it stands, with what its logs have so far.
do $$
declare
    number integer;
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select generation into number from projection.generation where state = 'live';
    view := 'view_' || number;
    perform projection.shape_0013(view);
    -- A quotation mark within a text is escaped: these bytes are never part of one.
    execute format($dml$
        insert into %I.draft (workspace_id, reply_id, ticket_id, position)
        select workspace_id, reply_id, substr(stream_id, 8)::uuid, position
        from (
            select distinct on (e.workspace_id, d.reply_id) e.workspace_id, d.reply_id, e.stream_id, e.position, d.type
            from log.event e
            join projection.checkpoint c on c.generation = $1 and c.workspace_id = e.workspace_id
                and e.position <= c.position
            cross join lateral (
                select (entry -> 'data' ->> 'reply')::uuid as reply_id, entry ->> 'type' as type
                from (select convert_from(e.entry, 'UTF8')::jsonb as entry) parsed
            ) d
            where position('"type":"reply.drafted"'::bytea in e.entry) > 0
                or position('"type":"reply.approved"'::bytea in e.entry) > 0
            order by e.workspace_id, d.reply_id, e.position desc
        ) last
        where type = 'reply.drafted'
    $dml$, view) using number;
end
$$;
reset role;
