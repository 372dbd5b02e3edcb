internal import Foundation

/// The real conversations, which are never part of the project; tests that need them skip without them.
enum RealData {
    /// `CARELOG_DATA`, else `shared/data` beside the checkout.
    static let directory: String = {
        if let named = ProcessInfo.processInfo.environment["CARELOG_DATA"] { return named }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("shared/data").path
    }()

    static let thousands = directory + "/twcs_5000.csv"
    static let sample = directory + "/twcs_sample_93.csv"

    static var isThere: Bool { FileManager.default.fileExists(atPath: thousands) }

    /// The independent count of a file: a script that shares no line with the program.
    static func counts(of file: String) async throws -> [String: Int64] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("CarelogCLITests/Independent/twcs_counts.py").path
        let data = try await blocking {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", script, file]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return data
        }
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        return object.compactMapValues { ($0 as? NSNumber)?.int64Value }
    }
}
