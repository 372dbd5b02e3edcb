internal import Foundation
internal import Glibc
package import Logging
package import Postgres
internal import Synchronization

/// A private PostgreSQL server on a unix socket in a directory of its own, gone when the test process is gone.
///
/// A watchdog process holds the other end of a pipe of ours: when we end, however we end, it stops the server and
/// removes the directory. As root the server runs as the user `postgres`, because PostgreSQL refuses to run as root.
/// `CARELOG_TEST_POSTGRES_BIN` names the directory of the binaries; otherwise the newest installed version is taken.
package final class PostgresServer: Sendable {
    /// How the server is set up.
    package struct Options: Sendable {
        /// Whether commits wait for the disk. Off for speed; on for tests of durability.
        package var fsync = false
        /// Listens on a free port of 127.0.0.1 too.
        package var tcp = false
        /// Keeps everything on a memory disk of this size, which can be filled; only root may mount one.
        package var diskMegabytes: Int?
        /// Further lines of postgresql.conf, by setting.
        package var settings: [String: String] = [:]

        package init(
            fsync: Bool = false, tcp: Bool = false, diskMegabytes: Int? = nil, settings: [String: String] = [:]
        ) {
            self.diskMegabytes = diskMegabytes
            self.fsync = fsync
            self.tcp = tcp
            self.settings = settings
        }
    }

    private struct Running {
        let postmaster: ChildProcess
        /// Ends when no process of the server holds its log any more.
        let ended: DispatchGroup
    }

    /// Holds data, sockets and log; removed by the watchdog.
    package let directory: String
    /// Also names the socket file.
    package let port: Int
    private let options: Options
    private let binaries: String
    private let running = Mutex<Running?>(nil)
    private let lifeline: Int32
    private let maintenance = Mutex<Task<PostgresConnection, any Error>?>(nil)
    private let counter = Mutex(0)

    /// Creates a cluster and starts it.
    package static func launch(_ options: Options = Options()) async throws -> PostgresServer {
        try await offPool {
            let server = try PostgresServer(options)
            try server.startBlocking()
            return server
        }
    }

    private static let sharedLaunch = Task { try await launch(Options(settings: ["max_connections": "500"])) }

    /// The server that all suites of this process share; never stop or kill it.
    package static var shared: PostgresServer {
        get async throws { try await sharedLaunch.value }
    }

    private init(_ options: Options) throws {
        self.options = options
        binaries = try Self.findBinaries()
        let base = ProcessInfo.processInfo.environment["TMPDIR"].map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? "/tmp/"
        // Socket paths are bounded by 107 bytes.
        var template = Array("\(base.utf8.count < 60 ? base : "/tmp/")carelog-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SupportError("cannot make a directory under \(base): errno \(errno)")
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        directory = path
        port = options.tcp ? try Self.freePort() : 5432
        if let size = options.diskMegabytes {
            // The log and the sockets stay outside.
            mkdir("\(path)/data", 0o700)
            _ = try ChildProcess.run(
                ["/bin/mount", "-t", "tmpfs", "-o", "size=\(size)m,mode=700", "carelog-test", "\(path)/data"])
            if let user = getpwnam("postgres") { chown("\(path)/data", user.pointee.pw_uid, user.pointee.pw_gid) }
        }
        if getuid() == 0, let user = getpwnam("postgres") { chown(path, user.pointee.pw_uid, user.pointee.pw_gid) }
        let (reading, writing) = try ChildProcess.pipe()
        lifeline = writing
        // `read` returns when our end of the pipe is closed, which the kernel does even for a process that was killed.
        let watch = """
            trap '' INT TERM HUP; read line
            \(Self.asServerUser.joined(separator: " ")) \(binaries)/pg_ctl -D '\(path)/data' -m immediate stop
            \(options.diskMegabytes == nil ? "" : "umount -l '\(path)/data'")
            rm -rf '\(path)'
            """
        // The watchdog is orphaned at once: a child of ours that nobody waits for would confuse those who wait for any.
        _ = try ChildProcess(["/bin/sh", "-c", "exec 3<&0; (\(watch)) <&3 &"], input: reading).wait()
        close(reading)
        _ = try ChildProcess.run(
            Self.asServerUser + [
                "\(binaries)/initdb", "-D", "\(path)/data", "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                "--locale=C", "--no-sync", "--no-instructions",
            ] + (options.diskMegabytes == nil ? [] : ["--wal-segsize=1"]))
        try configuration().write(toFile: "\(path)/data/postgresql.auto.conf", atomically: false, encoding: .utf8)
    }

    deinit { close(lifeline) }

    private func configuration() -> String {
        var settings = [
            "listen_addresses": options.tcp ? "'127.0.0.1'" : "''", "port": String(port),
            "unix_socket_directories": "'\(directory)'", "fsync": options.fsync ? "on" : "off",
            "shared_buffers": "'64MB'", "max_wal_size": "'512MB'", "logging_collector": "off",
            "log_min_messages": "warning", "autovacuum_naptime": "'10s'",
        ]
        settings.merge(options.settings) { _, wanted in wanted }
        return settings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }.joined()
    }

    /// How to connect to one of its databases.
    package func connection(database: String = "postgres") -> PostgresConfiguration {
        PostgresConfiguration(host: directory, port: port, database: database, user: "postgres")
    }

    /// As above over TCP; only with `Options.tcp`.
    package func tcpConnection(database: String = "postgres") -> PostgresConfiguration {
        PostgresConfiguration(host: "127.0.0.1", port: port, database: database, user: "postgres")
    }

    /// Starts it again after `stop` or `kill9`, recovery included.
    package func start() async throws { try await offPool { try self.startBlocking() } }

    /// Stops it as an operator would: sessions are ended, nothing is lost.
    package func stop() async throws {
        dropMaintenance()
        try await offPool { try self.end { kill($0, SIGINT) } }
    }

    /// Kills the postmaster and all its children at once, as a power cut would.
    package func kill9() async throws {
        dropMaintenance()
        try await offPool {
            try self.end { postmaster in
                // Stopped first, so that it starts no child while they are counted.
                kill(postmaster, SIGSTOP)
                let children = Self.children(of: postmaster)
                for child in children { kill(child, SIGKILL) }
                kill(postmaster, SIGKILL)
            }
        }
    }

    /// Stops it at once: sessions are cut, and the next start has to recover.
    package func stopImmediately() async throws {
        dropMaintenance()
        try await offPool { try self.end { kill($0, SIGQUIT) } }
    }

    /// Kills one process of it; PostgreSQL then ends all sessions, recovers and goes on by itself.
    package func kill9(process: Int32) async throws {
        dropMaintenance()
        _ = try await offPool { kill(process, SIGKILL) }
    }

    /// Freezes every process of it: connections stand, nothing answers. Ends with `thaw`.
    package func freeze() { signalAll(SIGSTOP) }

    /// Lets it go on.
    package func thaw() { signalAll(SIGCONT) }

    /// Whether its first process lives.
    package var isRunning: Bool {
        guard let postmaster = running.withLock({ $0?.postmaster.pid }) else { return false }
        return kill(postmaster, 0) == 0
    }

    /// Its processes without the first.
    package var children: [Int32] { running.withLock { $0.map { Self.children(of: $0.postmaster.pid) } ?? [] } }

    private func signalAll(_ signal: Int32) {
        guard let postmaster = running.withLock({ $0?.postmaster.pid }) else { return }
        // The first one first: it starts no child while they are counted.
        kill(postmaster, signal)
        for child in Self.children(of: postmaster) { kill(child, signal) }
    }

    /// Stops and starts it.
    package func restart() async throws {
        try await stop()
        try await start()
    }

    /// The server's log so far, for the message of a failed test.
    package var log: String { (try? String(contentsOfFile: "\(directory)/log", encoding: .utf8)) ?? "" }

    // MARK: databases

    /// Creates a database with a name of its own, as a copy of `template`, to which nobody may be connected.
    package func createDatabase(template: String = "template1") async throws -> String {
        let name = counter.withLock { count in
            count += 1
            return "test_\(count)"
        }
        try await maintain("CREATE DATABASE \"\(name)\" TEMPLATE \"\(template)\"")
        return name
    }

    /// Drops a database and ends all its sessions.
    package func dropDatabase(_ name: String) async throws {
        try await maintain("DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)")
    }

    /// A database for the length of `body`.
    package func withDatabase<Value>(
        template: String = "template1", caller: isolated (any Actor)? = #isolation,
        _ body: (PostgresConfiguration) async throws -> sending Value
    ) async throws -> sending Value {
        let name = try await createDatabase(template: template)
        do {
            let value = try await body(connection(database: name))
            try await dropDatabase(name)
            return value
        } catch {
            try? await dropDatabase(name)
            throw error
        }
    }

    /// One connection runs all of these, one after another: two copies of one template at once refuse each other.
    private func maintain(_ sql: String) async throws {
        let task = maintenance.withLock { task in
            if let task { return task }
            let configuration = connection()
            let new = Task { try await PostgresConnection.connect(configuration, logger: .quiet) }
            task = new
            return new
        }
        try await task.value.execute(sql)
    }

    private func dropMaintenance() { maintenance.withLock { $0 = nil } }
}

