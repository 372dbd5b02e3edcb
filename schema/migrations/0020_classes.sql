-- What tickets are about and what came of them. No event says anything of it yet.
set role carelog_owner;

create function projection.shape_0020(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format($ddl$
        alter table %I.ticket_detail
            add column cause text collate "C",
            add column outcome text collate "C",
            add column product text collate "C"
    $ddl$, p_view);
    -- Counted by, and found by those who tell all of them something.
    execute format(
        'create index ticket_detail_cause on %I.ticket_detail (workspace_id, cause, ticket_id) where cause is not null',
        p_view);
    execute format(
        'create index ticket_detail_product on %I.ticket_detail (workspace_id, product, ticket_id) where product is not null',
        p_view);
end
$$;
revoke all on function projection.shape_0020 from public;

do $$
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    perform projection.shape_0020('view_' || generation) from projection.generation where state = 'live';
end
$$;
reset role;
