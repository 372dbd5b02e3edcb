-- Which customers are one person with which others: a table beside them, with a row only where somebody was merged.
set role carelog_owner;

create function projection.shape_0021(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format($ddl$
        create table %1$I.customer_link (
            workspace_id uuid not null,
            customer_id uuid not null,
            -- into whom they were merged, who may be merged into another in turn; never in a circle
            into_id uuid not null,
            primary key (workspace_id, customer_id)
        );
        create index customer_link_into on %1$I.customer_link (workspace_id, into_id);
        grant select, insert, update, delete on %1$I.customer_link to carelog_service;
        grant select on %1$I.customer_link to carelog_auditor;
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0021 from public;

-- What is being built is begun anew; what is live gets the table where it stands. No event says anything of it yet.
do $$
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    perform projection.shape_0021('view_' || generation) from projection.generation where state = 'live';
end
$$;
reset role;
