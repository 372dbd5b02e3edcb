internal import FoundationEssentials
internal import Glibc

/// A process that cannot be mistaken for a later one with the same number.
struct ProcessIdentity: Equatable, Sendable {
    /// The process number.
    let pid: pid_t
    /// **Units** clock ticks since boot.
    let startedAt: UInt64

    /// True while this very process lives; a zombie does not.
    var isAlive: Bool { ProcessTable.entry(pid)?.startedAt == startedAt }

    /// Sends a signal if this very process still lives.
    func signal(_ number: Int32) {
        if isAlive { kill(pid, number) }
    }
}

/// What `/proc` says about processes. **Source** proc(5).
enum ProcessTable {
    /// One line of the table.
    struct Entry: Sendable {
        /// The name of the program, at most 15 bytes.
        let name: String
        /// **Units** clock ticks since boot.
        let startedAt: UInt64
    }

    /// A living process; nil if there is none, or only its zombie.
    static func entry(_ pid: pid_t) -> Entry? {
        guard pid > 0, let stat = FileText.read("/proc/\(pid)/stat") else { return nil }
        // The name stands in brackets and may itself hold blanks and brackets; fields are counted behind the last one.
        guard let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let startedAt = UInt64(fields[19]), !["Z", "X", "x"].contains(fields[0]) else {
            return nil
        }
        return Entry(name: String(stat[stat.index(after: open)..<close]), startedAt: startedAt)
    }

    /// The PostgreSQL process with a number, if it works in a data directory: PostgreSQL and all its children stay
    /// there.
    ///
    /// A directory that may not be looked up belongs to somebody else's process.
    static func postgres(_ pid: pid_t, workingIn dataDirectory: String) -> ProcessIdentity? {
        guard let entry = entry(pid), entry.name == "postgres", link("/proc/\(pid)/cwd") == dataDirectory else {
            return nil
        }
        return ProcessIdentity(pid: pid, startedAt: entry.startedAt)
    }

    /// Every PostgreSQL process that works in a data directory.
    static func allPostgres(workingIn dataDirectory: String) -> [ProcessIdentity] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.sorted().compactMap { postgres($0, workingIn: dataDirectory) }
    }

    private static func link(_ path: String) -> String? {
        let bytes = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = buffer.baseAddress.map { max(0, readlink(path, $0, buffer.count)) } ?? 0
        }
        return bytes.isEmpty ? nil : String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Small files that are read at once.
enum FileText {
    /// The first 64 KiB of a file as text; nil if it cannot be read.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
            let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            failed = got < 0
            count = max(0, got)
        }
        return failed ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
