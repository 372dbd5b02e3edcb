-- What many customers complain about at once, and which tickets are of it. No event says anything of it yet.
set role carelog_owner;

create function projection.shape_0027(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format('alter table %I.ticket_detail add column problem uuid', p_view);
    execute format(
        'create index ticket_detail_problem on %I.ticket_detail (workspace_id, problem, ticket_id) where problem is not null',
        p_view);
    execute format($ddl$
        create table %I.problem (
            workspace_id uuid not null,
            problem_id uuid not null,
            -- where it was opened
            opened_position bigint not null,
            closed boolean not null,
            primary key (workspace_id, problem_id)
        )
    $ddl$, p_view);
    -- Problems are listed by state, the newest first: their ids are in the order of time.
    execute format('create index problem_state on %I.problem (workspace_id, closed, problem_id)', p_view);
end
$$;
revoke all on function projection.shape_0027 from public;

do $$
declare
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select 'view_' || generation into view from projection.generation where state = 'live';
    perform projection.shape_0027(view);
    execute format('grant select, insert, update, delete on %I.problem to carelog_service', view);
    execute format('grant select on %I.problem to carelog_auditor', view);
end
$$;
reset role;
