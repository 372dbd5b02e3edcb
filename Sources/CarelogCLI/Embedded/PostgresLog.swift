internal import Glibc

/// PostgreSQL's log: a file it adds lines to, also while no carelog runs, so that there is no pipe to break.
struct PostgresLog: Sendable {
    /// The file.
    let path: String

    /// From this size on it is moved to `postgres.log.1`, in place of the one before: never more than two of them on
    /// the disk.
    static let bytesMax = 10 * 1024 * 1024

    /// The file's size; 0 if there is none.
    var byteCount: Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Copies the file aside and empties it, if it has grown beyond the limit. **Isolation** blocks on the disk.
    ///
    /// Copied, not renamed: PostgreSQL keeps the file open and adds to its end. A line written in between is lost,
    /// which a log may.
    func rotate(bytesMax: Int = Self.bytesMax) {
        guard byteCount > bytesMax else { return }
        let source = open(path, O_RDWR | O_CLOEXEC)
        guard source >= 0 else { return }
        defer { close(source) }
        let target = open(path + ".1", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard target >= 0 else { return }
        defer { close(target) }
        var offset: off_t = 0
        while sendfile(target, source, &offset, 1 << 20) > 0 {}
        ftruncate(source, 0)
    }

    /// The last lines added since the file had a size, for an error's message.
    func lines(since start: Int, atMost count: Int = 6) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        let end = byteCount
        let length = min(8 * 1024, max(0, end - start))
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, got in
            got = max(0, pread(descriptor, buffer.baseAddress, length, off_t(end - length)))
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(count).joined(separator: "\n")
    }
}
