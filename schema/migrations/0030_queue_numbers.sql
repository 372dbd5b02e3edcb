-- Indexes of tickets that are cheaper to make and to keep: queues are numbers, and channels stand in them as hashes. All rows
-- of an index are a workspace's at first, so that sorting them compares every column; a text costs most, and what comes
-- behind it is found more slowly.
set role carelog_owner;

create function projection.shape_0030(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    name text;
begin
    -- Those that name queues as texts; `index_generation` makes them anew.
    execute format(
        'drop index if exists %1$I.ticket_waiting, %1$I.ticket_recent, %1$I.ticket_channel_waiting, %1$I.ticket_channel_recent,
        %1$I.ticket_mine_waiting, %1$I.ticket_mine_recent, %1$I.ticket_unresolved, %1$I.ticket_filter_waiting,
        %1$I.ticket_filter_recent', p_view);
    -- unassigned 0, assigned 1, pending 2, snoozed 3, resolved 4, spam 5, merged 6
    foreach name in array array['ticket', 'ticket_filter', 'ticket_part'] loop
        execute format($ddl$
            alter table %I.%I alter column queue type integer using array_position(
                array['unassigned', 'assigned', 'pending', 'snoozed', 'resolved', 'spam', 'merged'], queue) - 1
        $ddl$, p_view, name);
    end loop;
end
$$;
revoke all on function projection.shape_0030 from public;

-- Each view of the inbox is one queue or several: a scan of an index for each, merged. Made when the bulk of a generation is
-- there, by as many sessions as `p_parts` says, of which each makes its part.
create or replace function projection.index_generation(p_generation integer, p_part integer, p_parts integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB'
    set max_parallel_maintenance_workers = 0 as $$
declare
    view text := 'view_' || p_generation;
    index record;
begin
    for index in select * from (values
        (0, 'ticket', 'ticket_waiting', '(workspace_id, queue, waiting_since, ticket_id)'),
        (1, 'ticket', 'ticket_recent', '(workspace_id, queue, last_at, ticket_id)'),
        -- Two channels of one hash are told apart by looking at their tickets.
        (2, 'ticket', 'ticket_channel_waiting',
            '(workspace_id, hashtextextended(channel, 0), queue, waiting_since, ticket_id)'),
        (3, 'ticket', 'ticket_channel_recent',
            '(workspace_id, hashtextextended(channel, 0), queue, last_at, ticket_id)'),
        (4, 'ticket', 'ticket_mine_waiting', '(workspace_id, assignee, waiting_since, ticket_id)
            where assignee is not null and queue < 4'),
        (5, 'ticket', 'ticket_mine_recent', '(workspace_id, assignee, last_at, ticket_id)
            where assignee is not null and queue < 4'),
        (6, 'ticket', 'ticket_customer', '(workspace_id, customer_id)'),
        (7, 'ticket', 'ticket_unresolved', '(workspace_id, ticket_id) where queue < 4'),
        (8, 'ticket_filter', 'ticket_filter_waiting', '(workspace_id, filter, queue, waiting_since, ticket_id)'),
        (9, 'ticket_filter', 'ticket_filter_recent', '(workspace_id, filter, queue, last_at, ticket_id)'),
        (10, 'ticket', 'ticket_snoozed', '(snoozed_until) where snoozed_until is not null')
    ) i (number, relation, name, columns) where i.number % p_parts = p_part loop
        execute format('create index if not exists %I on %I.%I %s', index.name, view, index.relation, index.columns);
    end loop;
end
$$;

-- What is being built is begun anew; what is live is brought into the new shape where it stands.
do $$
declare
    live integer;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select generation into live from projection.generation where state = 'live';
    perform projection.shape_0030('view_' || live);
    perform projection.index_generation(live, 0, 1);
    perform projection.analyze_generation(live);
end
$$;
reset role;
