-- Statistics of a new generation are made by several sessions, as its indexes are: one alone took a fifteenth of a rebuild, while
-- the other processors had nothing to do.
set role carelog_owner;

drop function projection.analyze_generation(integer);

-- Gathers what the planner wants to know of some of the tables.
create function projection.analyze_generation(p_generation integer, p_part integer, p_parts integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    view text := 'view_' || p_generation;
    name text;
begin
    for name in
        select tablename from (
            -- What takes longest comes first.
            select tablename, row_number() over (order by tablename <> 'ticket', tablename <> 'timeline', tablename) as number
            from pg_tables where schemaname = view and tablename <> 'tally'
        ) t
        where number % p_parts = p_part
        order by number
    loop
        execute format('analyze %I.%I', view, name);
    end loop;
end
$$;
revoke all on function projection.analyze_generation from public;
grant execute on function projection.analyze_generation to carelog_service;

reset role;
