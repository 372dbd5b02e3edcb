-- Agents as rules need them: what they can do and how much, whether they are there, when a rule last gave them something.
--
-- From here on a generation is shaped step by step: a migration that adds to the tables brings a function
-- `projection.shape_<its number>(view)`, and calls it for the generation that is live.
set role carelog_owner;

-- Rules look at agents of whom something was said (teams is not null), and at what each of them holds.
create function projection.shape_0011(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format($ddl$
        alter table %I.agent
            -- of the agent's stream
            add column version integer not null default 1,
            add column position bigint not null default -1,
            -- all null until the profile is set
            add column teams text[] collate "C",
            add column skills text[] collate "C",
            add column languages text[] collate "C",
            -- null for no limit
            add column capacity integer,
            -- those of single networks, as `network=most`, joined by commas; empty for none
            add column network_capacity text collate "C",
            -- null until something was chosen
            add column availability text collate "C",
            add column available_until timestamptz,
            add column connected boolean not null default false,
            add column gone_since timestamptz,
            -- where a rule last gave them something
            add column last_given bigint
    $ddl$, p_view);
    execute format('create index agent_profile on %I.agent (workspace_id, agent_id) where teams is not null', p_view);
end
$$;

-- As before, and then the steps that came later.
create or replace function projection.create_generation() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    number integer;
    view text;
    step text;
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
    -- What came later than this function, each step in the order of its name: new columns come last, as they do where a live
    -- table is altered.
    for step in
        select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'projection' and p.proname like 'shape\_%' order by p.proname
    loop
        execute format('select projection.%I(%L)', step, view);
    end loop;
    execute format('grant usage on schema %I to carelog_service, carelog_auditor', view);
    execute format('grant select, insert, update, delete on all tables in schema %I to carelog_service', view);
    execute format('grant select on all tables in schema %I to carelog_auditor', view);
    -- How to open a token is nothing an auditor needs.
    execute format('revoke select on %I.token from carelog_auditor', view);
    return number;
end
$$;

revoke all on function projection.shape_0011 from public;

-- What is being built is begun anew; what is live is brought into the new shape where it stands. Of what was folded only
-- versions are new: nobody has a profile yet.
do $$
declare
    number integer;
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select generation into number from projection.generation where state = 'live';
    view := 'view_' || number;
    perform projection.shape_0011(view);
    execute format($dml$
        update %1$I.agent a set version = folded.version, position = folded.position
        from (
            select f.workspace_id, f.agent_id, last.version, last.position
            from %1$I.agent f
            join projection.checkpoint c on c.generation = %2$s and c.workspace_id = f.workspace_id
            cross join lateral (
                select e.version, e.position from log.event e
                where e.workspace_id = f.workspace_id and e.stream_id = 'agent/' || f.agent_id
                    and e.position <= c.position
                order by e.version desc limit 1
            ) last
        ) folded
        where a.workspace_id = folded.workspace_id and a.agent_id = folded.agent_id
    $dml$, view, number);
end
$$;
reset role;
