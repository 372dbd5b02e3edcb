internal import CLibpq
internal import Glibc

/// A file descriptor that makes a sleeping poll(2) return.
///
/// Isolation: `signal` from any thread, `clear` from the polling one. The descriptor lives as long as the object.
final class Wakeup: Sendable {
    /// What to give to poll(2), for reading.
    let descriptor: Int32

    /// Errors: `connectionFailed` when the process has no descriptors left.
    init() throws(PostgresError) {
        descriptor = clibpq_eventfd()
        guard descriptor >= 0 else {
            throw PostgresError(
                .connectionFailed,
                "no file descriptor for a connection thread (errno \(errno)); raise the open-files limit")
        }
    }

    deinit { close(descriptor) }

    /// Makes the descriptor readable.
    func signal() {
        var one: UInt64 = 1
        // EAGAIN would mean the counter is full, so the thread is awake anyway.
        _ = write(descriptor, &one, 8)
    }

    /// Makes the descriptor unreadable again.
    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }

    /// Names the calling thread for `top -H` and debuggers; 15 bytes are kept.
    static func nameCurrentThread(_ name: String) { clibpq_name_thread(name) }
}
