internal import Foundation

/// The files of this repository, wherever it was checked out.
struct Tree {
    /// The folder that holds `Package.swift`.
    let root: URL

    /// The repository that this file was compiled in.
    static let here = Tree(
        root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent())

    /// What stands at the top: what git has if this is a checkout, else what is in the folder.
    func topLevel() throws -> Set<String> {
        if let tracked = try tracked() { return tracked }
        // SwiftPM writes it beside the manifest; git is told to ignore it.
        return Set(try FileManager.default.contentsOfDirectory(atPath: root.path)).subtracting(["Package.resolved"])
    }

    /// Every Swift file under Sources: its path from the top, and its text.
    func sources() throws -> [(path: String, text: String)] {
        let folder = root.appending(path: "Sources")
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
            .sorted().map { ("Sources/\($0)", try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
    }

    /// The first components of what git has; nil where there is no git to ask.
    private func tracked() throws -> Set<String>? {
        guard FileManager.default.fileExists(atPath: root.appending(path: ".git").path) else { return nil }
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", root.path, "ls-files", "-z"]
        // A hook of git sets variables that would send us to another repository.
        git.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
        let output = Pipe()
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        try git.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        git.waitUntilExit()
        guard git.terminationStatus == 0, !bytes.isEmpty else { return nil }
        return Set(
            bytes.split(separator: 0).compactMap { $0.split(separator: UInt8(ascii: "/")).first }
                .map { String(decoding: $0, as: UTF8.self) })
    }
}
