/// How the private PostgreSQL is set up.
enum PostgresSettings {
    /// Settings on which our promises rest: given on the command line, where no file overrides them.
    static func fixed(socketFolder: String) -> [(name: String, value: String)] {
        [
            ("listen_addresses", ""),
            ("unix_socket_directories", PostgresSocket.setting(socketFolder)),
            ("unix_socket_permissions", "0700"),
            ("port", "\(PostgresSocket.port)"),
            ("fsync", "on"),
            ("full_page_writes", "on"),
            // A session may still relax this for its own transaction, as projections do.
            ("synchronous_commit", "on"),
            ("log_destination", "stderr"),
            ("logging_collector", "off"),
            ("cluster_name", "carelog"),
        ]
    }

    /// What a new cluster begins with, at the end of its `postgresql.conf`, for its operator to change: for 2 cores and
    /// a few GB.
    static let initial = """

        # carelog up: for 2 cores and a few GB of memory. Yours to change:
        # what carelog relies on is given on the command line.
        max_connections = 160
        shared_buffers = 256MB
        effective_cache_size = 1GB
        work_mem = 16MB
        maintenance_work_mem = 128MB
        random_page_cost = 1.1
        jit = off
        # Files of its log that are kept to be used again: while one is made
        # anew, every commit waits.
        min_wal_size = 1GB
        max_wal_size = 2GB
        checkpoint_timeout = 15min
        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'
        # Without details: these may hold keys and values.
        log_error_verbosity = terse
        log_checkpoints = off

        """

    /// The superuser that `initdb` makes; roles with fewer rights are made by carelog's migrations.
    static let superuser = "carelog_super"
}
