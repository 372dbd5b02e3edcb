import FoundationEssentials
import Glibc
import Testing

@testable import CarelogCLI

@Suite("parts of the embedded PostgreSQL")
struct EmbeddedPartsTests {
    @Test("postmaster.pid is read at every stage of being written")
    func postmasterFile() {
        let whole = "4242\n/data\n1763763000\n5432\n/run\n\n  1234 5\nready   \n"
        let file = PostmasterFile(whole)
        #expect(file?.pid == 4242)
        #expect(file?.socketDirectory == "/run")
        #expect(file?.status == .ready)
        #expect(PostmasterFile("4242\n/data\n1763763000\n5432\n/run\n\n  1234 5\nstopping\n")?.status == .stopping)
        let half = PostmasterFile("4242\n/data\n17637")
        #expect(half?.pid == 4242)
        #expect(half?.socketDirectory == nil)
        #expect(half?.status == nil)
        #expect(PostmasterFile("-4242\n/data\n")?.pid == 4242)
        #expect(PostmasterFile("") == nil)
        #expect(PostmasterFile("what\n") == nil)
    }

    @Test("the pauses between restarts double, and the fifth death in a minute is the last")
    func restarts() {
        var policy = RestartPolicy()
        #expect(policy.died(at: .seconds(0)) == .restart(after: .zero))
        #expect(policy.died(at: .seconds(1)) == .restart(after: .milliseconds(250)))
        #expect(policy.died(at: .seconds(2)) == .restart(after: .milliseconds(500)))
        #expect(policy.died(at: .seconds(3)) == .restart(after: .milliseconds(1000)))
        #expect(policy.died(at: .seconds(59)) == .giveUp)
    }

    @Test("deaths far apart are forgotten")
    func rareDeaths() {
        var policy = RestartPolicy()
        for minute in 0..<100 { #expect(policy.died(at: .seconds(60 * minute)) == .restart(after: .zero)) }
    }

    @Test("the standard directory follows the system's rules")
    func standardDirectory() {
        func path(_ environment: [String: String], isRoot: Bool = false) -> String {
            DataDirectory.standard(environment: environment, isRoot: isRoot).path
        }
        #expect(path(["HOME": "/home/ada"], isRoot: true) == "/var/lib/carelog")
        #expect(path(["HOME": "/home/ada"]) == "/home/ada/.local/share/carelog")
        #expect(path(["HOME": "/home/ada", "XDG_DATA_HOME": "/data/ada"]) == "/data/ada/carelog")
        #expect(path(["HOME": "/home/ada", "XDG_DATA_HOME": "relative"]) == "/home/ada/.local/share/carelog")
    }

    @Test(
        "a directory that cannot be made is refused at once", .timeLimit(.minutes(1)),
        arguments: ["/proc/carelog", "/proc/carelog/below", "/dev/null/carelog", ""])
    func impossibleDirectory(_ path: String) {
        #expect {
            try DataDirectory(path: path).prepare()
        } throws: { error in
            let error = error as? EmbeddedPostgresError
            return error?.code == .directory && error?.message.hasPrefix("cannot make \(path): ") == true
        }
    }

    @Test("the newest of Debian's versions is looked at first, after the PATH")
    func searchPath() {
        let path = PostgresInstallation.searchPath(environment: ["PATH": "/opt/a:/opt/b"])
        #expect(path.prefix(2) == ["/opt/a", "/opt/b"])
        #expect(path.last == "/usr/local/pgsql/bin")
        let debian = path.compactMap { $0.hasPrefix("/usr/lib/postgresql/") ? Int($0.split(separator: "/")[3]) : nil }
        #expect(debian == debian.sorted(by: >))
    }

    @Test(
        "the version is read from what the program says",
        arguments: zip(
            [
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", "postgres (PostgreSQL) 18beta1\n",
                "postgres\n", "",
            ],
            [15, 18, nil, nil]))
    func version(_ text: String, _ major: Int?) {
        #expect(PostgresInstallation.parseMajor(text) == major)
    }

