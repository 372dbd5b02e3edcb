internal import Foundation
internal import JSON
internal import Support
internal import Testing

/// The replay that shares no code with the rules: `Independent/assignments.py` on a log as `carelog audit log` prints it.
enum AssignmentJudge {
    /// What it says of a log.
    struct Report {
        /// Of things that happened, how many of each.
        let counts: [String: Int]
        /// By which comparison the first of several candidates came before the second.
        let decided: [String: Int]
        /// What kept members of a team from being candidates.
        let excluded: [String: Int]
        let teams: Int
        let staff: Int
        let violations: [String]
    }

    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Independent/assignments.py").path

    /// Writes the whole log to a file. **Errors**: the command's own words.
    static func record(_ carelog: RunningCarelog, to file: String) async throws {
        let outcome = try await carelog.command(["audit", "log", "--json"])
        guard outcome.status == 0 else { throw CarelogProcess.StartFailure(description: outcome.errors) }
        try outcome.output.write(toFile: file, atomically: true, encoding: .utf8)
    }

    static func judge(_ file: String) async throws -> Report {
        let said = try await run([script, file])
        func numbers(_ key: String) -> [String: Int] {
            var numbers: [String: Int] = [:]
            for member in said[key]?.objectValue ?? [] { numbers[member.key] = member.value.intValue.map { Int($0) } }
            return numbers
        }
        return Report(
            counts: numbers("counts"), decided: numbers("decided"), excluded: numbers("excluded"),
            teams: Int(said["teams"]?.intValue ?? 0), staff: Int(said["staff"]?.intValue ?? 0),
            violations: (said["violations"]?.arrayValue ?? []).map { "\($0)" })
    }

    /// Plants errors into a log, one at a time; answers which were found, which were not, and which had no place there.
    static func selfTest(_ file: String) async throws -> (found: [String], missed: [String], noPlace: [String]) {
        let said = try await run([script, "--self-test", file])
        func names(_ key: String) -> [String] { (said[key]?.arrayValue ?? []).compactMap(\.stringValue) }
        return (names("found"), names("missed"), names("noPlace"))
    }

    private static func run(_ arguments: [String]) async throws -> JSONValue {
        let data = try await blocking {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3"] + arguments
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return data
        }
        return try JSONValue(parsing: Array(data))
    }
}