// MARK: the process
extension PostgresServer {
    private func startBlocking() throws {
        let (reading, writing) = try ChildProcess.pipe()
        let postmaster = try ChildProcess(
            Self.asServerUser + ["\(binaries)/postgres", "-D", "\(directory)/data"], output: writing)
        close(writing)
        let ready = DispatchSemaphore(value: 0)
        let isReady = Mutex(false)
        // However it ends, and whoever ends it: a child that nobody waits for keeps exit tests from being seen.
        Thread.detachNewThread { _ = postmaster.wait() }
        let ended = DispatchGroup()
        let log = "\(directory)/log"
        ended.enter()
        // Ends when the last process of the server closes its end.
        Thread.detachNewThread {
            let file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            var buffer = [UInt8](repeating: 0, count: 8192)
            var text = ""
            while case let count = read(reading, &buffer, buffer.count), count > 0 {
                _ = write(file, buffer, count)
                guard !isReady.withLock({ $0 }) else { continue }
                text += String(decoding: buffer[0..<count], as: UTF8.self)
                if text.contains("database system is ready to accept connections") {
                    isReady.withLock { $0 = true }
                    ready.signal()
                }
            }
            close(file)
            close(reading)
            ready.signal()
            ended.leave()
        }
        guard ready.wait(timeout: .now() + 60) == .success, isReady.withLock({ $0 }) else {
            kill(postmaster.pid, SIGKILL)
            _ = postmaster.wait()
            throw SupportError("the server did not start:\n\(self.log)")
        }
        running.withLock { $0 = Running(postmaster: postmaster, ended: ended) }
    }

