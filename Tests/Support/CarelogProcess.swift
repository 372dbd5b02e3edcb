internal import Foundation
internal import Glibc

/// The program under test, as it was just built.
package enum CarelogBinary {
    /// Beside the test bundle, where SwiftPM puts every product.
    package static let path: String = {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let bundle = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("carelog").path
    }()

    /// What one run of the program did.
    package struct Outcome: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    /// Runs the program to its end, on a thread that may block.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let process = try CarelogProcess(arguments, environment: environment)
                        process.waitUntilExit()
                        return Outcome(
                            status: process.status, output: process.output.text, errors: process.errors.text)
                    })
            }
        }
    }
}

/// A run of the program, with what it prints collected as it comes.
package final class CarelogProcess: Sendable {
    package let pid: Int32
    package let output: Collector
    package let errors: Collector
    private let exit = Exit()
    private static let starting = NSLock()

    /// How it ended; known after `waitUntilExit`.
    package var status: Int32 { exit.wait() }

    /// Starts it.
    package init(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var out: [Int32] = [0, 0]
        var err: [Int32] = [0, 0]
        // Another child that is started in between would hold our pipes open for as long as it lives.
        Self.starting.lock()
        defer { Self.starting.unlock() }
        guard pipe(&out) == 0, pipe(&err) == 0 else { throw CocoaError(.fileReadUnknown) }
        for end in out + err { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, out[1], 1)
        posix_spawn_file_actions_adddup2(&actions, err[1], 2)
        ChildProcess.keepOnlyStandardDescriptors(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let merged = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let line = [CarelogBinary.path] + arguments
        let words = line.map { strdup($0) } + [nil]
        let variables = merged.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, line[0], &actions, &attributes, words, variables)
        close(out[1])
        close(err[1])
        guard code == 0 else {
            close(out[0])
            close(err[0])
            throw StartFailure(description: "cannot start \(line[0]): \(String(cString: strerror(code)))")
        }
        self.pid = pid
        output = Collector(reading: out[0])
        errors = Collector(reading: err[0])
        let exit = exit
        let child = pid
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0 && errno == EINTR {}
            exit.set(status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f))
        }
    }

    /// Waits until it has ended and everything it printed was read. Blocks.
    package func waitUntilExit() {
        _ = exit.wait()
        output.waitUntilEnd()
        errors.waitUntilEnd()
    }

    /// As above, for so long at most; whether it has ended. Blocks.
    package func waitUntilExit(seconds: Double) -> Bool {
        guard exit.wait(until: Date(timeIntervalSinceNow: seconds)) else { return false }
        waitUntilExit()
        return true
    }

    package func signal(_ number: Int32) { kill(pid, number) }

    package struct StartFailure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Holds how the process ended; whoever asks waits.
    private final class Exit: @unchecked Sendable {
        // Guarded by the condition's lock; lives as long as the process object.
        private let condition = NSCondition()
        private var status: Int32?

        func set(_ value: Int32) {
            condition.lock()
            status = value
            condition.broadcast()
            condition.unlock()
        }

        func wait(until limit: Date) -> Bool {
            condition.lock()
            defer { condition.unlock() }
            while status == nil {
                if !condition.wait(until: limit) { return status != nil }
            }
            return true
        }

        func wait() -> Int32 {
            condition.lock()
            defer { condition.unlock() }
            while true {
                if let status { return status }
                condition.wait()
            }
        }
    }
}

/// Reads a pipe to its end on a thread of its own; whoever waits for a line is told when it comes.
package final class Collector: @unchecked Sendable {
    // Everything below is guarded by the condition's lock; ends with the pipe.
    private let condition = NSCondition()
    private var bytes: [UInt8] = []
    private var hasEnded = false

    init(reading descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                condition.lock()
                if count > 0 { bytes.append(contentsOf: buffer[..<count]) } else { hasEnded = true }
                condition.broadcast()
                condition.unlock()
                if count <= 0 { break }
            }
            close(descriptor)
        }
    }

    package var text: String {
        condition.lock()
        defer { condition.unlock() }
        return String(decoding: bytes, as: UTF8.self)
    }

    package func waitUntilEnd() {
        condition.lock()
        while !hasEnded { condition.wait() }
        condition.unlock()
    }

    /// Waits until a text was printed; false if the process ended, or the time is over, without it. Blocks.
    package func wait(for needle: String, seconds: Double) -> Bool {
        let limit = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if String(decoding: bytes, as: UTF8.self).contains(needle) { return true }
            if hasEnded || !condition.wait(until: limit) { return false }
        }
    }
}
