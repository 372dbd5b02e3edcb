-- Views that are cheaper to keep and to build. A ticket says in one word in which queue it waits; a timeline has a row for
-- what one batch brought a customer, not one for each event; indexes that only readers need are made when a generation is
-- complete, in one sweep.
set role carelog_owner;

-- The positions of a customer's events, some of them to a row, ascending; rows of one customer do not overlap.
create function projection.create_timeline(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format($ddl$
        create table %I.timeline (
            workspace_id uuid not null,
            customer_id uuid not null,
            first_position bigint not null,
            positions bigint[] not null,
            primary key (workspace_id, customer_id, first_position)
        )
    $ddl$, p_view);
end
$$;

-- Where tickets are found by tag and by team: a row for each combination of tag, team and channel that a ticket has, but
-- none for its channel alone. The filter reads `tag=...`, `team=...` and `channel=...` in this order, between them U+001F.
create function projection.create_ticket_filter(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format($ddl$
        create table %I.ticket_filter (
            workspace_id uuid not null,
            ticket_id uuid not null,
            filter text collate "C" not null,
            -- as the ticket has them
            queue text collate "C" not null,
            waiting_since timestamptz not null,
            last_at timestamptz not null,
            primary key (workspace_id, ticket_id, filter)
        )
    $ddl$, p_view);
end
$$;

-- The tables of a new generation with the keys that folding needs; `index_generation` makes what reading needs.
create or replace function projection.create_generation() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    number integer;
    view text;
begin
    -- One at a time; released at commit.
    perform pg_advisory_xact_lock(hashtextextended('carelog.projection.generation', 0));
    insert into projection.generation (generation, state)
        select coalesce(max(generation), 0) + 1, 'building' from projection.generation
        returning generation into number;
    view := 'view_' || number;
    execute format('create schema %I', view);
    execute format($ddl$
        create table %1$I.ticket (
            workspace_id uuid not null,
            ticket_id uuid not null,
            customer_id uuid not null,
            channel text collate "C" not null,
            state text collate "C" not null,
            assignee uuid,
            team text collate "C",
            tags text[] collate "C" not null,
            opened_at timestamptz not null,
            last_at timestamptz not null,
            -- the end of year 9999 while nobody waits, so that one index serves the whole order
            waiting_since timestamptz not null,
            snoozed_until timestamptz,
            messages integer not null,
            replies integer not null,
            notes integer not null,
            -- the last message or reply; -1 before there is one
            spoken_position bigint not null,
            version integer not null,
            position bigint not null,
            -- where it waits: state and assignee in one word, so that a view of the inbox is a few stretches of an index
            queue text collate "C" not null,
            primary key (workspace_id, ticket_id)
        ) with (fillfactor = 80)
    $ddl$, view);
    execute format($ddl$
        create table %1$I.customer (
            workspace_id uuid not null,
            customer_id uuid not null,
            network text collate "C" not null,
            -- where handle and name are sealed
            registered_position bigint not null,
            tickets integer not null,
            messages integer not null,
            last_at timestamptz not null,
            primary key (workspace_id, customer_id)
        ) with (fillfactor = 80)
    $ddl$, view);
    perform projection.create_ticket_filter(view);
    perform projection.create_timeline(view);
    execute format($ddl$
        create table %1$I.agent (
            workspace_id uuid not null,
            agent_id uuid not null,
            kind text collate "C" not null,
            roles text[] collate "C" not null,
            network text collate "C",
            -- where handle and name are sealed
            registered_position bigint not null,
            primary key (workspace_id, agent_id)
        )
    $ddl$, view);
    execute format($ddl$
        create table %1$I.token (
            sha256 bytea primary key,
            workspace_id uuid not null,
            token_id uuid not null,
            agent_id uuid not null,
            revoked boolean not null
        )
    $ddl$, view);
    execute format($ddl$
        create table %1$I.tally (
            workspace_id uuid primary key,
            customers bigint not null,
            tickets bigint not null,
            messages bigint not null,
            replies bigint not null,
            posts bigint not null
        ) with (fillfactor = 10)
    $ddl$, view);
    execute format('grant usage on schema %I to carelog_service, carelog_auditor', view);
    execute format('grant select, insert, update, delete on all tables in schema %I to carelog_service', view);
    execute format('grant select on all tables in schema %I to carelog_auditor', view);
    -- How to open a token is nothing an auditor needs.
    execute format('revoke select on %I.token from carelog_auditor', view);
    return number;
end
$$;

-- Makes the indexes that readers need, where they are missing: every `p_parts`-th of them, so that several sessions can
-- share the work.
--
-- Each view of the inbox is one queue or several: a scan of an index for each, merged. Channels and filters have indexes
-- of their own, so that a page costs the same however rare what it asks for is.
create function projection.index_generation(p_generation integer, p_part integer, p_parts integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB'
    set max_parallel_maintenance_workers = 0 as $$
declare
    view text := 'view_' || p_generation;
    index record;
begin
    for index in select * from (values
        (0, 'ticket', 'ticket_waiting', '(workspace_id, queue, waiting_since, ticket_id)'),
        (1, 'ticket', 'ticket_recent', '(workspace_id, queue, last_at, ticket_id)'),
        (2, 'ticket', 'ticket_channel_waiting', '(workspace_id, channel, queue, waiting_since, ticket_id)'),
        (3, 'ticket', 'ticket_channel_recent', '(workspace_id, channel, queue, last_at, ticket_id)'),
        (4, 'ticket', 'ticket_mine_waiting', '(workspace_id, assignee, waiting_since, ticket_id)
            where assignee is not null and queue <> ''resolved'''),
        (5, 'ticket', 'ticket_mine_recent', '(workspace_id, assignee, last_at, ticket_id)
            where assignee is not null and queue <> ''resolved'''),
        (6, 'ticket', 'ticket_customer', '(workspace_id, customer_id)'),
        (7, 'ticket', 'ticket_snoozed', '(snoozed_until) where snoozed_until is not null'),
        (8, 'ticket_filter', 'ticket_filter_waiting', '(workspace_id, filter, queue, waiting_since, ticket_id)'),
        (9, 'ticket_filter', 'ticket_filter_recent', '(workspace_id, filter, queue, last_at, ticket_id)')
    ) i (number, relation, name, columns) where i.number % p_parts = p_part loop
        execute format('create index if not exists %I on %I.%I %s', index.name, view, index.relation, index.columns);
    end loop;
end
$$;

-- Gathers what the planner wants to know of the tables.
create function projection.analyze_generation(p_generation integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    view text := 'view_' || p_generation;
    name text;
begin
    foreach name in array array['ticket', 'ticket_filter', 'customer', 'timeline', 'agent', 'token'] loop
        execute format('analyze %I.%I', view, name);
    end loop;
end
$$;

revoke all on function projection.create_ticket_filter, projection.create_timeline, projection.index_generation,
    projection.analyze_generation from public;
grant execute on function projection.index_generation, projection.analyze_generation to carelog_service;

-- What is being built is begun anew; what is live is brought into the new shape where it stands.
do $$
declare
    number integer;
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select generation into number from projection.generation where state = 'live';
    view := 'view_' || number;
    execute format('drop index %1$I.ticket_waiting, %1$I.ticket_recent, %1$I.ticket_mine', view);
    execute format('alter table %I.ticket add column queue text collate "C"', view);
    execute format('update %I.ticket set queue = case
        when state <> ''open'' then state when assignee is null then ''unassigned'' else ''assigned'' end', view);
    execute format('alter table %I.ticket alter column queue set not null', view);
    perform projection.create_ticket_filter(view);
    execute format('insert into %1$I.ticket_filter
        select workspace_id, ticket_id, concat_ws(e''\x1f'', ''tag='' || g.tag, ''team='' || m.team, ''channel='' || c.channel),
            queue, waiting_since, last_at
        from %1$I.ticket t
        cross join lateral (select null as tag union select unnest(t.tags)) g
        cross join lateral (select null as team union select t.team) m
        cross join lateral (select null as channel union select t.channel) c
        where g.tag is not null or m.team is not null', view);
    execute format('alter table %I.timeline rename to timeline_of_events', view);
    execute format('alter index %I.timeline_pkey rename to timeline_of_events_pkey', view);
    perform projection.create_timeline(view);
    execute format('insert into %1$I.timeline
        select workspace_id, customer_id, min(position), array_agg(position order by position)
        from (select t.*, (row_number() over (partition by workspace_id, customer_id order by position) - 1) / 100 as part
            from %1$I.timeline_of_events t) numbered
        group by workspace_id, customer_id, part', view);
    execute format('drop table %I.timeline_of_events', view);
    execute format('grant select, insert, update, delete on %1$I.timeline, %1$I.ticket_filter to carelog_service', view);
    execute format('grant select on %1$I.timeline, %1$I.ticket_filter to carelog_auditor', view);
    perform projection.index_generation(number, 0, 1);
    perform projection.analyze_generation(number);
end
$$;
reset role;
