import FoundationEssentials

/// Where the published conversations lie, which are no part of the project: `CARELOG_DATA`, else `../shared/data`
/// beside the package.
enum RealData {
    /// What a skipped test says.
    static let absent = "needs twcs files: set CARELOG_DATA to the folder that holds them (and have python3 for counts)"

    /// The path of a file, nil if it is not to be had here.
    static func path(_ name: String) -> String? {
        let path = "\(folder)/\(name)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// True if every file that the tests name is there.
    static var isPresent: Bool {
        path("twcs_sample_93.csv") != nil && path("twcs_5000.csv") != nil
    }

    private static var folder: String {
        if let folder = ProcessInfo.processInfo.environment["CARELOG_DATA"] { return folder }
        return packageRoot + "/../shared/data"
    }

    /// The folder of Package.swift.
    static var packageRoot: String {
        // Tests/CarelogCLITests/Import/RealData.swift
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(4)
        return parts.joined(separator: "/")
    }
}
