-- Who is there: which agents have sessions at which server, as each server says every few seconds. It is no history and needs
-- none: when the last session of an agent ended, and when a first one began, are events of the log. Lost in a crash, the
-- servers say it anew.
set role carelog_owner;

create unlogged table projection.presence (
    server_id uuid not null,
    workspace_id uuid not null,
    agent_id uuid not null,
    seen_at timestamptz not null default clock_timestamp(),
    primary key (server_id, workspace_id, agent_id)
);
grant select, insert, update, delete on projection.presence to carelog_service;
reset role;
