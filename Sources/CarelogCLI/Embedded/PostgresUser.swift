internal import Glibc

/// The unprivileged user that PostgreSQL runs as when carelog runs as root, which PostgreSQL refuses to do.
struct PostgresUser: Equatable, Sendable {
    /// The user's number.
    let uid: uid_t
    /// The number of the user's first group.
    let gid: gid_t
    /// For messages.
    let name: String

    /// What goes before a command to run it as this user, keeping its process number. **Source** setpriv(1) of
    /// util-linux.
    var prefix: [String] {
        [Self.setpriv, "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups", "--inh-caps=-all", "--"]
    }

    /// Essential on Debian.
    static let setpriv = "/usr/bin/setpriv"

    /// Who runs PostgreSQL: ourselves (nil) unless we are root; then the owner of data that exist, else `postgres`,
    /// else `nobody`.
    ///
    /// - Parameter dataDirectory: PostgreSQL serves only data that its own user owns.
    static func choose(dataDirectory: String) throws(EmbeddedPostgresError) -> PostgresUser? {
        var status = stat()
        let exists = stat(dataDirectory, &status) == 0
        guard geteuid() == 0 else {
            if exists, status.st_uid != geteuid() {
                let owner = byNumber(status.st_uid)?.name ?? "user \(status.st_uid)"
                throw EmbeddedPostgresError(
                    code: .directory,
                    message:
                        "\(dataDirectory) belongs to \(owner): run carelog as that user or as root, or name another --data"
                )
            }
            return nil
        }
        if exists, status.st_uid != 0 {
            return byNumber(status.st_uid)
                ?? PostgresUser(uid: status.st_uid, gid: status.st_gid, name: "user \(status.st_uid)")
        }
        guard let user = byName("postgres") ?? byName("nobody") else {
            throw EmbeddedPostgresError(
                code: .directory,
                message:
                    "PostgreSQL does not run as root and there is no user postgres or nobody: run carelog as another user"
            )
        }
        return user
    }

    /// More than sysconf(_SC_GETPW_R_SIZE_MAX) suggests.
    private static let bufferBytes = 16 * 1024

    private static func byName(_ name: String) -> PostgresUser? {
        look { entry, buffer, result in getpwnam_r(name, entry, buffer, bufferBytes, result) }
    }

    private static func byNumber(_ uid: uid_t) -> PostgresUser? {
        look { entry, buffer, result in getpwuid_r(uid, entry, buffer, bufferBytes, result) }
    }

    private typealias Look = (
        UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>,
        UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32

    private static func look(_ look: Look) -> PostgresUser? {
        var entry = passwd()
        var result: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferBytes) { buffer in
            guard let base = buffer.baseAddress, look(&entry, base, &result) == 0, result != nil,
                let name = entry.pw_name
            else { return nil }
            return PostgresUser(uid: entry.pw_uid, gid: entry.pw_gid, name: String(cString: name))
        }
    }
}
