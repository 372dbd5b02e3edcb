internal import Client
internal import Foundation
internal import Glibc
internal import JSON
internal import Support
internal import Testing
internal import Wire

/// `carelog up` in a directory of its own: started, killed and started again as often as a test likes.
final class RunningCarelog: Sendable {
    let directory: String
    private let process: Box

    /// Starts it in a new directory, which `withCarelog` removes.
    private init(directory: String, process: CarelogProcess) {
        self.directory = directory
        self.process = Box(process)
    }

    /// Runs a body with a server, and leaves nothing behind.
    static func with<Value: Sendable>(
        _ arguments: [String] = [], _ body: (RunningCarelog) async throws -> Value
    ) async throws -> Value {
        let directory = "/tmp/carelog-e2e-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        mkdir(directory, 0o711)
        let carelog = RunningCarelog(directory: directory, process: try await start(in: directory, arguments))
        do {
            let value = try await body(carelog)
            await carelog.tearDown()
            return value
        } catch {
            Issue.record("the server said: \(carelog.process.value.errors.text.suffix(4_000))")
            await carelog.tearDown()
            throw error
        }
    }

    /// Starts it again on the same directory.
    func restart() async throws {
        process.value = try await Self.start(in: directory, [])
    }

    /// Kills the server, and with `postgres` every process of its database as well, as the power would.
    func kill9(postgres: Bool) async throws {
        try await blocking { [self] in
            process.value.signal(SIGKILL)
            process.value.waitUntilExit()
            if postgres { Self.killPostgres(in: directory) }
        }
    }

    /// Kills only the database; the server lives and has to cope.
    func kill9PostgresOnly() async throws {
        try await blocking { [self] in Self.killPostgres(in: directory) }
    }

    /// Stops it as an operator does; answers the exit status.
    func stop() async throws -> Int32 {
        try await blocking { [self] in
            process.value.signal(SIGTERM)
            process.value.waitUntilExit()
            return process.value.status
        }
    }

    /// Starts it again and stops it as soon as its PostgreSQL runs; answers the exit status.
    func stopWhileStarting() async throws -> Int32 {
        process.value = try CarelogProcess(["up", "--data", directory, "--port", "0", "--log-level", "info"])
        return try await blocking { [self] in
            guard process.value.errors.wait(for: "PostgreSQL started", seconds: 60) else {
                throw CarelogProcess.StartFailure(description: "PostgreSQL did not start: \(process.value.errors.text)")
            }
            process.value.signal(SIGTERM)
            process.value.waitUntilExit()
            return process.value.status
        }
    }

    /// What it printed to stdout so far.
    var output: String { process.value.output.text }

    /// Where it listens, and its tokens.
    func connection() throws -> JSONValue {
        try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: directory + "/connection.json"))))
    }

    func endpoint(as role: String) throws -> ClientEndpoint {
        let file = try connection()
        let port = try #require(file["port"]?.intValue)
        let token = try #require(file["tokens"]?[role]?.stringValue)
        return ClientEndpoint(host: "127.0.0.1", port: Int(port), token: token, clientName: "tests")
    }

    func client(as role: String) async throws -> CarelogClient { try await .connect(to: endpoint(as: role)) }

    /// Runs another command of the program against this server.
    func command(_ arguments: [String]) async throws -> CarelogBinary.Outcome {
        try await CarelogBinary.run(
            arguments, environment: ["CARELOG_CONNECTION": directory + "/connection.json"])
    }

    private static func start(in directory: String, _ arguments: [String]) async throws -> CarelogProcess {
        let process = try CarelogProcess(["up", "--data", directory, "--port", "0"] + arguments)
        let isReady = try await blocking { process.output.wait(for: "carelog is ready on 127.0.0.1:", seconds: 120) }
        guard isReady else {
            process.signal(SIGKILL)
            throw CarelogProcess.StartFailure(
                description: "carelog up did not become ready; it said: \(process.output.text) \(process.errors.text)")
        }
        return process
    }

    private func tearDown() async {
        _ = try? await blocking { [self] in
            process.value.signal(SIGTERM)
            process.value.waitUntilExit()
            Self.killPostgres(in: directory)
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    /// Kills every process that works in the cluster's directory.
    private static func killPostgres(in directory: String) {
        let data = directory + "/postgres/data"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let pid = pid_t(name) else { continue }
            let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd")
            if place == data { kill(pid, SIGKILL) }
        }
    }

    /// The process of the moment. Only one task of a test changes it.
    private final class Box: @unchecked Sendable {
        private let lock = NSLock()
        private var process: CarelogProcess

        init(_ process: CarelogProcess) { self.process = process }

        var value: CarelogProcess {
            get { lock.withLock { process } }
            set { lock.withLock { process = newValue } }
        }
    }
}

/// Runs what blocks on a thread that may.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
    }
}

/// An id for one command.
func newID() -> String { UUID().uuidString.lowercased() }
