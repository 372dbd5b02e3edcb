internal import Glibc

/// Reads a file in chunks of one size, for ``CSVReader``.
///
/// **Isolation** blocks on the disk: read on a thread of your own, never on the cooperative pool.
package final class FileChunks {
    /// What a file that cannot be read answers: the path, and the system's word for why.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        /// The path as it was given.
        package let path: String
        /// The system's error number.
        package let code: Int32

        package var description: String { "cannot read \(path): \(String(cString: strerror(code)))" }
    }

    private let path: String
    private let descriptor: Int32
    private let chunkBytes: Int

    /// Opens the file at once, so that a wrong name is found before any work is done.
    package init(path: String, chunkBytes: Int = 256 * 1024) throws(Failure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        self.path = path
        self.chunkBytes = chunkBytes
    }

    deinit { close(descriptor) }

    /// The next bytes, nil at the end of the file.
    package func next() throws(Failure) -> [UInt8]? {
        var code: Int32 = 0
        let chunk = [UInt8](unsafeUninitializedCapacity: chunkBytes) { bytes, count in
            var got = read(descriptor, bytes.baseAddress, chunkBytes)
            while got < 0, errno == EINTR { got = read(descriptor, bytes.baseAddress, chunkBytes) }
            code = got < 0 ? errno : 0
            count = max(got, 0)
        }
        guard code == 0 else { throw Failure(path: path, code: code) }
        return chunk.isEmpty ? nil : chunk
    }
}
