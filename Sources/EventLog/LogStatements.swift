internal import Identity
internal import Postgres

/// Every statement that this room sends. Tables and functions are described in `schema/migrations`.
enum LogStatements {
    /// $1…$27 as `log.append_batch` names them; a row a workspace if all was appended, else a row a command: its number int4,
    /// outcome int4, first int8, last int8, receipt bytea, name text, number int8, key bytea.
    static let append = Statement(
        "log_append",
        """
        select command, outcome, first_position, last_position, receipt, name, number, key
        from log.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26, $27)
        """)

    /// $1…$28 as `log.append_ahead` names them; rows as of `append`.
    static let appendAhead = Statement(
        "log_append_ahead",
        """
        select command, outcome, first_position, last_position, receipt, name, number, key
        from log.append_ahead($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26, $27, $28)
        """)

    /// $1…$15 as `log.append_alone` names them; a row as of `append`. Nobody is notified of what it appends.
    static let appendAlone = Statement(
        "log_append_alone",
        """
        select command, outcome, first_position, last_position, receipt, name, number, key
        from log.append_alone($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """)

    /// No parameters, one row: tells who listens that there is more to read.
    static let notify = Statement("log_notify", "select pg_notify('carelog_log', '')")

    /// $1…$34 as `log.append_guarded` names them; rows as of `append`.
    static let appendGuarded = Statement(
        "log_append_guarded",
        """
        select command, outcome, first_position, last_position, receipt, name, number, key
        from log.append_guarded($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)
        """)

    /// $1 uuid, $2 text, $3 uuid, $4 bytea, $5 timestamptz; one row: bool, false if name or id is taken.
    static let createWorkspace = Statement("log_create_workspace", "select log.create_workspace($1, $2, $3, $4, $5)")

    /// No parameters; a row a workspace: uuid, text, uuid, bytea.
    static let workspaces = Statement(
        "log_workspaces", "select workspace_id, name, epoch, secret from log.workspace order by name")

    /// $1 uuid workspace, $2 int8 after, $3 int8 up to, $4 int8 limit; rows: int8, bytea, bytea.
    static let read = Statement(
        "log_read",
        """
        select position, entry, sealed from log.event
        where workspace_id = $1 and position > $2 and position <= $3 order by position limit $4
        """)

    /// As `read`, without what is sealed: rows: int8, bytea.
    static let readEntries = Statement(
        "log_read_entries",
        """
        select position, entry from log.event
        where workspace_id = $1 and position > $2 and position <= $3 order by position limit $4
        """)

    /// As `readEntries`, as a COPY, which takes no parameters.
    static func copyEntries(of workspace: WorkspaceID, after: LogPosition, upTo: LogPosition) -> String {
        """
        copy (
            select position, entry from log.event
            where workspace_id = '\(workspace)' and position > \(after.value) and position <= \(upTo.value)
            order by position
        ) to stdout (format binary)
        """
    }

    /// $1 uuid workspace, $2 text stream, $3 int4 after version; rows: int8, bytea, bytea.
    static let readStream = Statement(
        "log_read_stream",
        """
        select position, entry, sealed from log.event
        where workspace_id = $1 and stream_id = $2 and version > $3 order by version
        """)

    /// $1 uuid workspace, $2 text stream, $3 int8 newest; rows: int8, bytea, bytea: its first event and so many of its newest.
    static let readEnds = Statement(
        "log_read_ends",
        """
        select position, entry, sealed from (
            (select position, entry, sealed from log.event
            where workspace_id = $1 and stream_id = $2 and version = 1)
            union all (select position, entry, sealed from log.event
            where workspace_id = $1 and stream_id = $2 and version > 1 order by version desc limit $3)
        ) e order by position
        """)

    /// $1 uuid workspace, $2 int8[] positions; rows: int8, bytea, bytea, in the order of positions.
    static let readAt = Statement(
        "log_read_at",
        """
        select e.position, e.entry, e.sealed from unnest($2) as p (position)
        join log.event e on e.workspace_id = $1 and e.position = p.position
        order by e.position
        """)

    /// $1 uuid workspace, $2 uuid command; at most one row: bytea, int8, int8, bytea.
    static let command = Statement(
        "log_command",
        """
        select fingerprint, first_position, last_position, receipt from log.command
        where workspace_id = $1 and command_id = $2
        """)

    /// $1 uuid[] workspaces, $2 bytea[] their keys; rows: uuid workspace, bytea key, text stream, int8 position.
    ///
    /// Laterally, a key at a time: with `= any`, a plan made while the table was small filters all claims of a workspace.
    static let claims = Statement(
        "log_claims",
        """
        select asked.workspace_id, asked.key, held.stream_id, held.position
        from unnest($1, $2) as asked (workspace_id, key)
        cross join lateral (
            select c.stream_id, c.position from log.claim c
            where c.workspace_id = asked.workspace_id and c.key = asked.key offset 0
        ) held
        """)

    /// No parameters; a row a workspace: uuid, int8 next position.
    static let heads = Statement("log_heads", "select workspace_id, next_position from log.head")

    /// $1 uuid workspace; one row: int8 next position.
    static let head = Statement("log_head", "select next_position from log.head where workspace_id = $1")

    /// $1 uuid workspace, $2 timestamptz; one row: int8 the last position recorded by then, or null.
    static let positionAt = Statement(
        "log_position_at", "select max(position) from log.event where workspace_id = $1 and recorded_at <= $2")

    /// $1 uuid workspace; a row a claim, or one without: int8 next position, bytea, text, int8.
    static let claimSnapshot = Statement(
        "log_claim_snapshot",
        """
        select h.next_position, c.key, c.stream_id, c.position from log.head h
        left join log.claim c on c.workspace_id = h.workspace_id
        where h.workspace_id = $1
        """)

    /// $1 uuid workspace, $2 text and $3 int4 behind which stream and version, $4 int8 before which position, $5 int8 limit;
    /// rows: int8, bytea, bytea.
    static let readByStream = Statement(
        "log_read_by_stream",
        """
        select position, entry, sealed from log.event
        where workspace_id = $1 and (stream_id, version) > ($2, $3) and position < $4
        order by stream_id, version limit $5
        """)

    /// $1…$7 as `log.mend_claims` names them; one row: int8.
    static let mendClaims = Statement(
        "log_mend_claims", "select log.mend_claims($1, $2, $3, $4, $5, $6, $7)")
}

extension UniqueID {
    /// The same bits, as PostgreSQL's client knows them.
    var postgres: PostgresUUID { PostgresUUID(high: high, low: low) }

    init(_ uuid: PostgresUUID) { self.init(high: uuid.high, low: uuid.low) }
}
