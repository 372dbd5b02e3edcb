-- Who follows which tickets, and what each agent is told of.
set role carelog_owner;

create function projection.shape_0017(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Who wants to know when the customer writes.
    execute format('alter table %I.ticket_detail add column followers uuid[] not null default ''{}''', p_view);
    -- The positions of what an agent is told of, some of them to a row, ascending; rows of one agent do not overlap.
    execute format($ddl$
        create table %I.notification (
            workspace_id uuid not null,
            agent_id uuid not null,
            first_position bigint not null,
            positions bigint[] not null,
            primary key (workspace_id, agent_id, first_position)
        )
    $ddl$, p_view);
    -- Up to where they have seen it.
    execute format($ddl$
        create table %I.notification_read (
            workspace_id uuid not null,
            agent_id uuid not null,
            position bigint not null,
            primary key (workspace_id, agent_id)
        ) with (fillfactor = 80)
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0017 from public;

-- Up to where nobody is told of anything: what happened before agents were told at all is no news, and a view that is made
-- anew must come to the same. A workspace that came later has no row.
create table projection.told_after (
    workspace_id uuid primary key,
    position bigint not null
);
grant select on projection.told_after to carelog_service, carelog_auditor;

do $$
declare
    number integer;
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select generation into number from projection.generation where state = 'live';
    view := 'view_' || number;
    -- Whoever folds waits here, and finds the new shape.
    insert into projection.told_after
        select workspace_id, position from projection.checkpoint where generation = number order by 1 for update;
    perform projection.shape_0017(view);
    execute format('grant select, insert, update, delete on %1$I.notification, %1$I.notification_read to carelog_service', view);
    execute format('grant select on %1$I.notification, %1$I.notification_read to carelog_auditor', view);
end
$$;
reset role;
