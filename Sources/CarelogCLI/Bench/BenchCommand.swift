internal import ArgumentParser
internal import Logging
internal import UnixSignals

/// `carelog bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine, always beside plain PostgreSQL on the same machine.",
        discussion: """
            It starts a PostgreSQL and servers of its own in a temporary directory, and removes them. Both sides of a figure \
            take turns, so that a machine that drifts hurts both alike; the ratios are what counts. fsync and \
            synchronous_commit are on.

            Figures: all, or some of \(BenchSubject.allCases.map(\.rawValue).joined(separator: ", ")).

            Exit status: 0 measured, whether or not the goals are met; 1 it could not be measured.
            """)

    @Argument(help: ArgumentHelp("What to measure.", valueName: "figures"))
    var figures: [String] = ["all"]

    @Flag(help: "Shorter turns and shorter logs: to see that all works, not to quote.")
    var quick = false

    @Option(help: ArgumentHelp("How long each turn lasts. Default: 5, quick 2.", valueName: "seconds"))
    var seconds: Int?

    @Option(help: ArgumentHelp("How many turns each side has. Default: 3, quick 1.", valueName: "count"))
    var turns: Int?

    @Option(
        help: ArgumentHelp(
            "Tickets of the long log, 3.2 events each. Default: 1000000, quick 40000.", valueName: "count"))
    var tickets: Int?

    @Option(help: ArgumentHelp("Write everything as JSON as well.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Draw throughput and latency by number of connections as SVG.", valueName: "file"))
    var plot: String?

    @Option(
        help: ArgumentHelp(
            "Keep PostgreSQL's directory there, and what it was filled with: the next run need not do it again.",
            valueName: "dir"))
    var stage: String?

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        _ = try subjects()
        if let seconds, !(1...600).contains(seconds) { throw ValidationError("--seconds is 1 to 600") }
        if let tickets, !(1_000...10_000_000).contains(tickets) || !tickets.isMultiple(of: 4) {
            throw ValidationError("--tickets is a multiple of four, 1000 to 10000000")
        }
        if let turns, !(1...100).contains(turns) { throw ValidationError("--turns is 1 to 100") }
    }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let isFinished = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in signals { break }
                return false
            }
            group.addTask {
                try await measure()
                return true
            }
            defer { group.cancelAll() }
            // What is measured is stopped and removed before this returns: the group waits for both.
            return try await group.next() ?? false
        }
        if !isFinished { throw ExitCode(1) }
    }

    private func measure() async throws {
        var plan = BenchPlan(isQuick: quick)
        if let seconds { plan.seconds = seconds }
        if let turns { plan.turns = Turns(count: turns) }
        if let tickets { plan.ticketsMany = tickets }
        let stage = try await BenchStage.open(
            keeping: stage, files: quick ? WriteAheadFiles.few : WriteAheadFiles.kept,
            logger: logging.logger("carelog.bench"))
        var bench = Bench(stage: stage, plan: plan)
        do {
            for subject in try subjects() {
                try Task.checkCancellation()
                Console.error("measuring \(subject.rawValue)")
                try await subject.measure(&bench)
            }
            await stage.close()
        } catch {
            await stage.close()
            throw error
        }
        try show(bench.report)
    }

    private func show(_ report: BenchReport) throws {
        for line in report.table.lines(for: Surroundings.screen) { Console.out(line) }
        for (name, value) in report.surroundings { Console.out("\(name): \(value)") }
        if let json { try PrivateFile(path: json).write(try report.json()) }
        if let plot { try PrivateFile(path: plot).write(LoadPlot(points: report.loads).svg) }
    }

    /// In the order in which they are measured, each once. A plot that is to be drawn is measured.
    private func subjects() throws -> [BenchSubject] {
        if figures.contains("all") { return BenchSubject.allCases }
        var named = try figures.map { name in
            guard let subject = BenchSubject(rawValue: name) else {
                let known = BenchSubject.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("there is no figure '\(name)': all, or some of \(known)")
            }
            return subject
        }
        if plot != nil { named.append(.plot) }
        return BenchSubject.allCases.filter { named.contains($0) }
    }
}
