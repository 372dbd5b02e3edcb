internal import Glibc

/// A program to start: in a session of its own, so that Ctrl-C at the terminal does not reach it, and holding none of
/// our descriptors.
struct ChildCommand: Sendable {
    /// The program's path.
    let program: String
    /// Its arguments without its name.
    let arguments: [String]
    /// Who runs it; nil for ourselves.
    let user: PostgresUser?
    /// The file its output is added to.
    let outputPath: String

    /// Only what PostgreSQL needs: no `PG...` variable of the caller may redirect it.
    static let environment: [String] = ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC"]

    /// Starts the program. **Errors** the system's number, for instance ENOENT.
    func spawn() throws(SystemFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A listening socket left open here would outlive a killed carelog and keep its port.
        SpawnExtensions.closeDescriptors(from: 3, &actions)
        SpawnExtensions.changeDirectory(to: "/", &actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = SpawnExtensions.setSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let words = user.map { $0.prefix } ?? []
        let line = words + [program] + arguments
        var pid: pid_t = 0
        let code = withPointers(line) { argv in
            withPointers(Self.environment) { environment in
                posix_spawn(&pid, line[0], &actions, &attributes, argv, environment)
            }
        }
        if code != 0 { throw SystemFailure(code: code) }
        return pid
    }

    /// Runs the program to its end. **Isolation** blocks. **Errors** as ``spawn()``; a program beyond its time is
    /// killed.
    func run(seconds: Int) throws(SystemFailure) -> ChildExit {
        let pid = try spawn()
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let exit = ChildExit.poll(pid) { return exit }
            if ContinuousClock.now > deadline { kill(pid, SIGKILL) }
            Pause.short()
        }
    }

    private func withPointers<Result>(_ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
        let copies = words.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}

/// A failed system call by its number.
struct SystemFailure: Error, Equatable, CustomStringConvertible {
    /// `errno`.
    let code: Int32

    var description: String { String(cString: strerror(code)) }
}

/// How a process ended.
enum ChildExit: Equatable, Sendable, CustomStringConvertible {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal.
    case killed(Int32)
    /// Unknown: it was not our child, or somebody else has taken its status.
    case gone

    /// The end of a child of ours, which takes its status; nil while it runs. Never blocks.
    static func poll(_ pid: pid_t) -> ChildExit? {
        var status: Int32 = 0
        let got = waitpid(pid, &status, WNOHANG)
        if got == 0 || (got < 0 && errno == EINTR) { return nil }
        if got < 0 { return .gone }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
    }

    var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .killed(let signal): "signal \(signal)"
        case .gone: "it is gone"
        }
    }
}

/// Waiting between two looks. **Isolation** blocks: only on a thread of our own.
enum Pause {
    /// 10 ms: short beside a start of PostgreSQL, long beside a look at `/proc`.
    static func short() { usleep(10_000) }

    /// Looks again and again until a condition holds or the time is over; says whether it held.
    static func until(seconds: Double, _ condition: () -> Bool) -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !condition() {
            if ContinuousClock.now > deadline { return false }
            short()
        }
        return true
    }
}
