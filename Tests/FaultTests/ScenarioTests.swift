internal import Faults
internal import Foundation
internal import Testing

/// The short version of every scenario: real processes, real faults, a seed that is printed.
@Suite("Under faults nothing acknowledged is lost", .timeLimit(.minutes(5)))
struct ScenarioTests {
    /// `CARELOG_FAULTS_SEED`, else by chance.
    private static let seed =
        ProcessInfo.processInfo.environment["CARELOG_FAULTS_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 1...999_999)

    @Test("played in short:", arguments: Scenario.all.map(\.name))
    func short(name: String) async throws {
        let scenario = try #require(Scenario.all.first { $0.name == name })
        let outcome = try await Play(scenario, seed: Self.seed, isLong: false).run()
        print("➜ \(outcome.line)")
        #expect(outcome.violations.isEmpty, "\(outcome.report)\n\(outcome.said.suffix(2_000))")
    }
}
