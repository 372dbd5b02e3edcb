-- How often customers were asked to go on elsewhere: altogether, and from where, where to and why.
set role carelog_owner;

create function projection.shape_0026(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format('alter table %I.tally add column switches bigint not null default 0', p_view);
    execute format($ddl$
        create table %1$I.switch_count (
            workspace_id uuid not null,
            channel text collate "C" not null,
            -- a channel or a network
            target text collate "C" not null,
            reason text collate "C" not null,
            count bigint not null,
            primary key (workspace_id, channel, target, reason)
        ) with (fillfactor = 80);
        grant select, insert, update, delete on %1$I.switch_count to carelog_service;
        grant select on %1$I.switch_count to carelog_auditor;
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0026 from public;

-- What is being built is begun anew; what is live gets the table where it stands. No event says anything of it yet.
do $$
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    perform projection.shape_0026('view_' || generation) from projection.generation where state = 'live';
end
$$;
reset role;
