internal import Glibc

/// What processes had of the processors so far. **Units**: seconds. **Source**: proc(5), `/proc/PID/stat`; getrusage(2).
struct ProcessorTime: Equatable, Sendable {
    /// In programs.
    var user = 0.0
    /// In the kernel, on their behalf.
    var system = 0.0

    var all: Double { user + system }

    /// Reads utime and stime, and with `children` cutime and cstime: of those that ended and were waited for.
    init(stat: String, children: Bool = false) {
        // The name stands in brackets and may itself hold blanks and brackets.
        guard let close = stat.lastIndex(of: ")") else { return }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 14 else { return }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        func seconds(_ index: Int) -> Double { (Double(fields[index]) ?? 0) / ticks }
        user = seconds(11) + (children ? seconds(13) : 0)
        system = seconds(12) + (children ? seconds(14) : 0)
    }

    /// Of a process alone.
    init(of process: pid_t) { self.init(stat: FileText.read("/proc/\(process)/stat") ?? "") }

    /// Of every process of a PostgreSQL, also of those that have ended.
    init(ofPostgresIn directory: DataDirectory) {
        for process in ProcessTable.allPostgres(workingIn: directory.data) {
            // Only the first of them waits for others.
            self += ProcessorTime(stat: FileText.read("/proc/\(process.pid)/stat") ?? "", children: true)
        }
    }

    /// Of this process, or of those it started and has waited for.
    init(usage: rusage) {
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        user = seconds(usage.ru_utime)
        system = seconds(usage.ru_stime)
    }

    static var own: ProcessorTime { ProcessorTime(usage: usage(of: RUSAGE_SELF)) }
    static var ofEnded: ProcessorTime { ProcessorTime(usage: usage(of: RUSAGE_CHILDREN)) }

    private static func usage(of whom: __rusage_who) -> rusage {
        var usage = rusage()
        getrusage(__rusage_who_t(whom.rawValue), &usage)
        return usage
    }

    static func += (left: inout ProcessorTime, right: ProcessorTime) {
        left.user += right.user
        left.system += right.system
    }

    static func - (left: ProcessorTime, right: ProcessorTime) -> ProcessorTime {
        var rest = left
        rest.user -= right.user
        rest.system -= right.system
        return rest
    }
}

/// What many pieces of work took of the processors, and so what one takes. Ratios of two do not depend on how fast the
/// processors are today, as long as both were measured in turns.
struct ProcessorCost: Equatable, Sendable {
    private var seconds = 0.0
    private var pieces = 0.0

    mutating func note(_ time: Double, for pieces: Double) {
        seconds += time
        self.pieces += pieces
    }

    /// **Units**: microseconds; zero before anything was noted.
    var ofOne: Double { pieces > 0 ? seconds / pieces * 1_000_000 : 0 }
}
