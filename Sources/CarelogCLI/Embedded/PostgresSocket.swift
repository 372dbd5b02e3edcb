internal import Glibc

/// The folder of PostgreSQL's socket: in the data directory, or in a private one of the system's temporary folder if
/// that is too long.
enum PostgresSocket {
    /// The port that only names the socket; no TCP port is opened.
    static let port = 5432

    /// The longest folder: `sun_path` holds 107 bytes and a NUL, `/.s.PGSQL.5432` needs 14. **Source** unix(7).
    static let folderBytesMax = 107 - 14

    /// What a private folder's name begins with.
    private static let prefix = "/tmp/carelog-"

    /// The folder to use for a cluster.
    ///
    /// - Parameter earlier: the folder that a PostgreSQL that died has left behind, which is used again if it is still
    ///   private.
    static func folder(_ directory: DataDirectory, user: PostgresUser?, earlier: String?) throws(EmbeddedPostgresError)
        -> String
    {
        if directory.run.utf8.count <= folderBytesMax { return directory.run }
        let uid = user?.uid ?? geteuid()
        if let earlier, earlier.hasPrefix(prefix), isPrivate(earlier, to: uid) { return earlier }
        let made = withTemplate("\(prefix)XXXXXX") { mkdtemp($0).map { String(cString: $0) } }
        guard let made else {
            throw EmbeddedPostgresError(
                code: .directory,
                message: "\(directory.path) is too long for a socket, and no folder could be made in /tmp: "
                    + "\(SystemFailure(code: errno)); name a shorter --data")
        }
        if let user { chown(made, user.uid, user.gid) }
        return made
    }

    /// Removes a private folder after PostgreSQL has stopped; one in the data directory stays.
    static func discard(_ folder: String) {
        if folder.hasPrefix(prefix) { rmdir(folder) }
    }

    /// True if somebody listens there and we may connect.
    static func answers(in folder: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array("\(folder)/.s.PGSQL.\(port)".utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    /// The value of `unix_socket_directories`, which is a list of names that may be quoted.
    static func setting(_ folder: String) -> String {
        "\"" + folder.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func isPrivate(_ folder: String, to uid: uid_t) -> Bool {
        var status = stat()
        return lstat(folder, &status) == 0 && status.st_mode & (S_IFMT | 0o777) == S_IFDIR | 0o700
            && status.st_uid == uid
    }

    private static func withTemplate<Result>(_ template: String, _ body: (UnsafeMutablePointer<CChar>) -> Result?)
        -> Result?
    {
        guard let copy = strdup(template) else { return nil }
        defer { free(copy) }
        return body(copy)
    }
}
