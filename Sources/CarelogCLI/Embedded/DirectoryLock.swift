internal import Glibc

/// Holds a directory for one carelog. The kernel lets go of it when the process ends, however it ends.
///
/// **Isolation** immutable; closing in `deinit` is safe on any thread.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock. **Errors** `.inUse` with the holder's number; `.directory` if the file cannot be made.
    init(path: String) throws(EmbeddedPostgresError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw EmbeddedPostgresError(
                code: .directory, message: "cannot make \(path): \(SystemFailure(code: errno)); is the directory yours?"
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            let holder = FileText.read(path).flatMap { Int32($0.prefix { $0.isNumber }) }
            let who = holder.map { "process \($0)" } ?? "another process"
            throw EmbeddedPostgresError(
                code: .inUse,
                message:
                    "another carelog (\(who)) already runs on this directory: stop it, or name another --data (\(path) is locked)"
            )
        }
        let line = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, line, line.count, 0)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
