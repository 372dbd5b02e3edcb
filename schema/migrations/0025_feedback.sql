-- How content customers were, and with whose replies: a row for each time that somebody said so.
set role carelog_owner;

create function projection.shape_0025(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format('alter table %I.tally add column feedback bigint not null default 0', p_view);
    execute format($ddl$
        create table %1$I.feedback (
            workspace_id uuid not null,
            -- where it was said, and what was said with it is sealed
            position bigint not null,
            ticket_id uuid not null,
            customer_id uuid not null,
            -- who answers for the reply that it is about; null if it is about none
            agent_id uuid,
            -- of so many points
            score integer not null,
            scale integer not null,
            at timestamptz not null,
            primary key (workspace_id, position)
        );
        create index feedback_agent on %1$I.feedback (workspace_id, agent_id, position);
        create index feedback_customer on %1$I.feedback (workspace_id, customer_id);
        grant select, insert, update, delete on %1$I.feedback to carelog_service;
        grant select on %1$I.feedback to carelog_auditor;
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0025 from public;

-- What is being built is begun anew; what is live gets the table where it stands. No event says anything of it yet.
do $$
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    perform projection.shape_0025('view_' || generation) from projection.generation where state = 'live';
end
$$;
reset role;
