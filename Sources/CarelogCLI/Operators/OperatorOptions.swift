internal import ArgumentParser
internal import FoundationEssentials
internal import Logging
internal import Postgres

/// Which database, and which keys: what the commands of operators work on.
struct OperatorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: postgres://user@host/name. Default: $CARELOG_DATABASE, else that of the `carelog up` that runs on --data.",
            valueName: "url"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "The file with the key-encryption keys. Default: $CARELOG_KEYS, else keys in --data.", valueName: "file"))
    var keys: String?

    @Option(help: ArgumentHelp("The data directory of `carelog up`.", valueName: "dir"))
    var data: String?

    @OptionGroup var logging: LoggingOptions

    private var environment: [String: String] { ProcessInfo.processInfo.environment }

    private var directory: DataDirectory { data.map { DataDirectory(path: $0) } ?? EmbeddedDirectory.standard() }

    /// The database that is meant.
    func configuration() throws -> PostgresConfiguration {
        if data == nil, let url = database ?? environment["CARELOG_DATABASE"] {
            return try PostgresConfiguration(url: url)
        }
        guard let endpoint = EmbeddedPostgres.Endpoint(runningIn: directory) else {
            throw PrivateFile.Failure(
                description:
                    "no `carelog up` runs on \(directory.path): start it, name its --data, or name a --database URL")
        }
        return try PostgresConfiguration(url: endpoint.connectionString(database: EmbeddedDatabase.name))
    }

    /// Everything behind the listener, on that database.
    func backend() throws -> Backend {
        let path = keys ?? environment["CARELOG_KEYS"] ?? directory.path + "/keys"
        return Backend(
            configuration: try configuration(), keyring: try KeyFile(path: path).load(),
            logger: logging.logger("carelog"))
    }
}

extension EmbeddedPostgres.Endpoint {
    /// The server that runs in a data directory right now; nil if none does.
    init?(runningIn directory: DataDirectory) {
        guard let text = try? PrivateFile(path: directory.data + "/postmaster.pid").read(),
            let file = PostmasterFile(text), let folder = file.socketDirectory, file.status == .ready
        else { return nil }
        self.init(socketDirectory: folder, port: PostgresSocket.port, superuser: PostgresSettings.superuser)
    }
}
