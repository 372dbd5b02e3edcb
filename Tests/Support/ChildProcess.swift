internal import Foundation
internal import Glibc

/// A child process that shares nothing with us but the descriptors it is given.
///
/// Foundation's `Process` leaks our descriptors into children on some paths; a watchdog whose pipe is also open in some
/// other child would never see it close. Here every pipe is close-on-exec and spawning is serialised.
final class ChildProcess: Sendable {
    let pid: pid_t
    private static let lock = NSLock()

    /// Starts `arguments[0]` (a full path) with the given descriptors as its standard ones; -1 stands for /dev/null.
    init(_ arguments: [String], input: Int32 = -1, output: Int32 = -1) throws {
        Self.lock.lock()
        defer { Self.lock.unlock() }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if input >= 0 {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        for target in [Int32(1), 2] {
            if output >= 0 {
                posix_spawn_file_actions_adddup2(&actions, output, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_WRONLY, 0)
            }
        }
        Self.keepOnlyStandardDescriptors(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A fresh signal state and a process group of its own: a Ctrl-C in the terminal is for the tests alone.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        argv.append(nil)
        let variables = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC"]
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) }
        environment.append(nil)
        defer { for pointer in argv + environment { free(pointer) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, arguments[0], &actions, &attributes, argv, environment)
        guard status == 0 else { throw SupportError("cannot start \(arguments[0]): errno \(status)") }
        self.pid = pid
    }

    /// Waits for the end and returns the exit status, or 128 + signal.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }

    /// Lets a child have none of our descriptors but the standard three.
    ///
    /// Others' sockets are not close-on-exec: with thousands of them open a child would find no room for its own files, and
    /// whoever closes one here would not be noticed at its other end for as long as the child lives.
    static func keepOnlyStandardDescriptors(_ actions: inout posix_spawn_file_actions_t) {
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, 3)
    }

    /// A pipe neither of whose ends survives an exec.
    static func pipe() throws -> (reading: Int32, writing: Int32) {
        lock.lock()
        defer { lock.unlock() }
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw SupportError("cannot make a pipe: errno \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Runs a command to its end and returns what it printed. Blocks; call it off the cooperative pool.
    static func run(_ arguments: [String]) throws -> String {
        let (reading, writing) = try pipe()
        let child = try ChildProcess(arguments, output: writing)
        close(writing)
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(reading, &buffer, buffer.count), count > 0 { text += buffer[0..<count] }
        close(reading)
        let status = child.wait()
        let output = String(decoding: text, as: UTF8.self)
        guard status == 0 else {
            throw SupportError("\(arguments.joined(separator: " ")) ended with \(status):\n\(output)")
        }
        return output
    }
}

/// Other programs that tests make use of.
package enum Tool {
    /// Runs one to its end; what it printed. **Errors**: `SupportError`, if it ends with another status than 0.
    package static func run(_ arguments: [String]) async throws -> String {
        try await offPool { try ChildProcess.run(arguments) }
    }
}

/// Something the tests' surroundings could not do.
package struct SupportError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Runs blocking work on a thread of Dispatch, because the cooperative pool has no thread to spare.
package func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { waiter in
        DispatchQueue.global().async { waiter.resume(with: Result { try body() }) }
    }
}
