internal import ArgumentParser
internal import Faults
internal import Foundation

/// `deploy/faults`: scenario after scenario, seed after seed, until the time is up.
@main
struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults", abstract: "Play every fault against real processes and say what was lost: nothing.")

    @Option(help: "How long to go on; at least every scenario is played once. An hour, or once if scenarios are named.")
    var minutes: Double?

    @Option(help: "The first seed; every further round takes the next one. By chance if it is not named.")
    var seed: UInt64?

    @Option(help: "Only this one; can be given several times.")
    var scenario: [String] = []

    @Flag(help: "The short versions, as in deploy/test.")
    var short = false

    @Flag(help: "List the scenarios.")
    var list = false

    func validate() throws {
        for name in scenario where !Scenario.all.contains(where: { $0.name == name }) {
            throw ValidationError("there is no scenario \(name); --list shows them")
        }
    }

    func run() async throws {
        if list {
            for scenario in Scenario.all { say("\(scenario.name): \(scenario.summary)") }
            return
        }
        let first = seed ?? UInt64.random(in: 1...999_999)
        let chosen = Scenario.all.filter { scenario.isEmpty || scenario.contains($0.name) }
        let minutes = minutes ?? (scenario.isEmpty ? 60 : 0)
        let end = ContinuousClock.now + .seconds(minutes * 60)
        var ledger = Ledger()
        say("faults: seed \(first), \(chosen.count) scenarios, \(minutes) minutes")
        var round: UInt64 = 0
        rounds: repeat {
            for scenario in chosen {
                if round > 0, ContinuousClock.now >= end { break rounds }
                ledger.add(await play(scenario, seed: first + round), of: scenario)
            }
            round += 1
        } while ContinuousClock.now < end
        say(ledger.table)
        if ledger.violations > 0 { throw ExitCode(1) }
    }

    /// At once: somebody may read along in a file.
    private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private func play(_ scenario: Scenario, seed: UInt64) async -> Play.Outcome? {
        do {
            let outcome = try await Play(scenario, seed: seed, isLong: !short).run()
            say(outcome.violations.isEmpty ? outcome.line : outcome.report + "\n" + outcome.said.suffix(8_000))
            for stall in outcome.stalls { say("nobody was served for a while " + stall) }
            return outcome
        } catch {
            say("\(scenario.name) seed \(seed): BROKE OFF: \(error)")
            return nil
        }
    }
}

/// What all rounds came to.
struct Ledger {
    private var rows: [(scenario: String, runs: Int, outcomes: [Play.Outcome], broken: Int)] = []

    /// Promises that were broken, and plays that broke off.
    var violations: Int { rows.reduce(0) { $0 + $1.broken + $1.outcomes.reduce(0) { $0 + $1.violations.count } } }

    mutating func add(_ outcome: Play.Outcome?, of scenario: Scenario) {
        let index = rows.firstIndex { $0.scenario == scenario.name } ?? rows.count
        if index == rows.count { rows.append((scenario.name, 0, [], 0)) }
        rows[index].runs += 1
        if let outcome { rows[index].outcomes.append(outcome) } else { rows[index].broken += 1 }
    }

    /// One line for each scenario, and the sum.
    var table: String {
        var lines = [["scenario", "runs", "commands", "done", "refused", "unknown", "kills", "events", "violations"]]
        var sums = [Int](repeating: 0, count: 8)
        for row in rows {
            let outcomes = row.outcomes
            let isSkipped = !outcomes.isEmpty && outcomes.allSatisfy { $0.skipped != nil }
            let numbers = [
                row.runs, outcomes.reduce(0) { $0 + $1.tally.commands }, outcomes.reduce(0) { $0 + $1.tally.done },
                outcomes.reduce(0) { $0 + $1.tally.refused }, outcomes.reduce(0) { $0 + $1.tally.unknown },
                outcomes.reduce(0) { $0 + ($1.counts["kills"] ?? 0) }, outcomes.reduce(0) { $0 + Int($1.events) },
                row.broken + outcomes.reduce(0) { $0 + $1.violations.count },
            ]
            for index in sums.indices { sums[index] += numbers[index] }
            lines.append([row.scenario + (isSkipped ? " (skipped)" : "")] + numbers.map { "\($0)" })
        }
        lines.append(["all"] + sums.map { "\($0)" })
        return lines.map { line in
            line.enumerated().map { column, text in
                let width = lines.map { $0[column].count }.max() ?? 0
                let padding = String(repeating: " ", count: width - text.count)
                return column == 0 ? text + padding : padding + text
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
