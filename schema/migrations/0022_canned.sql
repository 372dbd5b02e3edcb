-- How many answers are a template's words and nobody's own.
set role carelog_owner;

create function projection.shape_0022(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute format('alter table %I.tally add column canned bigint not null default 0', p_view);
    execute format('alter table %I.ticket_detail add column canned integer not null default 0', p_view);
end
$$;
revoke all on function projection.shape_0022 from public;

-- What is being built is begun anew; what is live gets the shape where it stands. No event says anything of it yet.
do $$
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    perform projection.shape_0022('view_' || generation) from projection.generation where state = 'live';
end
$$;
reset role;
