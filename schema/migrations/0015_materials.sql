-- Templates, articles and macros by name: where in the log it stands what each says now.
set role carelog_owner;

create function projection.shape_0015(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format($ddl$
        create table %I.material (
            workspace_id uuid not null,
            kind text collate "C" not null,
            name text collate "C" not null,
            -- of the last event of its stream
            position bigint not null,
            retired boolean not null,
            primary key (workspace_id, kind, name)
        )
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0015 from public;

-- What is being built is begun anew; what is live gets the table where it stands. No event says anything of it yet.
do $$
declare
    view text;
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    select 'view_' || generation into view from projection.generation where state = 'live';
    perform projection.shape_0015(view);
    execute format('grant select, insert, update, delete on %I.material to carelog_service', view);
    execute format('grant select on %I.material to carelog_auditor', view);
end
$$;
reset role;
