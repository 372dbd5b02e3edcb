-- The keys of people, one per workspace and person, each wrapped by a key that is not in this database.
set role carelog_owner;

create table vault.key (
    workspace_id uuid not null,
    subject uuid not null,
    wrapped bytea not null,
    primary key (workspace_id, subject)
);

grant select on vault.key to carelog_service;
reset role;
