internal import Dispatch
internal import Glibc

/// A channel that is a directory: what is sent to it becomes a file.
///
/// With idempotency keys there is one file for each key, however often that is sent; without them one for each time.
struct LoopbackDirectory: Sendable {
    let path: String
    let isIdempotent: Bool

    /// Why it takes nothing.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init(path: String, isIdempotent: Bool) throws(Failure) {
        self.path = path
        self.isIdempotent = isIdempotent
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw Failure(description: "cannot make \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Takes a text under a key; answers what it calls it. The whole text is there, durably, or nothing is.
    func take(_ text: [UInt8], key: String) async throws -> String {
        // Disks block, and the threads of the pool are two.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try store(text, key: key) }) }
        }
    }

    private func store(_ text: [UInt8], key: String) throws(Failure) -> String {
        let unique = String(UInt64.random(in: 0 ... .max), radix: 36)
        let base = key.replacing("/", with: ".")
        let name = isIdempotent ? "\(base).json" : "\(base).\(unique).json"
        let draft = "\(path)/.\(base).\(unique)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        defer { unlink(draft) }
        var isWritten = true
        var rest = text[...]
        while !rest.isEmpty && isWritten {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else { isWritten = errno == EINTR }
        }
        isWritten = isWritten && fsync(descriptor) == 0
        close(descriptor)
        // Unlike a rename it takes nothing away: what is there under this name was sent before.
        guard isWritten, link(draft, "\(path)/\(name)") == 0 || errno == EEXIST else { throw failure() }
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure() }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure() }
        return name
    }

    private func failure() -> Failure {
        Failure(description: "cannot write in \(path): \(String(cString: strerror(errno)))")
    }
}
