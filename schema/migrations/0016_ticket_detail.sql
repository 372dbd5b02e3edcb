-- What few tickets have stands beside them, so that the rows of all others stay as they are.
set role carelog_owner;

create function projection.shape_0016(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Where the last event stands that changed the ticket's detail; null if it has none.
    execute format('alter table %I.ticket add column detail bigint', p_view);
    execute format($ddl$
        create table %I.ticket_detail (
            workspace_id uuid not null,
            ticket_id uuid not null,
            -- the last event that changed it
            position bigint not null,
            language text collate "C",
            -- how often a message was edited or withdrawn
            revisions integer not null,
            primary key (workspace_id, ticket_id)
        )
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0016 from public;

-- Gathers what the planner wants to know of the tables.
create or replace function projection.analyze_generation(p_generation integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    view text := 'view_' || p_generation;
    name text;
begin
    for name in select tablename from pg_tables where schemaname = view and tablename <> 'tally' order by tablename loop
        execute format('analyze %I.%I', view, name);
    end loop;
end
$$;

-- What is being built is begun anew; what is live gets the shape where it stands. No event says anything of it yet.
do $$
declare
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select 'view_' || generation into view from projection.generation where state = 'live';
    perform projection.shape_0016(view);
    execute format('grant select, insert, update, delete on %I.ticket_detail to carelog_service', view);
    execute format('grant select on %I.ticket_detail to carelog_auditor', view);
end
$$;
reset role;
