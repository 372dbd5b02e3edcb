internal import Dispatch
internal import FoundationEssentials
internal import Glibc

/// `carelog serve` in a process of its own: what is measured.
struct BenchServer: Sendable {
    let connection: ConnectionFile
    let process: pid_t

    /// How long a start may take. **Units**: seconds.
    private static let startSeconds = 60.0

    /// Starts it and waits until it listens.
    static func start(on database: BenchDatabase) async throws -> BenchServer {
        let tokens = try await database.tokens()
        let output = "\(database.stage.directory.path)/\(database.name)-serve.log"
        try PrivateFile(path: output).write("")
        let process = try ChildCommand(
            program: "/proc/self/exe",
            arguments: [
                "serve", "--listen", "127.0.0.1:0", "--database", database.url, "--keys",
                database.stage.directory.path + "/keys",
            ], user: nil, outputPath: output
        ).spawn()
        let port = await Blocking.run { () -> Int? in
            var port: Int?
            _ = Pause.until(seconds: startSeconds) {
                port = Self.port(in: (try? PrivateFile(path: output).read()) ?? "")
                return port != nil || ChildExit.poll(process) != nil
            }
            return port
        }
        guard let port else {
            kill(process, SIGKILL)
            throw BenchFailure("the server did not start; it said: \((try? PrivateFile(path: output).read()) ?? "")")
        }
        return BenchServer(
            connection: ConnectionFile(
                host: "127.0.0.1", port: port, workspace: DemoWorkspace.name, tokens: tokens), process: process)
    }

    /// Stops it and waits for its end.
    func stop() async {
        await Blocking.run {
            kill(process, SIGTERM)
            if !Pause.until(seconds: 30, { ChildExit.poll(process) != nil }) {
                kill(process, SIGKILL)
                _ = Pause.until(seconds: 10) { ChildExit.poll(process) != nil }
            }
        }
    }

    /// What it has in memory now, and the most it ever had.
    var memory: ProcessMemory { ProcessMemory(of: process) }

    /// The number at the end of "carelog is ready on 127.0.0.1:7411".
    static func port(in output: String) -> Int? {
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("carelog is ready on ") }),
            output.hasSuffix("\n"), let colon = line.lastIndex(of: ":")
        else { return nil }
        return Int(line[line.index(after: colon)...])
    }
}

/// A process's resident memory. **Units**: 10^6 bytes. **Source**: proc(5), `/proc/PID/status`.
struct ProcessMemory: Equatable, Sendable {
    let now: Double
    let peak: Double

    init(of process: pid_t) { self.init(status: FileText.read("/proc/\(process)/status") ?? "") }

    /// Reads the lines `VmRSS:    1234 kB` and `VmHWM:`; zero for one that is missing.
    init(status: String) {
        func megabytes(_ key: String) -> Double {
            guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(key) }),
                let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
            else { return 0 }
            return (Double(kibibytes) ?? 0) * 1_024 / 1_000_000
        }
        now = megabytes("VmRSS:")
        peak = megabytes("VmHWM:")
    }
}

/// Why nothing was measured.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Work that blocks, on a thread that may.
enum Blocking {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }

    /// The same for work that may fail.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let result: Result<Value, any Error> = await run { Result { try work() } }
        return try result.get()
    }
}