    private func end(_ signal: (pid_t) -> Void) throws {
        let current = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let current else { return }
        signal(current.postmaster.pid)
        _ = current.postmaster.wait()
        guard current.ended.wait(timeout: .now() + 60) == .success else {
            throw SupportError("processes of the server are left")
        }
    }

    /// Processes whose parent is `parent`. Shape of /proc/N/stat: pid (name) state ppid …
    private static func children(of parent: pid_t) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { pid in
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 1
            else { return false }
            return pid_t(fields[1]) == parent
        }
    }

    /// The prefix that turns root into `postgres`; empty for everyone else.
    private static let asServerUser: [String] =
        getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []

    private static func findBinaries() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["CARELOG_TEST_POSTGRES_BIN"] { return named }
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }
        let installed = versions.sorted(by: >).map { "\(root)/\($0)/bin" }
        let path = (environment["PATH"] ?? "").split(separator: ":").map { String($0) }
        for directory in installed + path where access("\(directory)/initdb", X_OK) == 0 { return directory }
        throw SupportError("no PostgreSQL server found; install it or set CARELOG_TEST_POSTGRES_BIN")
    }

    /// A port nobody listens on now, and that no outgoing connection gets, for those have theirs from 32,768 on.
    private static func freePort() throws -> Int {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            address.sin_port = port.bigEndian
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if bound { return Int(port) }
        }
        throw SupportError("no free port: errno \(errno)")
    }
}

extension Logger {
    /// Says only what goes wrong.
    package static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .error
        return logger
    }

    /// Says all, where what goes wrong must be told apart afterwards.
    package static var talkative: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .debug
        return logger
    }

    /// Says nothing, where things go wrong on purpose.
    package static var silent: Logger { Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }) }
}