    @Test("without a PostgreSQL the error says how to install one")
    func notInstalled() {
        let none = #expect(throws: EmbeddedPostgresError.self) {
            try PostgresInstallation.find(dataMajor: nil, in: ["/nowhere"], scratch: TestCluster.temporaryPath())
        }
        #expect(none?.code == .notInstalled)
        #expect(
            none?.message == "carelog up needs PostgreSQL 15 or later and there is none: apt-get install postgresql")
        let other = #expect(throws: EmbeddedPostgresError.self) {
            try PostgresInstallation.find(dataMajor: 12, in: [], scratch: TestCluster.temporaryPath())
        }
        #expect(
            other?.message == "the data were made by PostgreSQL 12 and there is none: apt-get install postgresql-12")
    }

    @Test("a connection string quotes what libpq would misread")
    func connectionString() {
        let endpoint = EmbeddedPostgres.Endpoint(
            socketDirectory: "/a b/it's\\here", port: 5432, superuser: "carelog_super")
        #expect(
            endpoint.connectionString(database: "postgres")
                == "host='/a b/it\\'s\\\\here' port='5432' user='carelog_super' dbname='postgres'")
        #expect(PostgresSocket.setting("/a,\"b\"") == "\"/a,\"\"b\"\"\"")
    }

    @Test("a log beyond its size is moved aside, and whoever writes goes on at the start of it")
    func rotation() throws {
        let log = PostgresLog(path: TestCluster.temporaryPath())
        defer {
            unlink(log.path)
            unlink(log.path + ".1")
        }
        let writer = open(log.path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        defer { close(writer) }
        func write(_ text: String) { _ = Glibc.write(writer, text, text.utf8.count) }
        write("first\n")
        log.rotate(bytesMax: 6)
        #expect(log.byteCount == 6)
        write("second\n")
        log.rotate(bytesMax: 6)
        #expect(log.byteCount == 0)
        #expect(FileText.read(log.path + ".1") == "first\nsecond\n")
        write("third\nfourth\n")
        #expect(FileText.read(log.path) == "third\nfourth\n")
        #expect(log.lines(since: 0, atMost: 1) == "fourth")
        #expect(log.lines(since: 6) == "fourth")
        #expect(log.lines(since: 13) == "")
    }

    @Test("the process table knows the living from the dead")
    func processes() throws {
        let me = try #require(ProcessTable.entry(getpid()))
        #expect(ProcessIdentity(pid: getpid(), startedAt: me.startedAt).isAlive)
        #expect(!ProcessIdentity(pid: getpid(), startedAt: me.startedAt + 1).isAlive)
        #expect(ProcessTable.postgres(getpid(), workingIn: "/") == nil)
        let child = try ChildCommand(program: "/usr/bin/true", arguments: [], user: nil, outputPath: "/dev/null")
            .spawn()
        // A child that has ended and that nobody has asked for is a zombie, which is not alive.
        while ProcessTable.entry(child) != nil { sched_yield() }
        #expect(ChildExit.poll(child) == .exited(0))
        #expect(ChildExit.poll(child) == .gone)
    }

    @Test("a child is alone in its session and holds no descriptor of ours")
    func child() throws {
        let output = TestCluster.temporaryPath()
        defer { unlink(output) }
        let leaked = open("/dev/null", O_RDONLY)
        defer { close(leaked) }
        let script = "ls /proc/self/fd; cut -d' ' -f6 /proc/$$/stat; echo $$; pwd"
        let exit = try ChildCommand(program: "/bin/sh", arguments: ["-c", script], user: nil, outputPath: output).run(
            seconds: 10)
        #expect(exit == .exited(0))
        let lines = try #require(FileText.read(output)).split(separator: "\n").map(String.init)
        // 3 is the folder that ls reads.
        #expect(lines.prefix(4) == ["0", "1", "2", "3"])
        #expect(lines.count == 7)
        #expect(lines[4] == lines[5])
        #expect(lines[6] == "/")
    }

    @Test("a program that is not there and one beyond its time are told apart")
    func childFailures() throws {
        #expect(throws: SystemFailure(code: ENOENT)) {
            try ChildCommand(program: "/nowhere/program", arguments: [], user: nil, outputPath: "/dev/null").run(
                seconds: 1)
        }
        let slow = ChildCommand(program: "/usr/bin/sleep", arguments: ["600"], user: nil, outputPath: "/dev/null")
        #expect(try slow.run(seconds: 0) == .killed(SIGKILL))
    }
}
