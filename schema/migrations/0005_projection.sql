-- What is computed from the log: views that can be thrown away. Each generation of them is a schema of its own,
-- `view_<n>`; one is live, at most one is being built beside it.
set role carelog_owner;

create table projection.generation (
    generation integer primary key,
    state text not null check (state in ('building', 'live', 'retired')),
    created_at timestamptz not null default now()
);
create unique index one_live on projection.generation (state) where state = 'live';

-- How far a generation has read each log. Whoever folds holds the row's lock, and moves it only from where it was.
create table projection.checkpoint (
    generation integer not null references projection.generation on delete cascade,
    workspace_id uuid not null,
    position bigint not null default -1,
    primary key (generation, workspace_id)
) with (fillfactor = 10);

create function projection.create_generation() returns integer
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
            primary key (workspace_id, ticket_id)
        ) with (fillfactor = 80)
    $ddl$, view);
    execute format('create index ticket_waiting on %I.ticket (workspace_id, state, waiting_since, ticket_id)', view);
    execute format('create index ticket_recent on %I.ticket (workspace_id, state, last_at, ticket_id)', view);
    execute format('create index ticket_mine on %I.ticket (workspace_id, assignee, waiting_since, ticket_id)
        where assignee is not null', view);
    execute format('create index ticket_customer on %I.ticket (workspace_id, customer_id)', view);
    execute format('create index ticket_snoozed on %I.ticket (snoozed_until) where snoozed_until is not null', view);
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
    execute format($ddl$
        create table %1$I.timeline (
            workspace_id uuid not null,
            customer_id uuid not null,
            position bigint not null,
            primary key (workspace_id, customer_id, position)
        )
    $ddl$, view);
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

-- Drops a generation that is not live; false if there is none such.
create function projection.drop_generation(p_generation integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from projection.generation where generation = p_generation and state <> 'live';
    if not found then
        return false;
    end if;
    execute format('drop schema %I cascade', 'view_' || p_generation);
    return true;
end
$$;

-- Makes a generation the live one, the live one retired. The caller holds the checkpoints of both.
create function projection.switch_generation(p_generation integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update projection.generation set state = 'retired' where state = 'live';
    update projection.generation set state = 'live' where generation = p_generation and state = 'building';
    if not found then
        raise exception 'generation % is not being built', p_generation
            using errcode = 'object_not_in_prerequisite_state';
    end if;
end
$$;

-- Moves a checkpoint on from where its folder believes it to be; fails, and with it the folder's whole transaction, if it
-- is elsewhere (somebody else folded) or if the generation has been retired.
create function projection.advance(p_generation integer, p_workspace uuid, p_from bigint, p_to bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if p_from = -1 then
        insert into projection.checkpoint (generation, workspace_id) values (p_generation, p_workspace)
            on conflict do nothing;
    end if;
    update projection.checkpoint c set position = p_to
        where c.generation = p_generation and c.workspace_id = p_workspace and c.position = p_from;
    if not found then
        raise exception 'the checkpoint of generation % is not at %', p_generation, p_from
            using errcode = 'serialization_failure';
    end if;
    -- After the row's lock is had: a switch holds it while it retires the generation.
    perform 1 from projection.generation g where g.generation = p_generation and g.state <> 'retired';
    if not found then
        raise exception 'generation % is retired', p_generation using errcode = 'serialization_failure';
    end if;
end
$$;
revoke all on function projection.advance from public;
grant execute on function projection.advance to carelog_service;

revoke all on function projection.create_generation, projection.drop_generation, projection.switch_generation from public;
grant execute on function projection.create_generation, projection.drop_generation, projection.switch_generation
    to carelog_service;
grant select on projection.generation to carelog_service, carelog_auditor;
grant select, insert, update on projection.checkpoint to carelog_service;
grant select on projection.checkpoint to carelog_auditor;

do $$ begin perform projection.switch_generation(projection.create_generation()); end $$;
reset role;
