internal import Foundation
internal import Support

/// PostgreSQL out of reach, slow, cut off in the middle of an answer, or with a broken disk.
extension Scenario {
    static let database: [Scenario] = [
        Scenario(
            "answer-lost", "the answers of PostgreSQL are lost, that to COMMIT among them, and the connections cut",
            plan: { _ in throughProxy }
        ) { stage in
            for _ in 0..<(stage.isLong ? 20 : 5) {
                try await stage.work(100...600)
                stage.site.databaseProxy?.set(down: .init(.discard))
                try await stage.work(5...120)
                stage.site.databaseProxy?.cut()
                stage.site.databaseProxy?.set()
                try await stage.expectService(after: "lost answers")
            }
            let lost = stage.site.databaseProxy?.discarded ?? 0
            stage.expect(lost > 0, "no answer was lost")
            stage.count("answers lost", lost)
        },
        Scenario(
            "postgres-unreachable",
            "nothing passes between the server and PostgreSQL for a minute, and from one that has just started",
            plan: { _ in throughProxy }
        ) { stage in
            for isCold in stage.isLong ? [false, true] : [true] {
                if isCold { try await stage.forget() }
                try await stage.withoutDatabase(
                    for: stage.isLong && !isCold ? .seconds(60) : .seconds(14),
                    away: { stage.site.databaseProxy?.set(up: .init(.stall), down: .init(.stall)) },
                    back: { stage.site.databaseProxy?.set() })
            }
        },
        Scenario("postgres-frozen", "every process of PostgreSQL is stopped for a while") { stage in
            try await stage.withoutDatabase(
                for: stage.isLong ? .seconds(30) : .seconds(12),
                away: { stage.site.postgres.freeze() }, back: { stage.site.postgres.thaw() })
        },
        Scenario(
            "postgres-slow", "PostgreSQL answers late, and through a thin wire", plan: { _ in throughProxy }
        ) { stage in
            let lost = stage.journal.sessionsLost
            stage.site.databaseProxy?.set(
                up: .init(delay: .milliseconds(100)), down: .init(delay: .milliseconds(100), bytesPerSecond: 200_000))
            try await stage.work(stage.isLong ? 20_000...30_000 : 3_000...4_000)
            stage.site.databaseProxy?.set()
            try await stage.expectService(after: "a slow PostgreSQL")
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because PostgreSQL was slow")
        },
        Scenario(
            "disk-error", "fdatasync of the WAL fails with EIO, and PostgreSQL panics", needs: ["/usr/bin/strace"],
            needsRoot: true
        ) { stage in
            let lost = stage.journal.sessionsLost
            for round in 1...(stage.isLong ? 4 : 1) {
                try await stage.work(200...600)
                let tracing = stage.site.postgres.children.flatMap { ["-p", "\($0)"] }
                // It ends when the processes it watches have ended, or is ended; how, says nothing.
                _ = try? await Tool.run(
                    ["/usr/bin/timeout", "10", "/usr/bin/strace", "-qq", "-o", "/dev/null"] + tracing
                        + ["-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=1"])
                let panics = stage.site.postgres.log.components(separatedBy: "PANIC").count - 1
                stage.expect(panics >= round, "PostgreSQL did not notice its broken disk: \(stage.site.postgres.log)")
                stage.count("panics")
                try await stage.awaitPostgres()
                try await stage.expectService(after: "a disk error")
            }
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because of a disk error")
        },
        Scenario(
            "disk-full", "there is no space left for PostgreSQL, and then there is again", needs: ["/bin/mount"],
            needsRoot: true,
            plan: { _ in
                var plan = Site.Plan()
                plan.postgres = PostgresServer.Options(
                    fsync: true, diskMegabytes: 160, settings: ["max_wal_size": "'32MB'", "shared_buffers": "'16MB'"])
                return plan
            },
            size: { _ in
                var size = Workload.Size()
                size.textBytes = 8_000
                return size
            }
        ) { stage in
            let lost = stage.journal.sessionsLost
            for _ in 0..<(stage.isLong ? 3 : 1) {
                try await stage.work(200...600)
                let filler = try Filler(in: stage.site.postgres.directory + "/data")
                stage.count("disks filled")
                try await stage.work(stage.isLong ? 12_000...15_000 : 3_000...4_000)
                try filler.remove()
                // Without space for its WAL it panics, and without space to recover it stays down: an operator's turn.
                if !stage.site.postgres.isRunning {
                    stage.count("restarts")
                    try await stage.site.postgres.start()
                }
                try await stage.expectService(after: "a full disk")
            }
            let isNoticed = stage.site.postgres.log.contains("No space left on device")
            stage.expect(isNoticed, "PostgreSQL did not notice that its disk was full")
            stage.expect(stage.journal.sessionsLost == lost, "sessions were closed because the disk was full")
        },
    ]

    private static var throughProxy: Site.Plan {
        var plan = Site.Plan()
        plan.hasDatabaseProxy = true
        return plan
    }
}

/// Takes all the space there is on a disk.
private struct Filler {
    private let path: String

    init(in directory: String) throws {
        path = directory + "/filler"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else { throw SupportError("cannot write \(path)") }
        for size in [1 << 20, 4_096] {
            let block = Data(count: size)
            while (try? file.write(contentsOf: block)) != nil {}
        }
        try? file.close()
    }

    func remove() throws { try FileManager.default.removeItem(atPath: path) }
}

extension Stage {
    /// Starts the server anew and lets a few in: it has read next to nothing of what they work on.
    fileprivate func forget() async throws {
        try await work(300...900)
        try await server.kill9()
        count("kills")
        let before = journal.sessions
        try await server.start()
        let isOpen = try await holds(within: Bounds.resume) { self.journal.sessions >= before + 3 }
        expect(isOpen, "nobody was let in after a restart")
    }

    /// Takes PostgreSQL away for so long: clients are told so within their deadline, sessions stay open, memory does not
    /// grow without bound, and service goes on by itself when it is back.
    func withoutDatabase(for duration: Duration, away: () -> Void, back: () -> Void) async throws {
        let lost = journal.sessionsLost
        let before = server.residentBytes
        let since = journal.now
        away()
        try await Task.sleep(for: duration)
        let told = journal.attempts(since: since + .seconds(1)).count {
            switch $0.answer {
            case .refused(let reason), .unknown(let reason):
                reason.hasPrefix("unavailable") || reason.hasPrefix("outcome_unknown")
            case .done: false
            }
        }
        let grown = server.residentBytes - before
        back()
        expect(told > 0, "nobody was told within \(duration) that the database is away")
        count("told", told)
        expect(grown < 128 << 20, "the server has grown by \(grown >> 20) MiB while the database was away")
        count("MiB grown", max(0, grown >> 20))
        try await expectService(after: "the database was back")
        expect(journal.sessionsLost == lost, "sessions were closed because the database was away")
    }
}
