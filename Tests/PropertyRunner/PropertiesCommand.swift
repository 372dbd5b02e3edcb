internal import ArgumentParser
internal import Foundation
internal import Office

/// `deploy/properties`: random sequences of commands against a small office, as many as one likes.
@main
struct PropertiesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "properties",
        abstract:
            "Play random sequences of commands through the rules, and say which rule of the house was broken: none.")

    @Option(help: "How many.")
    var sequences = 100_000

    @Option(help: "The seed of the first; each further one takes the next. By chance if it is not named.")
    var seed: UInt64?

    @Option(help: "Plant something that is wrong, to see that it is found: a name of --list.")
    var flaw: String?

    @Flag(help: "List what can be planted.")
    var list = false

    func run() async throws {
        if list {
            for flaw in Flaw.allCases { say("\(flaw): \(flaw.rawValue)") }
            return
        }
        var planted: Flaw?
        if let flaw {
            planted = Flaw.allCases.first { "\($0)" == flaw }
            if planted == nil { throw ValidationError("there is no flaw \(flaw); --list shows them") }
        }
        let first = seed ?? UInt64.random(in: 1...999_999_999)
        say(
            "properties: \(sequences) sequences from seed \(first)\(planted.map { ", with a flaw: \($0.rawValue)" } ?? "")"
        )
        let trial = try Trial()
        let start = ContinuousClock.now
        let tally = await trial.play(sequences, from: first, flaw: planted)
        let took = (ContinuousClock.now - start) / .seconds(1)
        say(
            "\(tally.sequences) sequences, \(tally.moves) moves, \(tally.events) events in "
                + String(format: "%.1f s", took) + ": \(tally.failed == nil ? "no rule is broken" : "BROKEN")")
        let met = tally.met.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        say(met.joined(separator: ", "))
        guard let failed = tally.failed else { return }
        say(trial.report(failed, flaw: planted))
        throw ExitCode(1)
    }

    /// At once: somebody may read along in a file.
    private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
