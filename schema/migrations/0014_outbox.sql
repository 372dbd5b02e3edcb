-- What is to reach customers and is not with their networks yet: a table beside the tickets, with a row only where there is
-- something to do.
set role carelog_owner;

create function projection.shape_0014(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format($ddl$
        create table %1$I.outbox (
            workspace_id uuid not null,
            -- ids begin with the time at which they were made: in their order the oldest reply is first
            reply_id uuid not null,
            ticket_id uuid not null,
            channel text collate "C" not null,
            -- requested, attempted, failed or unknown
            delivery text collate "C" not null,
            attempt bigint not null,
            -- of the event that said so last
            position bigint not null,
            primary key (workspace_id, reply_id)
        ) with (fillfactor = 80);
        grant select, insert, update, delete on %1$I.outbox to carelog_service;
        grant select on %1$I.outbox to carelog_auditor;
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0014 from public;

-- What is being built is begun anew; what is live gets the table where it stands, with what its logs have so far.
do $$
declare
    number integer;
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select generation into number from projection.generation where state = 'live';
    view := 'view_' || number;
    perform projection.shape_0014(view);
    -- A quotation mark within a text is escaped: these bytes are never part of one.
    execute format($dml$
        insert into %1$I.outbox (workspace_id, reply_id, ticket_id, channel, delivery, attempt, position)
        select last.workspace_id, last.reply_id, t.ticket_id, t.channel, d.delivery, last.attempt, last.position
        from (
            select distinct on (e.workspace_id, d.reply_id)
                e.workspace_id, d.reply_id, e.stream_id, e.position, d.attempt, d.type
            from log.event e
            join projection.checkpoint c on c.generation = $1 and c.workspace_id = e.workspace_id
                and e.position <= c.position
            cross join lateral (
                select (entry -> 'data' ->> 'reply')::uuid as reply_id, entry ->> 'type' as type,
                    coalesce((entry -> 'data' ->> 'attempt')::bigint, 1) as attempt
                from (select convert_from(e.entry, 'UTF8')::jsonb as entry) parsed
            ) d
            where position('"type":"reply.'::bytea in e.entry) > 0
                and d.type not in ('reply.drafted', 'reply.rejected', 'reply.lapsed')
            order by e.workspace_id, d.reply_id, e.position desc
        ) last
        join (values
            ('reply.sent', 'requested'), ('reply.approved', 'requested'), ('reply.retried', 'requested'),
            ('reply.attempted', 'attempted'), ('reply.failed', 'failed'), ('reply.lost', 'unknown')
        ) d (type, delivery) on d.type = last.type
        join %1$I.ticket t on t.workspace_id = last.workspace_id and t.ticket_id = substr(last.stream_id, 8)::uuid
    $dml$, view) using number;
end
$$;
reset role;
