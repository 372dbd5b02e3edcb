-- The two largest indexes of tickets, by channel, are a third smaller and cheaper to make and to keep: workspace, queue and
-- channel stand in them as one number. All rows of an index had begun with the same workspace, so that finding a place in it
-- compared every column.
set role carelog_owner;

create or replace function projection.index_generation(p_generation integer, p_part integer, p_parts integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB'
    set max_parallel_maintenance_workers = 0 as $$
declare
    view text := 'view_' || p_generation;
    index record;
begin
    for index in select * from (values
        -- Two stretches of one number are told apart by looking at their tickets.
        (0, 'ticket', 'ticket_channel_waiting',
            '(hashtextextended(channel, uuid_hash_extended(workspace_id, queue)), waiting_since, ticket_id)'),
        (1, 'ticket', 'ticket_channel_recent',
            '(hashtextextended(channel, uuid_hash_extended(workspace_id, queue)), last_at, ticket_id)'),
        (2, 'ticket', 'ticket_waiting', '(workspace_id, queue, waiting_since, ticket_id)'),
        (3, 'ticket', 'ticket_recent', '(workspace_id, queue, last_at, ticket_id)'),
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
    execute format('drop index if exists %1$I.ticket_channel_waiting, %1$I.ticket_channel_recent', 'view_' || live);
    perform projection.index_generation(live, 0, 1);
    -- Of what an index computes there are statistics, too.
    execute format('analyze %I.ticket', 'view_' || live);
end
$$;
reset role;
