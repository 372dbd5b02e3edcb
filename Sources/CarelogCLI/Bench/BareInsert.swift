internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Postgres

/// The reference: as many pgbench clients as connections, each doing one bare INSERT per transaction into a table with the
/// log's columns and indexes, and nothing else.
struct BareInsert: Sendable {
    private let stage: BenchStage
    private let clients: Int
    private let pgbench: String

    /// Makes the table. **Errors**: pgbench is not installed.
    init(stage: BenchStage, clients: Int) async throws {
        self.stage = stage
        self.clients = clients
        let environment = ProcessInfo.processInfo.environment
        let installed = PostgresInstallation.searchPath(environment: environment).map { $0 + "/pgbench" }
        guard let pgbench = installed.first(where: { access($0, X_OK) == 0 }) else {
            throw PrivateFile.Failure(description: "pgbench is not installed: apt-get install postgresql")
        }
        self.pgbench = pgbench
        let configuration = try PostgresConfiguration(
            url: stage.endpoint.connectionString(database: EmbeddedDatabase.name))
        let connection = try await PostgresConnection.connect(configuration, logger: Logger(label: "bench"))
        try await connection.execute(
            """
            create table public.bare (like log.event including defaults including constraints including indexes);
            create sequence public.bare_position cache 1;
            """)
        await connection.close()
        // About what a message takes: an entry of 480 bytes, and 260 bytes sealed.
        try PrivateFile(path: script).write(
            """
            insert into public.bare values ('00000000-0000-7000-8000-000000000001', nextval('public.bare_position'), \
            'ticket/' || gen_random_uuid(), 1, now(), convert_to(repeat('x', 480), 'UTF8'), \
            convert_to(repeat('y', 260), 'UTF8'));
            """)
    }

    private var script: String { stage.directory.path + "/bare.sql" }

    /// Transactions a second.
    func rate(seconds: Int) async throws -> Double {
        let output = stage.directory.path + "/pgbench.\(UInt32.random(in: 0 ... .max)).log"
        let endpoint = stage.endpoint
        let command = ChildCommand(
            program: pgbench,
            arguments: [
                "--no-vacuum", "--client=\(clients)", "--jobs=2", "--time=\(seconds)", "--protocol=prepared",
                "--file=\(script)", "--host=\(endpoint.socketDirectory)", "--port=\(endpoint.port)",
                "--username=\(endpoint.superuser)", EmbeddedDatabase.name,
            ],
            user: nil, outputPath: output)
        _ = await Blocking.run { try? command.run(seconds: seconds + 60) }
        let text = try PrivateFile(path: output).read() ?? ""
        // pgbench 15: "tps = 1234.567890 (without initial connection time)"
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = Double(line.dropFirst(6).prefix { $0 != " " })
        else { throw PrivateFile.Failure(description: "pgbench did not measure anything; it said: \(text)") }
        return rate
    }
}
