internal import Glibc

/// All projections from nothing, beside COPY of the same log.
struct RebuildMeasure {
    /// How long a rebuild may take. **Units**: seconds.
    private static let secondsMax = 900.0

    func run(_ bench: inout Bench) async throws {
        let small = try await SeededLog.open(on: bench.stage, tickets: bench.plan.ticketsFew)
        let large = try await SeededLog.open(on: bench.stage, tickets: bench.plan.ticketsMany)
        _ = try await Self.rebuild(small)
        let again = try await Self.rebuild(small)
        guard again.isIdentical else { throw BenchFailure("two rebuilds of one log differ: \(again.output)") }
        let copy = try CopyOut(large)
        var rates: [Double] = []
        for _ in 0..<3 { rates.append(try await copy.rate()) }
        let outcome = try await Self.rebuild(large, comparing: false)
        let compared = try await Self.rebuild(large)
        guard compared.isIdentical else { throw BenchFailure("two rebuilds of one log differ: \(compared.output)") }
        bench.copyPerSecond = Median.of(rates)
        bench.note(
            Figure(
                name: "rebuild of all projections, \(large.events) events", unit: .perSecond,
                measured: Double(large.events) / outcome.seconds,
                reference: .init(name: "COPY log.event TO STDOUT", value: Median.of(rates)), goal: .ratioAtLeast(0.25)))
        bench.note(
            Figure(
                name: "the same, every row compared with what was live", unit: .perSecond,
                measured: Double(large.events) / compared.seconds,
                reference: .init(name: "the same", value: Median.of(rates))))
        bench.note(
            Figure(
                name: "its rows and indexes alone, inside PostgreSQL", unit: .perSecond,
                measured: try await BareViews(large).rate(),
                reference: .init(name: "the same", value: Median.of(rates))))
        bench.note(
            Figure(
                name: "memory of that rebuild, peak", unit: .megabytes, measured: outcome.memoryPeak,
                reference: .init(name: "rebuild, \(small.events) events", value: again.memoryPeak), goal: .atMost(300)))
    }

    /// What a rebuild did.
    struct Outcome: Sendable {
        let seconds: Double
        /// **Units**: 10^6 bytes.
        let memoryPeak: Double
        let output: String

        /// Whether what was live before was the same in every row.
        var isIdentical: Bool { output.contains("identical: ") }
    }

    /// Runs `carelog projections rebuild` in a process of its own.
    static func rebuild(_ log: SeededLog, comparing: Bool = true) async throws -> Outcome {
        let folder = log.database.stage.directory.path
        let output = "\(folder)/\(log.database.name)-rebuild.log"
        try PrivateFile(path: output).write("")
        let command = ChildCommand(
            program: "/proc/self/exe",
            arguments: [
                "projections", "rebuild", comparing ? "--compare" : "--no-compare", "--database", log.database.url,
                "--keys", folder + "/keys",
            ],
            user: nil, outputPath: output)
        let begin = ContinuousClock.now
        let process = try command.spawn()
        let (exit, memory) = await Blocking.run { () -> (ChildExit?, Double) in
            var exit: ChildExit?
            var memory = 0.0
            _ = Pause.until(seconds: secondsMax) {
                memory = max(memory, ProcessMemory(of: process).peak)
                exit = ChildExit.poll(process)
                return exit != nil
            }
            if exit == nil { kill(process, SIGKILL) }
            return (exit, memory)
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let text = try PrivateFile(path: output).read() ?? ""
        guard exit == .exited(0) else {
            throw BenchFailure("the rebuild ended with \(exit?.description ?? "nothing in time"); it said: \(text)")
        }
        return Outcome(seconds: seconds, memoryPeak: memory, output: text)
    }
}
