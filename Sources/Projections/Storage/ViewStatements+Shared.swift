internal import Postgres

// What is asked of tables that belong to no generation: who is there, and how far and of what state each generation is.
extension ViewStatements {
    /// $1 uuid server, $2 uuid[] workspaces, $3 uuid[] agents who alone are there; no rows.
    static let clearPresence = Statement(
        "presence_clear",
        """
        delete from projection.presence p where p.server_id = $1 and not exists (
            select from unnest($2, $3) as a (workspace, agent)
            where a.workspace = p.workspace_id and a.agent = p.agent_id
        ) or p.seen_at < clock_timestamp() - interval '1 hour'
        """)
    /// As `clearPresence`.
    static let writePresence = Statement(
        "presence_write",
        """
        insert into projection.presence (server_id, workspace_id, agent_id)
        select $1, a.workspace, a.agent from unnest($2, $3) as a (workspace, agent)
        on conflict (server_id, workspace_id, agent_id) do update set seen_at = clock_timestamp()
        """)
    /// $1 int8 seconds; rows: uuid workspace, uuid agent.
    static let presence = Statement(
        "presence",
        """
        select distinct workspace_id, agent_id from projection.presence
        where seen_at >= clock_timestamp() - make_interval(secs => $1)
        """)
    /// $1 int4 generation, $2 uuid workspace, $3 int8 from, $4 int8 to; fails if the checkpoint is elsewhere.
    static let advance = Statement("projection_advance", "select projection.advance($1, $2, $3, $4)")
    /// $1 int4 generation, $2 uuid workspace; at most one row: int8.
    static let checkpoint = Statement(
        "projection_checkpoint",
        "select position from projection.checkpoint where generation = $1 and workspace_id = $2")
    /// $1 uuid workspace; at most one row: int8.
    static let toldAfter = Statement(
        "projection_told_after", "select position from projection.told_after where workspace_id = $1")
    /// $1 int4 generation; rows: uuid, int8.
    static let checkpoints = Statement(
        "projection_checkpoints", "select workspace_id, position from projection.checkpoint where generation = $1")
    /// As `checkpoints`, and nobody moves them until the transaction ends.
    static let lockCheckpoints = Statement(
        "projection_lock",
        """
        select workspace_id, position from projection.checkpoint where generation = $1 order by workspace_id for update
        """)
    /// No parameters; one row: int4.
    static let live = Statement("projection_live", "select generation from projection.generation where state = 'live'")
    /// No parameters; rows: int4, text, timestamptz.
    static let generations = Statement(
        "projection_generations",
        "select generation, state, created_at from projection.generation order by generation")
    /// No parameters; one row: int4.
    static let createGeneration = Statement("projection_create", "select projection.create_generation()")
    /// $1 int4; one row: bool.
    static let dropGeneration = Statement("projection_drop", "select projection.drop_generation($1)")

    /// Locks the tables of the generation, so that nobody vacuums or analyses them; one that is gone has none. No parameters.
    var lockAgainstVacuum: String {
        """
        do $$
        declare
            name text;
        begin
            -- In the same order by all who do so.
            for name in select c.oid::regclass::text from pg_class c
                where c.relnamespace = to_regnamespace('view_\(generation)') and c.relkind = 'r' order by c.oid loop
                execute format('lock table %s in share update exclusive mode', name);
            end loop;
        end
        $$
        """
    }

    /// $1 int4, $2 int4 which part, $3 int4 of how many, each some of the indexes; no rows of interest.
    static let indexGeneration = Statement("projection_index", "select projection.index_generation($1, $2, $3)")
    /// As `indexGeneration`, of tables.
    static let analyzeGeneration = Statement("projection_analyze", "select projection.analyze_generation($1, $2, $3)")
    /// $1 int4; no rows of interest.
    static let switchGeneration = Statement("projection_switch", "select projection.switch_generation($1)")
}
