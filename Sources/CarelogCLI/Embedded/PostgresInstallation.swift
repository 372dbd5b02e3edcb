internal import FoundationEssentials
internal import Glibc

/// The programs of one installed PostgreSQL.
struct PostgresInstallation: Equatable, Sendable {
    /// The folder with `postgres` and `initdb`.
    let programs: String
    /// The first number of its version, which names the format of its data.
    let major: Int

    /// Older ones lack functions that the schema uses.
    static let majorMin = 15

    /// Finds one that can serve: the first of the folders given, where data exist one of their version.
    ///
    /// - Parameters:
    ///   - dataMajor: the version of existing data.
    ///   - folders: where to look, see ``searchPath(environment:)``.
    ///   - scratch: a file for what the programs say about themselves; gone afterwards.
    static func find(
        dataMajor: Int?, in folders: [String], scratch: String
    ) throws(EmbeddedPostgresError) -> PostgresInstallation {
        var found: [PostgresInstallation] = []
        for folder in folders {
            guard access("\(folder)/postgres", X_OK) == 0, access("\(folder)/initdb", X_OK) == 0 else { continue }
            guard let major = major(of: "\(folder)/postgres", scratch: scratch) else { continue }
            let installation = PostgresInstallation(programs: folder, major: major)
            if major >= majorMin, dataMajor == nil || dataMajor == major { return installation }
            found.append(installation)
        }
        let versions = found.map { "\($0.major) in \($0.programs)" }.joined(separator: ", ")
        let present = found.isEmpty ? "there is none" : "there is only \(versions)"
        if let dataMajor {
            throw EmbeddedPostgresError(
                code: .notInstalled,
                message:
                    "the data were made by PostgreSQL \(dataMajor) and \(present): apt-get install postgresql-\(dataMajor)"
            )
        }
        throw EmbeddedPostgresError(
            code: .notInstalled,
            message: "carelog up needs PostgreSQL \(majorMin) or later and \(present): apt-get install postgresql")
    }

    /// `PATH`, then Debian's folders with the newest version first, then the folder of a build from source.
    static func searchPath(environment: [String: String]) -> [String] {
        let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let debian = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []).compactMap { Int($0) }
        return path + versions.sorted(by: >).map { "\(debian)/\($0)/bin" } + ["/usr/local/pgsql/bin"]
    }

    private static func major(of program: String, scratch: String) -> Int? {
        defer { unlink(scratch) }
        unlink(scratch)
        let command = ChildCommand(program: program, arguments: ["--version"], user: nil, outputPath: scratch)
        guard let exit = try? command.run(seconds: 10), exit == .exited(0), let text = FileText.read(scratch) else {
            return nil
        }
        return parseMajor(text)
    }

    /// The 15 in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, also where 18beta1 stands.
    static func parseMajor(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        guard let name = words.firstIndex(of: "(PostgreSQL)"), name + 1 < words.count else { return nil }
        return Int(words[name + 1].prefix { $0.isASCII && $0.isNumber })
    }
}
