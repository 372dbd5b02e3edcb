internal import Dispatch
internal import FoundationEssentials
package import Logging
internal import Synchronization

/// A private PostgreSQL for `carelog up`: made on first use, found again afterwards, started again when it dies,
/// stopped at the end.
///
/// It listens on a socket that only its own user (and root) can reach, and on no TCP port; whoever gets there is
/// trusted, as any role. Its server processes are in a session of their own, so that Ctrl-C reaches carelog alone.
/// After `kill -9` of carelog they go on running, and the next carelog on the directory takes them over.
///
/// **Isolation** callable from anywhere; all that blocks runs on a queue of its own, one thing at a time.
package final class EmbeddedPostgres: Sendable {
    /// How to reach the server; the same for as long as this object lives, also after a restart.
    package struct Endpoint: Equatable, Sendable {
        /// The folder of the socket: libpq's `host`.
        package let socketDirectory: String
        /// Names the socket; no TCP port is open.
        package let port: Int
        /// A superuser, who needs no password here.
        package let superuser: String

        /// A connection string for libpq. **Source** PostgreSQL 15, section 34.1.1.1.
        package func connectionString(database: String) -> String {
            let parts = [("host", socketDirectory), ("port", "\(port)"), ("user", superuser), ("dbname", database)]
            return parts.map { "\($0.0)='\(Self.escaped($0.1))'" }.joined(separator: " ")
        }

        private static func escaped(_ value: String) -> String {
            String(value.flatMap { $0 == "'" || $0 == "\\" ? ["\\", $0] : [$0] })
        }
    }

    /// What happens to the server, for whoever shows it to people. The same is logged.
    package enum Event: Equatable, Sendable {
        /// A server was started.
        case started(pid: Int32)
        /// A server that an earlier carelog left behind was taken over.
        case adopted(pid: Int32)
        /// Sessions whose server was killed have ended, or were ended.
        case orphansEnded(count: Int)
        /// The server died; it is started again unless this was once too often.
        case died(pid: Int32, how: String)
        /// The server was stopped because we were asked to.
        case stopped(pid: Int32)
    }

    /// How often the server is looked at.
    private static let watchInterval: Duration = .milliseconds(100)
    /// How often the size of the log is looked at, in such looks: every ten seconds.
    private static let looksPerRotation = 100

    private let directory: DataDirectory
    private let logger: Logger
    private let onEvent: @Sendable (Event) -> Void
    private let environment: [String: String]
    private let queue = DispatchQueue(label: "carelog.embedded-postgres")
    private let state = Mutex(State())

    private struct State {
        var lock: DirectoryLock?
        var cluster: EmbeddedCluster?
        var endpoint: Endpoint?
        var postmaster: Postmaster?
        var isStopping = false
    }

    /// - Parameters:
    ///   - directory: made if it does not exist.
    ///   - environment: where `PATH` is looked up.
    ///   - onEvent: called on the queue, in order; must not block for long.
    package init(
        directory: DataDirectory, logger: Logger, environment: [String: String] = ProcessInfo.processInfo.environment,
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.directory = directory
        self.logger = logger
        self.environment = environment
        self.onEvent = onEvent
    }

    /// How to reach the server once ``start()`` has returned.
    package var endpoint: Endpoint? { state.withLock { $0.endpoint } }

    /// Makes the cluster if there is none, takes over a server that runs on it, else starts one; returns when it takes
    /// connections.
    ///
    /// **Errors** every code of ``EmbeddedPostgresError`` but `.keepsDying`. After an error the directory is free
    /// again.
    @discardableResult
    package func start() async throws(EmbeddedPostgresError) -> Endpoint {
        try await onQueue { () throws(EmbeddedPostgresError) -> Endpoint in
            if let endpoint = self.endpoint { return endpoint }
            do throws(EmbeddedPostgresError) {
                return try self.open()
            } catch {
                self.state.withLock { $0.lock = nil }
                throw error
            }
        }
    }

    /// Watches the server and starts it again when it dies, until the task is cancelled; does not stop it then.
    ///
    /// **Errors** `.keepsDying` after ``RestartPolicy/deathsMax`` deaths in a minute.
    package func run() async throws(EmbeddedPostgresError) {
        var policy = RestartPolicy()
        let began = ContinuousClock.now
        var looks = 0
        while !Task.isCancelled {
            looks += 1
            let rotate = looks % Self.looksPerRotation == 0
            let death = try await onQueue { () throws(EmbeddedPostgresError) -> String? in self.look(rotate: rotate) }
            guard let death else {
                // Only cancellation ends the sleep early, and then so does the loop.
                try? await Task.sleep(for: Self.watchInterval)
                continue
            }
            switch policy.died(at: ContinuousClock.now - began) {
            case .giveUp:
                throw EmbeddedPostgresError(
                    code: .keepsDying,
                    message:
                        "PostgreSQL in \(directory.data) died \(RestartPolicy.deathsMax) times within a minute, last by \(death); "
                        + "see \(directory.log.path)")
            case .restart(let pause):
                try? await Task.sleep(for: pause)
                if Task.isCancelled { return }
                await restart()
            }
        }
    }

    /// Stops the server that was started or taken over, and frees the directory. Does nothing the second time.
    ///
    /// Sessions are ended; what was committed is safe. Takes a minute and a quarter at most.
    package func stop() async {
        state.withLock { $0.isStopping = true }
        _ = try? await onQueue { () throws(EmbeddedPostgresError) in self.close() }
    }
}

