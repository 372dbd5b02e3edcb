internal import ArgumentParser
internal import Desk
internal import EventLog
internal import Glibc
internal import Identity
internal import Logging
internal import Projections

/// `carelog projections`
struct ProjectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "projections", abstract: "Look at, rebuild and verify what is computed from the log.",
        subcommands: [Status.self, RebuildViews.self, Verify.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how far the projections have read each log.")

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let backend = try options.backend()
            let (statuses, names, heads) = try await backend.around {
                let statuses = try await Rebuild(log: backend.log, pool: backend.foldingPool).status()
                let names = try await backend.desk.workspaceNames()
                var heads: [WorkspaceID: LogPosition] = [:]
                for name in names { heads[name.id] = try await backend.log.last(of: name.id) }
                return (statuses, names, heads)
            }
            var table = TextTable([
                .init(title: "GENERATION", alignment: .right), .init(title: "STATE"), .init(title: "WORKSPACE"),
                .init(title: "READ TO", alignment: .right), .init(title: "LOG ENDS AT", alignment: .right),
                .init(title: "BEHIND", alignment: .right),
            ])
            for status in statuses {
                for name in names {
                    let read = status.checkpoints[name.id] ?? .beforeAll
                    let head = heads[name.id] ?? .beforeAll
                    table.add([
                        .init("\(status.generation)"), .init(status.state), .init(name.name), .init("\(read)"),
                        .init("\(head)"), .init("\(max(0, head.value - read.value))"),
                    ])
                }
            }
            for line in table.lines(for: Surroundings.screen) { Console.out(line) }
        }
    }

    struct RebuildViews: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild",
            abstract: "Compute the projections anew beside the live ones and switch to them; agents notice nothing.",
            discussion: "One that was interrupted is gone on with.")

        @Flag(
            inversion: .prefixedNo,
            help: "Read all rows of what was live and of what was built, and say what is different.")
        var compare = true

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let backend = try options.backend()
            let report = try await backend.around {
                try await Rebuild(log: backend.log, pool: backend.foldingPool, progress: RebuildProgress.show).rebuild(
                    comparing: compare)
            }
            RebuildProgress.show(report, isLive: true)
            Console.out("generation \(report.generation) is live")
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compute the projections anew to the side and compare: they must be identical.")

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let backend = try options.backend()
            let report = try await backend.around {
                try await Rebuild(log: backend.log, pool: backend.foldingPool, progress: RebuildProgress.show).verify()
            }
            RebuildProgress.show(report, isLive: false)
            if !report.isIdentical { throw ExitCode(1) }
        }
    }
}

/// How a rebuild is shown.
enum RebuildProgress {
    @Sendable static func show(_ progress: Rebuild.Progress) {
        // A bar for a person; a file wants only the outcome.
        guard isatty(STDERR_FILENO) == 1 else { return }
        Console.errorText("\rfolded \(progress.folded.value + 1) of \(progress.head.value + 1) events\u{1B}[K")
        if progress.folded >= progress.head { Console.errorText("\n") }
    }

    /// `isLive`: what was built has taken the place of what was live.
    static func show(_ report: Rebuild.Report, isLive: Bool) {
        for old in report.leftOver {
            Console.error(
                "the tables of generation \(old.generation) could not be taken away, the next rebuild sees to them: \(old.reason)"
            )
        }
        guard report.isCompared else {
            return Console.out("\(report.events) events were folded, and compared with nothing")
        }
        for table in report.tables {
            Console.out(
                "\(table.isIdentical ? "identical" : "DIFFERENT")  \(table.table)  \(table.liveRows) rows live, \(table.builtRows) folded anew"
            )
        }
        Console.out(
            report.isIdentical
                ? "identical: \(report.events) events give the same projections as those that are live"
                : isLive
                    ? "DIFFERENT: the projections that were live were not what the log says; those that are live now are"
                    : "DIFFERENT: the live projections are not what the log says; `carelog projections rebuild` mends them"
        )
    }
}
