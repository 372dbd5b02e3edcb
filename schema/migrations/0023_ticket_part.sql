-- Tickets that are merged: beside how each is shown stands what it is by itself, so that it can be that again.
set role carelog_owner;

create function projection.shape_0023(p_view text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Of which ticket it is a part, and what was merged into it.
    execute format(
        'alter table %I.ticket_detail add column merged_into uuid, add column parts uuid[] not null default ''{}''',
        p_view);
    -- The columns of a ticket, as it is by itself, and what stands for it in the views: one row for each ticket that is merged
    -- with others.
    execute format($ddl$
        create table %1$I.ticket_part (
            workspace_id uuid not null,
            ticket_id uuid not null,
            customer_id uuid not null,
            channel text collate "C" not null,
            state text collate "C" not null,
            assignee uuid,
            team text collate "C",
            tags text[] not null,
            opened_at timestamptz not null,
            last_at timestamptz not null,
            waiting_since timestamptz not null,
            snoozed_until timestamptz,
            messages integer not null,
            replies integer not null,
            notes integer not null,
            spoken_position bigint not null,
            version integer not null,
            position bigint not null,
            detail bigint,
            queue text collate "C" not null,
            root uuid not null,
            primary key (workspace_id, ticket_id)
        );
        create index ticket_part_root on %1$I.ticket_part (workspace_id, root);
        create index ticket_part_due on %1$I.ticket_part (snoozed_until) where snoozed_until is not null;
        grant select, insert, update, delete on %1$I.ticket_part to carelog_service;
        grant select on %1$I.ticket_part to carelog_auditor;
    $ddl$, p_view);
end
$$;
revoke all on function projection.shape_0023 from public;

do $$
begin
    perform projection.drop_generation(generation) from projection.generation where state <> 'live';
    perform projection.shape_0023('view_' || generation) from projection.generation where state = 'live';
end
$$;
reset role;
