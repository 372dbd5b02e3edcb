internal import FoundationEssentials
internal import Glibc

/// PostgreSQL's own load generator, on one database of the stage.
struct Pgbench: Sendable {
    let database: BenchDatabase
    private let program: String

    /// **Errors**: it is not installed.
    init(database: BenchDatabase) throws {
        self.database = database
        program = try PostgresPrograms.path(of: "pgbench")
    }

    /// One script of statements, kept beside the data.
    func script(_ name: String, _ text: String) throws -> String {
        let path = "\(database.stage.directory.path)/\(name).sql"
        try PrivateFile(path: path).write(text)
        return path
    }

    /// Transactions a second of so many clients, each as fast as it can.
    func rate(_ script: String, clients: Int, seconds: Int) async throws -> Double {
        let output = try await run(
            ["--client=\(clients)", "--jobs=\(min(clients, 2))", "--time=\(seconds)", "--file=\(script)"], seconds)
        guard let rate = Self.rate(in: output) else {
            throw BenchFailure("pgbench did not measure anything; it said: \(output)")
        }
        return rate
    }

    /// Latencies of so many clients' transactions, from when each was due: all of them together at a rate, or each client's
    /// one after the other if it is nil.
    func latencies(_ script: String, clients: Int, perSecond: Int?, seconds: Int) async throws -> Latencies {
        let pace = perSecond.map { ["--rate=\($0)"] } ?? []
        return try await logged(["--time=\(seconds)", "--file=\(script)"] + pace, clients: clients, seconds)
    }

    /// Latencies of so many transactions of one client, one after the other; of variables as `name=value`.
    func latencies(_ script: String, transactions: Int, variables: [String]) async throws -> Latencies {
        try await logged(
            ["--transactions=\(transactions)", "--file=\(script)"] + variables.map { "--define=\($0)" }, clients: 1,
            120)
    }

    private func logged(_ arguments: [String], clients: Int, _ seconds: Int) async throws -> Latencies {
        let folder = database.stage.directory.path
        let prefix = "\(folder)/pgbench-transactions"
        let output = try await run(
            ["--client=\(clients)", "--jobs=\(min(clients, 2))", "--log", "--log-prefix=\(prefix)"] + arguments, seconds
        )
        var latencies = Latencies()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name.hasPrefix("pgbench-transactions.") {
            let path = "\(folder)/\(name)"
            Self.read(log: try PrivateFile(path: path).read() ?? "", into: &latencies)
            unlink(path)
        }
        guard latencies.count > 0 else { throw BenchFailure("pgbench logged nothing; it said: \(output)") }
        return latencies
    }

    private func run(_ arguments: [String], _ seconds: Int) async throws -> String {
        let output = "\(database.stage.directory.path)/pgbench.log"
        unlink(output)
        let endpoint = database.stage.endpoint
        let command = ChildCommand(
            program: program,
            arguments: ["--no-vacuum", "--protocol=prepared"] + arguments + [
                "--host=\(endpoint.socketDirectory)", "--port=\(endpoint.port)", "--username=\(endpoint.superuser)",
                database.name,
            ], user: nil, outputPath: output)
        let exit = try await Blocking.run { try command.run(seconds: seconds + 60) }
        let text = try PrivateFile(path: output).read() ?? ""
        guard exit == .exited(0) else { throw BenchFailure("pgbench ended with \(exit); it said: \(text)") }
        return text
    }

    /// The number in `tps = 1234.567890 (without initial connection time)`. **Source**: pgbench(1) of PostgreSQL 15.
    static func rate(in output: String) -> Double? {
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }) else { return nil }
        return Double(line.dropFirst(6).prefix { $0 != " " })
    }

    /// **Shape** of a line: client, transaction, microseconds, script, seconds, microseconds, …; the third counts from
    /// the scheduled start if there is a rate. **Source**: pgbench(1) of PostgreSQL 15, "Per-Transaction Logging".
    static func read(log: String, into latencies: inout Latencies) {
        for line in log.split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count >= 6, let microseconds = Int64(fields[2]) {
                latencies.record(.microseconds(microseconds))
            }
        }
    }
}

/// Where PostgreSQL's programs are.
enum PostgresPrograms {
    /// The path of one. **Errors**: it is not installed.
    static func path(of program: String) throws -> String {
        let folders = PostgresInstallation.searchPath(environment: ProcessInfo.processInfo.environment)
        guard let path = folders.map({ "\($0)/\(program)" }).first(where: { (path: String) in access(path, X_OK) == 0 })
        else {
            throw BenchFailure("\(program) is not installed: apt-get install postgresql")
        }
        return path
    }
}
