-- The log: what happened, in the order in which it was committed. Everything else can be computed from it.
set role carelog_owner;

create table log.workspace (
    workspace_id uuid primary key,
    name text collate "C" not null unique,
    -- Names this history: it changes if a restore or a failover cut the log.
    epoch uuid not null,
    -- Keys the hashes of claims; wrapped by the key-encryption key, which is not in this database.
    secret bytea not null,
    created_at timestamptz not null
);

-- The next position of each log. Every append locks its row until commit, so positions are dense and in commit order;
-- a sequence would be neither. Updated in place: the row is small and nothing on it but the key is indexed.
create table log.head (
    workspace_id uuid primary key references log.workspace,
    next_position bigint not null default 0 check (next_position >= 0)
) with (fillfactor = 10);

create table log.event (
    workspace_id uuid not null,
    position bigint not null check (position >= 0),
    stream_id text collate "C" not null,
    version integer not null check (version >= 1),
    recorded_at timestamptz not null,
    -- The bytes that are hashed and exported; 65,535 is what a tile's entry bundle can hold (c2sp.org/tlog-tiles).
    entry bytea not null check (octet_length(entry) between 2 and 65535),
    -- What is personal, encrypted under the key of whom it is about; the entry holds its SHA-256.
    sealed bytea,
    primary key (workspace_id, position),
    unique (workspace_id, stream_id, version)
);
-- Entries are JSON that is read far more often than written: LZ4 would cost every append, and they are small.
alter table log.event alter column entry set storage main;
-- Ciphertext does not compress.
alter table log.event alter column sealed set storage external;

-- Which commands had an effect, so that the same id never has another one.
create table log.command (
    workspace_id uuid not null,
    command_id uuid not null,
    fingerprint bytea not null,
    first_position bigint not null,
    last_position bigint not null,
    -- What the client was told besides the position: ids only.
    receipt bytea not null,
    primary key (workspace_id, command_id)
);

-- Things of which a workspace has at most one: keyed hashes, and the event and stream that took them.
create table log.claim (
    workspace_id uuid not null,
    key bytea not null,
    stream_id text collate "C" not null,
    position bigint not null,
    primary key (workspace_id, key)
);

create function log.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% is refused: the log only grows', tg_op, tg_table_schema, tg_table_name
        using errcode = 'object_not_in_prerequisite_state',
              hint = 'Append an event that says what is different now.';
end
$$;

revoke all on function log.refuse_change from public;

create trigger refuse_change before update or delete on log.event
    for each row execute function log.refuse_change();
create trigger refuse_truncate before truncate on log.event
    for each statement execute function log.refuse_change();
create trigger refuse_change before update or delete on log.command
    for each row execute function log.refuse_change();
create trigger refuse_truncate before truncate on log.command
    for each statement execute function log.refuse_change();

grant select on log.workspace, log.head, log.event, log.command, log.claim to carelog_service;
grant select on log.workspace, log.head, log.event to carelog_auditor;
reset role;
