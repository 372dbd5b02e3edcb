-- How urgent a ticket is. No event says anything of it yet.
set role carelog_owner;

create function projection.shape_0019(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- null for normal
    execute format('alter table %I.ticket_detail add column priority text collate "C"', p_view);
end
$$;
revoke all on function projection.shape_0019 from public;

do $$
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    perform projection.shape_0019('view_' || generation) from projection.generation where state = 'live';
end
$$;
reset role;
