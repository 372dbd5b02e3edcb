/// What every figure of the read path is held against: the whole log through COPY, by psql, to nowhere.
struct CopyOut: Sendable {
    private let database: BenchDatabase
    private let events: Int
    private let program: String

    init(_ log: SeededLog) throws {
        database = log.database
        events = log.events
        program = try PostgresPrograms.path(of: "psql")
    }

    /// Events a second.
    func rate() async throws -> Double {
        let endpoint = database.stage.endpoint
        let command = ChildCommand(
            program: program,
            arguments: [
                "--no-psqlrc", "--quiet", "--host=\(endpoint.socketDirectory)", "--port=\(endpoint.port)",
                "--username=\(endpoint.superuser)", "--dbname=\(database.name)",
                "--command=copy log.event to stdout (format binary)",
            ], user: nil, outputPath: "/dev/null")
        let begin = ContinuousClock.now
        let exit = try await Blocking.run { try command.run(seconds: 600) }
        let elapsed = ContinuousClock.now - begin
        guard exit == .exited(0) else { throw BenchFailure("psql ended with \(exit)") }
        return Double(events) / (elapsed / .seconds(1))
    }
}
