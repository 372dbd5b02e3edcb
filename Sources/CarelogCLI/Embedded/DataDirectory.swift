internal import FoundationEssentials
internal import Glibc

/// Where `carelog up` keeps everything.
///
/// **Shape** below the directory: `carelog.lock` (who holds it), `postgres.log` and `postgres.log.1`, and `postgres/`,
/// which belongs to the user that runs PostgreSQL and is closed to all others: `postgres/data` is the cluster,
/// `postgres/run` its socket.
package struct DataDirectory: Equatable, Sendable {
    /// The directory itself, without links once ``prepare()`` has run.
    package let path: String

    /// - Parameter path: where it is or will be.
    package init(path: String) {
        self.path = path
    }

    /// The directory that is used when none is named: `/var/lib/carelog` for root, else by the XDG rules.
    package static func standard(environment: [String: String], isRoot: Bool) -> DataDirectory {
        if isRoot { return DataDirectory(path: "/var/lib/carelog") }
        // Relative paths there are to be ignored. Source: XDG Base Directory Specification.
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            return DataDirectory(path: "\(data)/carelog")
        }
        return DataDirectory(path: "\(environment["HOME"] ?? "")/.local/share/carelog")
    }

    var lock: String { "\(path)/carelog.lock" }
    var log: PostgresLog { PostgresLog(path: "\(path)/postgres.log") }
    var own: String { "\(path)/postgres" }
    var data: String { "\(own)/data" }
    var run: String { "\(own)/run" }

    /// Makes the directory if need be, and names it without links, as `/proc` does. **Errors** `.directory`.
    ///
    /// For root it can be passed through but not listed by others, because the user of PostgreSQL must get to its part.
    func prepare() throws(EmbeddedPostgresError) -> DataDirectory {
        guard Self.make(path, mode: geteuid() == 0 ? 0o711 : 0o700) else {
            throw Self.failure("cannot make \(path): \(SystemFailure(code: errno)); name another --data")
        }
        guard let resolved = realpath(path, nil) else {
            throw Self.failure("cannot find \(path): \(SystemFailure(code: errno)); name another --data")
        }
        defer { free(resolved) }
        return DataDirectory(path: String(cString: resolved))
    }

    /// Makes PostgreSQL's own part and checks that its user gets there. **Errors** `.directory`, naming the folder that
    /// is closed.
    func prepareOwn(for user: PostgresUser?) throws(EmbeddedPostgresError) {
        for folder in [own, run] {
            guard Self.make(folder, mode: 0o700) else {
                throw Self.failure("cannot make \(folder): \(SystemFailure(code: errno))")
            }
            chmod(folder, 0o700)
            if let user { chown(folder, user.uid, user.gid) }
        }
        guard let user, !canEnter(run, user) else { return }
        var reached = ""
        for part in run.split(separator: "/") {
            reached += "/\(part)"
            if !canEnter(reached, user) { break }
        }
        throw Self.failure(
            "PostgreSQL runs as \(user.name), who may not enter \(reached): chmod o+x \(reached), or name another --data"
        )
    }

    private func canEnter(_ folder: String, _ user: PostgresUser) -> Bool {
        let command = ChildCommand(
            program: "/usr/bin/test", arguments: ["-x", folder], user: user, outputPath: "/dev/null")
        return (try? command.run(seconds: 10)) == .exited(0)
    }

    /// Makes a folder and those above it, the last with exactly this mode; an existing one stays as it is.
    private static func make(_ folder: String, mode: mode_t) -> Bool {
        if makeOne(folder, mode: mode) { return true }
        guard errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash != folder.startIndex,
            make(String(folder[..<slash]), mode: 0o755)
        else { return false }
        // Once: below /proc, and where a link leads nowhere, a folder cannot be made however often it is tried.
        return makeOne(folder, mode: mode)
    }

    private static func makeOne(_ folder: String, mode: mode_t) -> Bool {
        if mkdir(folder, mode) == 0 { return chmod(folder, mode) == 0 }
        guard errno == EEXIST else { return false }
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            errno = ENOTDIR
            return false
        }
        return true
    }

    private static func failure(_ message: String) -> EmbeddedPostgresError {
        EmbeddedPostgresError(code: .directory, message: message)
    }
}
