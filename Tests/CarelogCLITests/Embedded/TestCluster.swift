import Dispatch
import FoundationEssentials
import Glibc
import Logging
import Testing

@testable import CarelogCLI

/// A directory for one test's PostgreSQL, and hands to treat it roughly.
struct TestCluster: Sendable {
    /// What a skipped test says.
    static let absent = "needs PostgreSQL 15 or later: apt-get install postgresql"

    /// True if there is a PostgreSQL to start.
    static let isInstalled: Bool = {
        let folders = PostgresInstallation.searchPath(environment: ProcessInfo.processInfo.environment)
        return (try? PostgresInstallation.find(dataMajor: nil, in: folders, scratch: temporaryPath())) != nil
    }()

    let directory: DataDirectory

    /// - Parameter below: further folders, for a long path.
    init(below: String = "") throws {
        let root = Self.temporaryPath()
        try FileManager.default.createDirectory(atPath: root + below, withIntermediateDirectories: true)
        // What stands in front of /tmp may be a link.
        directory = try DataDirectory(path: root + below).prepare()
    }

    /// A PostgreSQL here, and what happens to it.
    func postgres() -> (EmbeddedPostgres, AsyncStream<EmbeddedPostgres.Event>.Iterator) {
        let (events, continuation) = AsyncStream.makeStream(
            of: EmbeddedPostgres.Event.self, bufferingPolicy: .unbounded)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let postgres = EmbeddedPostgres(directory: directory, logger: logger) { continuation.yield($0) }
        return (postgres, events.makeAsyncIterator())
    }

    /// What psql prints for a statement.
    func query(_ sql: String, at endpoint: EmbeddedPostgres.Endpoint) async throws -> String {
        let output = Self.temporaryPath()
        defer { unlink(output) }
        let exit = try await Self.offPool { try psql(sql, endpoint, output).run(seconds: 30) }
        let text = FileText.read(output) ?? ""
        try #require(exit == .exited(0), "psql: \(text)")
        return String(text.dropLast())
    }

    /// A psql that runs a statement; not started yet.
    func psql(_ sql: String, _ endpoint: EmbeddedPostgres.Endpoint, _ output: String) throws -> ChildCommand {
        let folders = PostgresInstallation.searchPath(environment: ProcessInfo.processInfo.environment)
        return ChildCommand(
            program: folders.map { "\($0)/psql" }.first { access($0, X_OK) == 0 } ?? "/usr/bin/psql",
            arguments: ["-X", "-q", "-A", "-t", "-d", endpoint.connectionString(database: "postgres"), "-c", sql],
            user: nil,
            outputPath: output)
    }

    /// Every PostgreSQL process of this directory.
    var processes: [ProcessIdentity] { ProcessTable.allPostgres(workingIn: directory.data) }

    /// Ends whatever a failed test left, and removes the directory.
    func remove() {
        for process in processes { process.signal(SIGKILL) }
        var root = directory.path
        while let slash = root.lastIndex(of: "/"), !root[slash...].hasPrefix("/carelog-test-") {
            root = String(root[..<slash])
        }
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Runs what blocks on another thread than the tests'.
    static func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
        }
    }

    /// A path nobody uses. The folder is short, so that sockets fit.
    static func temporaryPath() -> String {
        "/tmp/carelog-test-\(UInt32.random(in: 0...UInt32.max))"
    }
}
