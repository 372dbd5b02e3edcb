-- Who may do what. Roles belong to the cluster, so several databases of one cluster share them.
--
-- carelog_owner     owns every schema, table and function; nobody logs in as it
-- carelog_migrator  runs migrations: becomes the owner, nothing else needs to
-- carelog_service   serves: appends through log.append, folds projections, never alters what was logged
-- carelog_auditor   reads the log and the projections, writes nothing
do $$
declare
    role text;
begin
    foreach role in array array['carelog_owner', 'carelog_migrator', 'carelog_service', 'carelog_auditor'] loop
        begin
            execute format('create role %I %s', role, case role when 'carelog_owner' then 'nologin' else 'login' end);
        exception when duplicate_object or unique_violation then
            null;  -- another database of this cluster has them already, or is making them right now
        end;
    end loop;
end
$$;

alter role carelog_auditor set default_transaction_read_only = on;

do $$
begin
    if not pg_has_role('carelog_migrator', 'carelog_owner', 'member') then
        grant carelog_owner to carelog_migrator;
    end if;
    if not pg_has_role(current_user, 'carelog_owner', 'member') then
        execute format('grant carelog_owner to %I', current_user);
    end if;
    execute format('grant create on database %I to carelog_owner', current_database());
exception when unique_violation then
    null;  -- made at the same moment by the migration of another database
end
$$;

create schema log authorization carelog_owner;
create schema vault authorization carelog_owner;
create schema projection authorization carelog_owner;

grant usage on schema log, vault, projection to carelog_service;
grant usage on schema log, projection to carelog_auditor;
