internal import Dispatch
internal import FoundationEssentials
internal import Glibc

/// A server with a PostgreSQL of its own, in a temporary directory, in a process of its own: what a bench measures.
struct BenchStage: Sendable {
    let directory: DataDirectory
    let connection: ConnectionFile
    /// The private PostgreSQL behind it.
    let endpoint: EmbeddedPostgres.Endpoint
    private let process: pid_t

    /// How long a first start may take. **Units**: seconds.
    private static let startSeconds = 60.0

    /// Starts `carelog up` in a new directory and waits until it is ready.
    static func open() async throws -> BenchStage {
        let path = "/tmp/carelog-bench-\(getpid())"
        guard mkdir(path, 0o711) == 0 else {
            throw PrivateFile.Failure(description: "cannot make \(path): \(String(cString: strerror(errno)))")
        }
        let directory = DataDirectory(path: path)
        let command = ChildCommand(
            program: "/proc/self/exe", arguments: ["up", "--data", path, "--port", "0"], user: nil,
            outputPath: path + "/up.log")
        let process = try command.spawn()
        let isReady = await Blocking.run {
            Pause.until(seconds: startSeconds) {
                let log = (try? PrivateFile(path: path + "/up.log").read()) ?? ""
                return log.contains("carelog is ready") || ChildExit.poll(process) != nil
            }
        }
        guard isReady, let text = try PrivateFile(path: path + "/connection.json").read(),
            let endpoint = EmbeddedPostgres.Endpoint(runningIn: directory)
        else {
            let log = (try? PrivateFile(path: path + "/up.log").read()) ?? ""
            throw PrivateFile.Failure(description: "the server did not start; it said: \(log)")
        }
        return BenchStage(
            directory: directory, connection: try ConnectionFile(parsing: text), endpoint: endpoint, process: process)
    }

    /// Stops the server and removes everything.
    func close() async {
        await Blocking.run {
            kill(process, SIGTERM)
            if !Pause.until(seconds: 90, { ChildExit.poll(process) != nil }) { kill(process, SIGKILL) }
        }
        try? FileManager.default.removeItem(atPath: directory.path)
    }
}

/// Work that blocks, on a thread that may.
enum Blocking {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}
