internal import FoundationEssentials
internal import Glibc

/// One cluster on the disk and what it takes to run it. **Isolation** every method blocks: only on a thread of our own.
struct EmbeddedCluster: Sendable {
    /// Where it is.
    let directory: DataDirectory
    /// Who runs it.
    let user: PostgresUser?
    /// What runs it.
    let installation: PostgresInstallation
    /// Where its socket is.
    let socketFolder: String

    /// How long a start may take; replaying the log after a crash is part of it.
    static let startSeconds: Double = 300
    /// How long sessions whose server was killed may take to notice, before they are ended.
    static let orphanSeconds: Double = 5

    /// Finds or makes the cluster. **Errors** `.directory`, `.notInstalled`, `.initialisation`.
    init(_ directory: DataDirectory, environment: [String: String]) throws(EmbeddedPostgresError) {
        let user = try PostgresUser.choose(dataDirectory: directory.data)
        try directory.prepareOwn(for: user)
        let dataMajor = FileText.read("\(directory.data)/PG_VERSION").flatMap { Int($0.prefix { $0.isNumber }) }
        let installation = try PostgresInstallation.find(
            dataMajor: dataMajor, in: PostgresInstallation.searchPath(environment: environment),
            scratch: "\(directory.path)/.version")
        if dataMajor == nil { try Self.initialise(directory, user, installation) }
        self.directory = directory
        self.user = user
        self.installation = installation
        let earlier = Self.postmasterFile(directory)?.socketDirectory
        socketFolder = try PostgresSocket.folder(directory, user: user, earlier: earlier)
    }

    /// Makes the cluster beside its place and moves it there when it is whole, so that a crash leaves none or a whole
    /// one.
    private static func initialise(
        _ directory: DataDirectory, _ user: PostgresUser?, _ installation: PostgresInstallation
    ) throws(EmbeddedPostgresError) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: directory.own)) ?? [] where name.hasPrefix("new-") {
            try? files.removeItem(atPath: "\(directory.own)/\(name)")
        }
        let fresh = "\(directory.own)/new-\(getpid())"
        let start = directory.log.byteCount
        // Bytes order texts, but letters know their case; a system without C.UTF-8 gets plain C.
        var done = false
        for type in ["C.UTF-8", "C"] where !done {
            try? files.removeItem(atPath: fresh)
            let command = ChildCommand(
                program: "\(installation.programs)/initdb",
                arguments: [
                    "--pgdata=\(fresh)", "--username=\(PostgresSettings.superuser)", "--encoding=UTF8", "--locale=C",
                    "--lc-ctype=\(type)", "--data-checksums", "--auth-local=trust", "--auth-host=reject",
                    "--no-instructions",
                ], user: user, outputPath: directory.log.path)
            do throws(SystemFailure) {
                done = try command.run(seconds: 120) == .exited(0)
            } catch {
                throw EmbeddedPostgresError(
                    code: .initialisation, message: "cannot run \(user?.prefix[0] ?? command.program): \(error)")
            }
        }
        guard done, append(PostgresSettings.initial, to: "\(fresh)/postgresql.conf"), rename(fresh, directory.data) == 0
        else {
            throw EmbeddedPostgresError(
                code: .initialisation,
                message: "cannot make a cluster in \(directory.data):\n\(directory.log.lines(since: start))")
        }
        let parent = open(directory.own, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if parent >= 0 {
            fsync(parent)
            close(parent)
        }
    }

    private static func append(_ text: String, to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        return write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    }

    private static func postmasterFile(_ directory: DataDirectory) -> PostmasterFile? {
        FileText.read("\(directory.data)/postmaster.pid").flatMap { PostmasterFile($0) }
    }
}

extension EmbeddedCluster {
    /// A server that already runs on this cluster and takes our connections, and its socket's folder; nil if there is
    /// none.
    ///
    /// One that is going down, or that cannot be reached, is waited for or stopped first.
    func adopt(isCancelled: () -> Bool) -> (postmaster: Postmaster, socketFolder: String)? {
        guard let file = Self.postmasterFile(directory) else { return nil }
        guard let identity = ProcessTable.postgres(file.pid, workingIn: directory.data) else { return nil }
        let postmaster = Postmaster(identity: identity, isChild: false)
        var folder: String?
        _ = Pause.until(seconds: Self.startSeconds) {
            let latest = Self.postmasterFile(directory)
            if latest?.status == .ready { folder = latest?.socketDirectory }
            return folder != nil || latest?.status == .stopping || !identity.isAlive || isCancelled()
        }
        if let folder, PostgresSocket.answers(in: folder) { return (postmaster, folder) }
        _ = postmaster.stop(fastSeconds: 60)
        return nil
    }