extension EmbeddedPostgres {
    /// Runs on the queue: everything up to a server that takes connections.
    private func open() throws(EmbeddedPostgresError) -> Endpoint {
        let directory = try directory.prepare()
        let lock = try DirectoryLock(path: directory.lock)
        state.withLock { $0.lock = lock }
        let cluster = try EmbeddedCluster(directory, environment: environment)
        let postmaster: Postmaster
        var folder = cluster.socketFolder
        if let (found, itsFolder) = cluster.adopt(isCancelled: { state.withLock { $0.isStopping } }) {
            postmaster = found
            folder = itsFolder
            report(.adopted(pid: found.identity.pid))
        } else {
            postmaster = try launch(cluster)
        }
        let endpoint = Endpoint(
            socketDirectory: folder, port: PostgresSocket.port, superuser: PostgresSettings.superuser)
        state.withLock {
            $0.cluster = cluster
            $0.postmaster = postmaster
            $0.endpoint = endpoint
        }
        return endpoint
    }

    private func launch(_ cluster: EmbeddedCluster) throws(EmbeddedPostgresError) -> Postmaster {
        let orphans = try cluster.endOrphans()
        if orphans > 0 { report(.orphansEnded(count: orphans)) }
        let postmaster = try cluster.launch { state.withLock { $0.isStopping } }
        report(.started(pid: postmaster.identity.pid))
        return postmaster
    }

    /// Runs on the queue: how the server died, nil if it runs or is not meant to.
    private func look(rotate: Bool) -> String? {
        let (postmaster, cluster, isStopping) = state.withLock { ($0.postmaster, $0.cluster, $0.isStopping) }
        guard let cluster, !isStopping else { return nil }
        if rotate { cluster.directory.log.rotate() }
        // Without a server the last attempt to start one failed, which counts like a death.
        guard let postmaster else { return "a start that failed" }
        guard let exit = postmaster.poll() else { return nil }
        state.withLock { $0.postmaster = nil }
        report(.died(pid: postmaster.identity.pid, how: exit.description))
        return exit.description
    }

    private func restart() async {
        do throws(EmbeddedPostgresError) {
            try await onQueue { () throws(EmbeddedPostgresError) in
                let (cluster, isStopping) = self.state.withLock { ($0.cluster, $0.isStopping) }
                guard let cluster, !isStopping else { return }
                let postmaster = try self.launch(cluster)
                self.state.withLock { $0.postmaster = postmaster }
            }
        } catch {
            logger.warning("PostgreSQL could not be started again", metadata: ["postgres.error": "\(error)"])
        }
    }

    /// Runs on the queue.
    private func close() {
        let (postmaster, folder) = state.withLock { ($0.postmaster, $0.endpoint?.socketDirectory) }
        if let postmaster {
            _ = postmaster.stop(fastSeconds: 60)
            report(.stopped(pid: postmaster.identity.pid))
        }
        if let folder { PostgresSocket.discard(folder) }
        // A stopped one may be started again.
        state.withLock { $0 = State() }
    }

    private func report(_ event: Event) {
        switch event {
        case .started(let pid): logger.info("PostgreSQL started", metadata: ["postgres.pid": "\(pid)"])
        case .adopted(let pid):
            logger.info("PostgreSQL was running and is taken over", metadata: ["postgres.pid": "\(pid)"])
        case .orphansEnded(let count):
            logger.warning("Sessions of a killed PostgreSQL have ended", metadata: ["postgres.sessions": "\(count)"])
        case .died(let pid, let how):
            logger.error("PostgreSQL died", metadata: ["postgres.pid": "\(pid)", "postgres.exit": "\(how)"])
        case .stopped(let pid): logger.info("PostgreSQL stopped", metadata: ["postgres.pid": "\(pid)"])
        }
        onEvent(event)
    }

    private func onQueue<Value: Sendable>(
        _ work: @escaping @Sendable () throws(EmbeddedPostgresError) -> Value
    ) async throws(EmbeddedPostgresError) -> Value {
        let result: Result<Value, EmbeddedPostgresError> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { () throws(EmbeddedPostgresError) in try work() }) }
        }
        return try result.get()
    }
}
