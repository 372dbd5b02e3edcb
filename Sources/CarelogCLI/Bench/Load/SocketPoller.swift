internal import Glibc

/// Waits for any of many sockets, at the cost of those that are ready. **Source**: epoll(7).
///
/// Looked up in the C library that is loaded, since Swift's import of it lacks `sys/epoll.h`.
/// **Isolation**: one thread at a time.
final class SocketPoller {
    private typealias Create = @convention(c) (Int32) -> Int32
    private typealias Control = @convention(c) (Int32, Int32, Int32, UnsafeMutableRawPointer?) -> Int32
    private typealias Wait =
        @convention(c) (Int32, UnsafeMutableRawPointer?, Int32, UnsafePointer<timespec>?, OpaquePointer?) -> Int32

    /// `struct epoll_event`: 32 bits of events, then 64 bits of ours; packed where 32-bit programs must agree.
    #if arch(x86_64)
    private static let eventBytes = 12
    private static let dataOffset = 4
    #else
    private static let eventBytes = 16
    private static let dataOffset = 8
    #endif
    private static let readable: UInt32 = 1
    private static let add: Int32 = 1
    private static let readyMax = 256

    private let descriptor: Int32
    private let control: Control
    private let wait: Wait
    private let ready = UnsafeMutableRawPointer.allocate(byteCount: readyMax * eventBytes, alignment: 8)

    /// **Errors**: the system has no epoll, or too many files are open.
    init() throws {
        guard let create = dlsym(nil, "epoll_create1"), let control = dlsym(nil, "epoll_ctl"),
            let wait = dlsym(nil, "epoll_pwait2")
        else { throw BenchFailure("this system has no epoll_pwait2: glibc 2.35 and Linux 5.11 have it") }
        self.control = unsafeBitCast(control, to: Control.self)
        self.wait = unsafeBitCast(wait, to: Wait.self)
        descriptor = unsafeBitCast(create, to: Create.self)(0)
        guard descriptor >= 0 else { throw BenchFailure("epoll_create1: \(SystemFailure(code: errno))") }
    }

    deinit {
        close(descriptor)
        ready.deallocate()
    }

    /// Watches a socket, which is called by this number from now on.
    func watch(_ socket: Int32, as index: Int) throws {
        var event = (UInt64(0), UInt64(0))
        let status = withUnsafeMutableBytes(of: &event) { bytes in
            bytes.storeBytes(of: Self.readable, toByteOffset: 0, as: UInt32.self)
            bytes.storeBytes(of: UInt64(index), toByteOffset: Self.dataOffset, as: UInt64.self)
            return control(descriptor, Self.add, socket, bytes.baseAddress)
        }
        guard status == 0 else { throw BenchFailure("epoll_ctl: \(SystemFailure(code: errno))") }
    }

    /// Waits until sockets have something to read or the time is over, and calls `body` with each one's number.
    func poll(for duration: Duration, _ body: (Int) throws -> Void) throws {
        let (seconds, attoseconds) = max(duration, .zero).components
        var timeout = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        let count = wait(descriptor, ready, Int32(Self.readyMax), &timeout, nil)
        guard count >= 0 else {
            if errno == EINTR { return }
            throw BenchFailure("epoll_pwait2: \(SystemFailure(code: errno))")
        }
        for index in 0..<Int(count) {
            let data = ready.loadUnaligned(
                fromByteOffset: index * Self.eventBytes + Self.dataOffset, as: UInt64.self)
            try body(Int(data))
        }
    }
}
