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

-- Only what is not so yet: two databases that change one row of a shared catalogue at once fail each other.
do $$
declare
    member text;
begin
    if not exists (
        select from pg_db_role_setting where setdatabase = 0 and setrole = 'carelog_auditor'::regrole
            and 'default_transaction_read_only=on' = any (setconfig)
    ) then
        alter role carelog_auditor set default_transaction_read_only = on;
    end if;
    foreach member in array array['carelog_migrator', current_user::text] loop
        if not pg_has_role(member, 'carelog_owner', 'member') then
            begin
                execute format('grant carelog_owner to %I', member);
            exception when unique_violation then
                null;  -- granted at the same moment by the migration of another database
            end;
        end if;
    end loop;
    execute format('grant create on database %I to carelog_owner', current_database());
end
$$;

create schema log authorization carelog_owner;
create schema vault authorization carelog_owner;
create schema projection authorization carelog_owner;

grant usage on schema log, vault, projection to carelog_service;
grant usage on schema log, projection to carelog_auditor;