    /// Ends sessions that have outlived their server, and says how many there were: a new server refuses to start
    /// beside them.
    ///
    /// Most end by themselves when they next wait. Ending the others is safe, because no new server has started, which
    /// our lock ensures. **Errors** `.start` if one cannot be ended.
    func endOrphans() throws(EmbeddedPostgresError) -> Int {
        func orphans() -> [ProcessIdentity] { ProcessTable.allPostgres(workingIn: directory.data) }
        let count = orphans().count
        if count == 0 || Pause.until(seconds: Self.orphanSeconds, { orphans().isEmpty }) { return count }
        for signal in [SIGQUIT, SIGKILL] {
            for orphan in orphans() { orphan.signal(signal) }
            if Pause.until(seconds: 2, { orphans().isEmpty }) { return count }
        }
        let numbers = orphans().map { "\($0.pid)" }.joined(separator: ", ")
        throw EmbeddedPostgresError(
            code: .start,
            message: "processes of an earlier PostgreSQL still use \(directory.data) and cannot be ended: \(numbers)")
    }

    /// Removes what a killed server left and a new one would trip over, when no process of this cluster is left.
    ///
    /// PostgreSQL takes a lock file for valid if *some* process has its number: a stranger that was given it since, or
    /// the zombie that a container's first process does not bury. Where there is none it cleans up itself, which is
    /// left to it.
    private func removeStaleFiles() {
        if let file = Self.postmasterFile(directory), kill(file.pid, 0) == 0 {
            unlink("\(directory.data)/postmaster.pid")
        }
        let socket = "\(socketFolder)/.s.PGSQL.\(PostgresSocket.port)"
        unlink(socket)
        unlink(socket + ".lock")
    }

    /// Starts a server and waits until it takes connections; call it only after ``endOrphans()``. **Errors** `.start`
    /// with the end of its log; `.stopped`.
    ///
    /// - Parameter isCancelled: asked again and again; true stops what was started.
    func launch(isCancelled: () -> Bool) throws(EmbeddedPostgresError) -> Postmaster {
        let log = directory.log
        log.rotate()
        removeStaleFiles()
        let start = log.byteCount
        let settings = PostgresSettings.fixed(socketFolder: socketFolder)
        let command = ChildCommand(
            program: "\(installation.programs)/postgres",
            arguments: ["-D", directory.data] + settings.flatMap { ["-c", "\($0.name)=\($0.value)"] },
            user: user, outputPath: log.path)
        func failure(_ how: String) -> EmbeddedPostgresError {
            EmbeddedPostgresError(
                code: .start,
                message: "PostgreSQL in \(directory.data) \(how); \(log.path) says:\n\(log.lines(since: start))")
        }
        let cancelled = EmbeddedPostgresError(code: .stopped, message: "stopped while PostgreSQL was starting")
        if isCancelled() { throw cancelled }
        let pid: pid_t
        do throws(SystemFailure) { pid = try command.spawn() } catch { throw failure("cannot be started: \(error)") }
        guard let entry = ProcessTable.entry(pid) else {
            throw failure("did not start (\(ChildExit.poll(pid) ?? .gone))")
        }
        let postmaster = Postmaster(identity: ProcessIdentity(pid: pid, startedAt: entry.startedAt), isChild: true)

        let deadline = ContinuousClock.now + .seconds(Self.startSeconds)
        while true {
            if let exit = postmaster.poll() { throw failure("did not start (\(exit))") }
            let file = Self.postmasterFile(directory)
            if file?.pid == pid, file?.status == .ready, PostgresSocket.answers(in: socketFolder) { return postmaster }
            if isCancelled() {
                _ = postmaster.stop(fastSeconds: 30)
                throw cancelled
            }
            if ContinuousClock.now > deadline {
                _ = postmaster.stop(fastSeconds: 10)
                throw failure("was not ready within \(Int(Self.startSeconds)) seconds")
            }
            Pause.short()
        }
    }
}
