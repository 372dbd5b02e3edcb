internal import Logging
internal import Postgres

/// The files of PostgreSQL's own log, made before anything is measured.
///
/// A new cluster makes one whenever the last is full: 16 MiB of zeros and a flush, while commits wait, which was most of
/// what the slowest hundredth of them took. One that has been running uses its old files again; that is what is measured.
enum WriteAheadFiles {
    /// How many `min_wal_size` keeps of a new cluster. **Units**: files of 16 MiB.
    static let kept = 64
    /// As many as a quick run may use up.
    static let few = 16

    /// Makes them, unless they are there.
    static func make(_ count: Int, at endpoint: EmbeddedPostgres.Endpoint, logger: Logger) async throws {
        var configuration = try PostgresConfiguration(url: endpoint.connectionString(database: "postgres"))
        configuration.statementTimeout = nil
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        do {
            // A file that nothing was written to is not left; behind a checkpoint full ones may be used again.
            try await connection.execute(
                """
                do $$ begin
                    for file in (select count(*) from pg_ls_waldir())..\(count) loop
                        perform pg_logical_emit_message(false, 'carelog', '');
                        perform pg_switch_wal();
                    end loop;
                end $$
                """)
            try await connection.execute("checkpoint")
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }
}
