internal import Foundation
internal import Glibc
internal import Support
internal import Synchronization

/// `carelog serve` as a process that is started, killed, frozen and started again.
package final class CarelogServer: Sendable {
    /// How one run of it is set up.
    package struct Launch: Sendable {
        package var environment: [String: String] = [:]

        package init(environment: [String: String] = [:]) { self.environment = environment }

        /// Dies at the nth passage of a failpoint.
        package static func dying(at failpoint: String, passage: Int) -> Launch {
            Launch(environment: ["CARELOG_FAILPOINT": "\(failpoint):\(passage)"])
        }
    }

    private struct State {
        var process: CarelogProcess?
        var port = 0
        var said = ""
        var kills = 0
        var starts = 0
    }

    private let database: String
    private let keys: String
    private let state = Mutex(State())

    /// `database` is an address as libpq reads it, `keys` a file.
    init(database: String, keys: String) {
        self.database = database
        self.keys = keys
    }

    /// Where it listens; another port after every start.
    package var port: Int { state.withLock { $0.port } }
    /// How often it was killed, by whomever.
    package var kills: Int { state.withLock { $0.kills } }
    /// What it wrote to stderr, over all its runs.
    package var said: String {
        state.withLock { $0.said + ($0.process?.errors.text ?? "") }
    }
    package var pid: Int32 { state.withLock { $0.process?.pid ?? 0 } }

    /// Starts it and waits until it serves. **Errors**: it ended, or took longer than a minute.
    package func start(_ launch: Launch = Launch()) async throws {
        let starts = state.withLock { state in
            state.starts += 1
            return state.starts
        }
        // Every other run appends batches beside each other whenever it can, as else only a crowd of clients makes it.
        let crowd = starts.isMultiple(of: 2) ? [:] : ["CARELOG_CROWD": "1"]
        let process = try CarelogProcess(
            ["serve", "--database", database, "--keys", keys, "--listen", "127.0.0.1:0", "--log-level", "warning"],
            environment: launch.environment.merging(crowd) { given, _ in given })
        state.withLock { $0.process = process }
        let announcement = "carelog is ready on 127.0.0.1:"
        let isReady = try await offPool { process.output.wait(for: announcement, seconds: 60) }
        // A failpoint may end it before it is ready; whoever set it finds out by `waitUntilDead`.
        guard isReady, let port = Int(process.output.text.dropFirst(announcement.count).prefix { $0.isNumber }) else {
            throw SupportError("carelog serve is not ready: \(process.output.text) \(process.errors.text)")
        }
        state.withLock { $0.port = port }
    }

    /// Kills it at once and waits until it is gone.
    package func kill9() async throws {
        signal(SIGKILL)
        try await reap()
    }

    /// Waits until it has died by itself; false if it still lives when the time is up.
    package func waitUntilDead(_ limit: Duration) async throws -> Bool {
        guard let process = state.withLock({ $0.process }) else { return true }
        guard try await offPool({ process.waitUntilExit(seconds: limit / .seconds(1)) }) else { return false }
        try await reap()
        return true
    }

    /// Stops it as an operator does; its exit status.
    package func stop() async throws -> Int32 {
        guard let process = state.withLock({ $0.process }) else { return 0 }
        process.signal(SIGTERM)
        try await offPool { process.waitUntilExit() }
        state.withLock { state in
            state.said += process.errors.text
            state.process = nil
        }
        return process.status
    }

    /// Freezes it: connections stand, nothing answers. Ends with `thaw`.
    package func freeze() { signal(SIGSTOP) }

    /// Lets it go on.
    package func thaw() { signal(SIGCONT) }

    /// **Units**: bytes that are resident.
    package var residentBytes: Int {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) * 1_024
    }

    /// How many descriptors it has open.
    package var descriptors: Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []).count
    }

    private func signal(_ number: Int32) { state.withLock { $0.process }?.signal(number) }

    private func reap() async throws {
        guard let process = state.withLock({ $0.process }) else { return }
        try await offPool { process.waitUntilExit() }
        state.withLock { state in
            state.said += process.errors.text
            state.kills += 1
            state.process = nil
        }
    }
}
