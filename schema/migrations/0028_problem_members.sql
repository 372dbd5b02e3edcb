-- From which problems tickets were taken, and unresolved tickets by their ids: what is of a problem by its cause is found
-- without whatever was resolved before.
set role carelog_owner;

create function projection.shape_0028(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format('alter table %I.ticket_detail add column left_problems uuid[] not null default ''{}''', p_view);
    execute format($ddl$
        create index ticket_unresolved on %I.ticket (workspace_id, ticket_id)
            where queue <> 'resolved' and queue <> 'spam' and queue <> 'merged'
    $ddl$, p_view);
    -- For what is part of another the other is told: the few that are merged are found by what they are of.
    execute format($ddl$
        create index ticket_detail_merged on %I.ticket_detail (workspace_id, problem, cause, product)
            where merged_into is not null
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0028 from public;

-- What is being built is begun anew. What is live gets what the log said before its checkpoint: of each ticket and problem
-- the last word counts. Before a workspace had problems there is nothing to look for.
do $$
declare
    live integer;
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select generation into live from projection.generation where state = 'live';
    view := 'view_' || live;
    perform projection.shape_0028(view);
    execute format($fill$
        with said as (
            select distinct on (e.workspace_id, e.stream_id, d.problem)
                e.workspace_id, substr(e.stream_id, 8)::uuid as ticket_id, d.problem, d.type, e.position
            from (select workspace_id, min(opened_position) as position from %1$I.problem group by workspace_id) f
            join projection.checkpoint c on c.generation = %2$s and c.workspace_id = f.workspace_id
            join log.event e on e.workspace_id = f.workspace_id and e.position > f.position and e.position <= c.position
                and e.stream_id like 'ticket/%%'
                and (position('"type":"ticket.unlinked"'::bytea in e.entry) > 0
                    or position('"type":"ticket.linked"'::bytea in e.entry) > 0)
            cross join lateral (
                select (j -> 'data' ->> 'problem')::uuid as problem, j ->> 'type' as type
                from (select convert_from(e.entry, 'UTF8')::jsonb as j) s
            ) d
            order by e.workspace_id, e.stream_id, d.problem, e.position desc
        ), gone as (
            select workspace_id, ticket_id, array_agg(problem order by problem) as problems, max(position) as position
            from said where type = 'ticket.unlinked' group by workspace_id, ticket_id
        ), written as (
            insert into %1$I.ticket_detail (workspace_id, ticket_id, position, revisions, left_problems)
            select workspace_id, ticket_id, position, 0, problems from gone
            on conflict (workspace_id, ticket_id) do update set
                position = greatest(ticket_detail.position, excluded.position), left_problems = excluded.left_problems
            returning workspace_id, ticket_id, position
        )
        update %1$I.ticket t set detail = w.position
        from written w where t.workspace_id = w.workspace_id and t.ticket_id = w.ticket_id
    $fill$, view, live);
    -- As it is by itself, of one that is merged with others.
    execute format($fill$
        update %1$I.ticket_part p set detail = d.position
        from %1$I.ticket_detail d
        where d.workspace_id = p.workspace_id and d.ticket_id = p.ticket_id and p.detail is distinct from d.position
    $fill$, view);
end
$$;
reset role;
